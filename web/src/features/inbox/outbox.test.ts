import { QueryClient } from '@tanstack/react-query'
import { expect, it, vi } from 'vitest'
import { serve } from '@/test/server'
import { attach } from './attachments'
import { pendingOf, retry, write } from './outbox'

/** Stands in for the browser's upload, and counts how often bytes travelled. */
function uploads(answers: { status: number; body: unknown }[]) {
  const sent: string[] = []
  class Call {
    status = 0
    responseText = ''
    upload: { onprogress?: (event: unknown) => void } = {}
    onload?: () => void
    open(_method: string, address: string) {
      sent.push(address)
    }
    setRequestHeader() {}
    abort() {}
    send() {
      const answer = answers.shift() ?? { status: 500, body: {} }
      this.upload.onprogress?.({ loaded: 5, total: 10, lengthComputable: true })
      this.status = answer.status
      this.responseText = JSON.stringify(answer.body)
      this.onload?.()
    }
  }
  vi.stubGlobal('XMLHttpRequest', Call)
  return sent
}

const file = () => attach(new File(['%PDF'], 'tabela.pdf', { type: 'application/pdf' }))

it('a message that was refused after its file had arrived is tried again without the bytes', async () => {
  const queries = new QueryClient()
  let refuse = true
  const received = serve({
    'POST /api/v1/conversations/cnv_1/messages': () => (refuse ? { status: 503, body: { code: 'unavailable' } } : { status: 201, body: { id: 'ms_1' } }),
  })
  const sent = uploads([{ status: 201, body: { id: 'md_7' } }])
  await write(queries, 'cnv_1', { text: 'Segue', note: false, attachment: file() })
  const [failed] = pendingOf('cnv_1')
  expect(failed).toMatchObject({ state: 'failed', mediaId: 'md_7' })
  refuse = false
  if (failed) await retry(queries, 'cnv_1', failed)
  expect(sent).toEqual(['/api/v1/media?file_name=tabela.pdf'])
  expect(received.map(({ body }) => body)).toEqual([
    { text: 'Segue', media_id: 'md_7' },
    { text: 'Segue', media_id: 'md_7' },
  ])
  expect(pendingOf('cnv_1')).toEqual([])
})

it('a file that the server refuses stays with its reason, and no message is sent', async () => {
  const received = serve({})
  uploads([{ status: 422, body: { code: 'unsupported_type', title: 'Refused' } }])
  await write(new QueryClient(), 'cnv_2', { text: '', note: false, attachment: file() })
  expect(pendingOf('cnv_2')[0]).toMatchObject({ state: 'failed', error: { code: 'unsupported_type' } })
  expect(received).toEqual([])
})

import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Media } from '@/api/media'
import type { Message } from '@/api/messages'
import { marina, serve } from '@/test/server'
import { renderPart } from '@/test/render'
import { Bubble } from './thread/Bubble'
import { ComposingProvider, type Composing } from './thread/composing'
import { ownAddress } from './thread/media/address'
import { formatBytes, formatClock } from './thread/media/bytes'
import { MediaContent } from './thread/media/MediaContent'
import { meQuery } from '@/api/session'

const media: Media = {
  id: 'md_1',
  state: 'ready',
  mime_type: 'image/jpeg',
  file_name: null,
  size_bytes: 1_468_006,
  width: 800,
  height: 600,
  duration_s: null,
  reason: null,
  url: '/api/v1/media/md_1',
  thumbnail_url: null,
}
const message: Message = {
  id: 'ms_1',
  direction: 'in',
  author: 'contact',
  user_id: null,
  user_name: null,
  kind: 'image',
  text: null,
  details: null,
  card: null,
  reply_to: null,
  sent_at: '2026-11-22T12:00:00Z',
  status: null,
  error: null,
}
const composing: Composing = {
  attachments: [],
  add: () => true,
  remove: () => undefined,
  clear: () => undefined,
  replyTo: undefined,
  reply: () => undefined,
  cancelReply: () => undefined,
}

function bubble(more: Partial<Message>, jumped: (id: string) => void = () => undefined) {
  serve({ 'GET /api/v1/me': { body: marina } })
  const bubble = (
    <ComposingProvider value={composing}>
      <Bubble message={{ ...message, kind: 'text', ...more }} first last stop onJump={jumped} conversationId="cnv_1" />
    </ComposingProvider>
  )
  return renderPart(bubble, (queries) => queries.setQueryData(meQuery.queryKey, marina))
}

it('nothing is ever loaded from another server', () => {
  expect(ownAddress('/api/v1/media/md_1')).toBe('/api/v1/media/md_1')
  expect(ownAddress('https://scontent.example/foto.jpg')).toBeUndefined()
  expect(ownAddress('//scontent.example/foto.jpg')).toBeUndefined()
  expect(ownAddress('/api/v1//evil.example')).toBeUndefined()
  const { container } = renderPart(<MediaContent message={message} media={{ ...media, url: 'https://cdn.example/a.jpg', thumbnail_url: 'https://cdn.example/b.jpg' }} />)
  expect(container.querySelector('img')).toBeNull()
})

it('sizes and lengths are written as people read them', () => {
  expect(formatBytes(812, 'pt-BR')).toBe('1 kB')
  expect(formatBytes(1_468_006, 'pt-BR')).toBe('1,4 MB')
  expect(formatClock(7.4)).toBe('0:07')
  expect(formatClock(760)).toBe('12:40')
})

it('a file that did not come says why and is asked for again', async () => {
  const received = serve({ 'POST /api/v1/media/md_1/retry': { status: 202, body: {} } })
  renderPart(<MediaContent message={{ ...message, kind: 'video' }} media={{ ...media, state: 'too_large', url: null, size_bytes: 190_840_832 }} />)
  expect(screen.getByText('Vídeo: grande demais')).toBeVisible()
  expect(screen.getByText(/Este tem 182 MB/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Tentar de novo' }))
  await waitFor(() => expect(received.map(({ path }) => path)).toContain('/api/v1/media/md_1/retry'))
})

it('a deleted message shows none of what it said', () => {
  bubble({ text: 'segredo', revoked_at: '2026-11-22T12:01:00Z', media, kind: 'image' })
  expect(screen.getByText('Mensagem apagada')).toBeVisible()
  expect(screen.queryByText('segredo')).toBeNull()
  expect(screen.queryByRole('button')).toBeNull()
})

it('an edited message tells what it said before when it is asked', async () => {
  bubble({ text: 'Quero a G', edited_at: '2026-11-22T12:01:00Z', earlier_texts: ['Quero a M'] })
  expect(screen.queryByText('Quero a M')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Editada' }))
  expect(within(screen.getByRole('list', { name: 'Texto anterior' })).getByText('Quero a M')).toBeVisible()
})

it('a quotation leads to the message it quotes', async () => {
  const jumped: string[] = []
  bubble({ text: 'Essa mesma', reply_to: { message_id: 'ms_0', kind: 'image', preview: '', direction: 'in' } }, (id) => jumped.push(id))
  await userEvent.click(screen.getByRole('button', { name: /Cliente\s*Imagem/ }))
  expect(jumped).toEqual(['ms_0'])
})

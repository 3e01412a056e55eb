import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { openApp } from '@/test/render'
import { serve } from '@/test/server'

const phone = { id: 'p1', name: 'Marina Alves', number: '5511977770001' }
const ad = { kind: 'ad', key: 'verao', headline: 'Coleção Verão', body: 'Linho', prefilled: 'Olá! Quero a coleção' }

const product = { kind: 'product', retailer_id: 'AUR-1', name: 'Vestido de linho', price: 'R$ 389,00', prefilled: '' }

/** A server whose phone keeps what was tapped, as the real one does. */
function serveDemo() {
  let tapped: typeof ad | typeof product | null = null
  return serve({
    'GET /api/v1/me': { status: 401, body: { code: 'unauthenticated', title: 'Unauthenticated' } },
    'GET /simulator/api/choices': {
      body: {
        store: 'Loja Aurora',
        store_number: '551130004400',
        providers: [
          { provider: 'meta_cloud', store_number: '551130004400' },
          { provider: 'zapi', store_number: '551130004405' },
        ],
        ads: [{ key: 'verao', kind: 'ad', headline: 'Coleção Verão', body: 'Linho', campaign: 'Verão' }],
        links: [],
        products: [{ retailer_id: 'AUR-1', name: 'Vestido de linho', price: 'R$ 389,00' }],
      },
    },
    'POST /simulator/api/phones': { body: phone },
    'GET /simulator/api/phones/p1': () => ({ body: { phone, messages: [], tap: tapped, made: null } }),
    'POST /simulator/api/phones/p1/taps': ({ body }) => {
      tapped = (body as { kind: string }).kind === 'product' ? product : ad
      return { body: tapped }
    },
    'POST /simulator/api/phones/p1/messages': () => {
      tapped = null
      return { body: {} }
    },
  })
}

const sent = (received: ReturnType<typeof serve>) =>
  received.filter(({ path }) => path.endsWith('/messages')).map(({ body }) => body)

test('a tapped ad fills the field, and an erased text cannot be sent as nothing', async () => {
  const received = serveDemo()
  openApp('/simulator')
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: /Coleção Verão/ }))
  const field = await screen.findByLabelText('Mensagem para a loja')
  await waitFor(() => expect(field).toHaveValue('Olá! Quero a coleção'))
  await user.click(await screen.findByRole('button', { name: 'Apagar o texto' }))
  expect(field).toHaveValue('')
  expect(screen.getByRole('button', { name: 'Enviar' })).toBeDisabled()
  await user.type(field, 'quanto custa?{Enter}')
  await waitFor(() => expect(sent(received)).toEqual([{ text: 'quanto custa?', kind: 'text', card_closed: false }]))
  await waitFor(() => expect(field).toHaveValue(''))
})

test('the X takes the card away, and the message says so', async () => {
  const received = serveDemo()
  openApp('/simulator')
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: /Coleção Verão/ }))
  await user.click(await screen.findByRole('button', { name: 'Fechar o cartão do anúncio' }))
  expect(screen.queryByRole('button', { name: 'Fechar o cartão do anúncio' })).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Enviar' }))
  await waitFor(() => expect(sent(received)).toMatchObject([{ card_closed: true }]))
})

test('a product goes along with what the person writes, through the number that has a catalogue', async () => {
  const received = serveDemo()
  openApp('/simulator')
  const user = userEvent.setup()
  await user.click(await screen.findByRole('radio', { name: 'Produto' }))
  await user.click(await screen.findByRole('button', { name: /Vestido de linho/ }))
  expect(await screen.findByRole('button', { name: 'Fechar o cartão do produto' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Escrever um texto' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Apagar o texto' })).not.toBeInTheDocument()
  await user.type(screen.getByLabelText('Mensagem para a loja'), 'tem no M?{Enter}')
  await waitFor(() =>
    expect(sent(received)).toEqual([{ text: 'tem no M?', kind: 'text', card_closed: false, provider: 'meta_cloud' }]),
  )
})

test('a message goes through the provider that was chosen', async () => {
  const received = serveDemo()
  openApp('/simulator')
  const user = userEvent.setup()
  await user.selectOptions(await screen.findByLabelText('Por qual provedor'), 'zapi')
  await user.type(screen.getByLabelText('Mensagem para a loja'), 'oi{Enter}')
  await waitFor(() => expect(sent(received)).toEqual([{ text: 'oi', kind: 'text', card_closed: false, provider: 'zapi' }]))
})

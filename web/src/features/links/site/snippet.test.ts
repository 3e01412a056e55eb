import { expect, it } from 'vitest'
import { examplePage, snippetLine } from './snippet'

const look = { origin: 'https://links.example', companyId: 'co_1', button: false, text: '', link: '' }

it('the line names the script of the company and nothing that was not asked for', () => {
  expect(snippetLine(look)).toBe('<script src="https://links.example/snippet/co_1.js" async></script>')
  expect(snippetLine({ ...look, button: true, link: 'site' })).toBe(
    '<script src="https://links.example/snippet/co_1.js" async data-button data-link="site"></script>',
  )
})

it('a text cannot leave its attribute', () => {
  const line = snippetLine({ ...look, button: true, text: '"><script>alert(1)</script>' })
  expect(line).toContain('data-button="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  const page = new DOMParser().parseFromString(examplePage(line, { lang: 'pt-BR', title: '<b>', text: '', link: '' }, '55'), 'text/html')
  expect(page.querySelectorAll('script')).toHaveLength(1)
  expect(page.querySelector('script')?.dataset.button).toBe('"><script>alert(1)</script>')
})

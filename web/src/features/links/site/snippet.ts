/** What the line for a site can be told. */
export interface SnippetLook {
  /** Where Nascente is reached. */
  origin: string
  companyId: string
  /** A floating button on the page. */
  button: boolean
  /** Its text; empty: the usual one. */
  text: string
  /** The slug that every number of the company leads through; empty: the link of each number. */
  link: string
}

const attribute = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** The one line that a site needs. */
export function snippetLine({ origin, companyId, button, text, link }: SnippetLook): string {
  const options = [
    ...(button ? [text.trim() === '' ? 'data-button' : `data-button="${attribute(text.trim())}"`] : []),
    ...(link === '' ? [] : [`data-link="${attribute(link)}"`]),
  ]
  return `<script ${[`src="${origin}/snippet/${companyId}.js"`, 'async', ...options].join(' ')}></script>`
}

/** A small page of a shop with the line in it, as it would be on a real one. */
export function examplePage(line: string, words: { lang: string; title: string; text: string; link: string }, phone: string): string {
  return `<!doctype html><html lang="${words.lang}"><meta charset="utf-8"><title>${attribute(words.title)}</title>
<style>body{margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#12171c;background:#fff}b{font-size:20px}i{display:block;height:10px;margin:12px 0;border-radius:5px;background:#eceff1}i+i{width:70%}a{color:#0e6f55}</style>
<body><b>${attribute(words.title)}</b><p>${attribute(words.text)}</p><i></i><i></i><p><a href="https://wa.me/${phone}" target="_blank" rel="noopener">${attribute(words.link)}</a></p><i></i><i></i>${line}</body></html>`
}

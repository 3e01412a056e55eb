// Sets the colour scheme and the language before the first paint. It is a file of its own,
// not an inline script, so that the page can be served with script-src 'self'.
(function () {
  var scheme = 'auto'
  try {
    scheme = localStorage.getItem('nascente-color-scheme') || 'auto'
    var language = localStorage.getItem('nascente-language')
    if (language) document.documentElement.lang = language
  } catch (_) {
    // Storage may be forbidden; the defaults hold.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
})()

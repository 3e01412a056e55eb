// The line for a site, on three pages of different make: still, built by script, under a strict policy.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const QUERY = '?utm_source=meta&utm_campaign=Inverno&fbclid=abc123&pagina=2';
const CARRIED = 'utm_source=meta&utm_campaign=Inverno&fbclid=abc123';

let browser;
let server;
let shop;
let line;
let phone;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
  const page = await openPage(browser, server.origin);
  await logIn(page);
  phone = await page.evaluate(async () => (await (await fetch('/api/v1/channels')).json()).items[0].phone_number);
  await page.goto('/links?view=site');
  line = page.getByRole('region', { name: 'Linha para o site' });
  await line.waitFor();
  shop = { page, ...(await startShop()) };
});

after(async () => {
  await browser?.close();
  await server?.stop();
  shop?.stop();
});

/** The line as the screen offers it, with the button asked for or not, and its text. */
async function offered({ button, text = '' }) {
  const { page } = shop;
  await page.getByRole('switch', { name: 'Botão flutuante' }).setChecked(button);
  if (button) await page.getByRole('textbox', { name: 'Texto do botão' }).fill(text);
  return line.textContent();
}

/** A site of another origin than the program's. */
async function startShop() {
  const pages = new Map();
  const site = createServer((request, response) => {
    const found = pages.get(new URL(request.url, 'http://shop').pathname);
    response.writeHead(found ? 200 : 204, { 'content-type': found?.type ?? 'text/html; charset=utf-8', ...(found?.headers ?? {}) });
    response.end(found?.body);
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${site.address().port}`;
  return { origin, put: (path, found) => pages.set(path, found), stop: () => site.close() };
}

/** Opens a page of the shop and answers it, with what its policy refused. */
async function open(path) {
  const context = await browser.newContext({ baseURL: shop.origin });
  const page = await context.newPage();
  page.refused = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.refused.push(message.text());
  });
  page.on('pageerror', (error) => page.refused.push(error.message));
  await page.goto(path + QUERY);
  return page;
}

const html = (body) => `<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><title>Loja</title></head><body><main>${body}</main>`;

/** Waits until a link leads through the program, and answers where to. */
async function tracked(page, selector) {
  await page.waitForFunction(([where, origin]) => document.querySelector(where)?.href.startsWith(`${origin}/l/`), [selector, server.origin]);
  return new URL(await page.locator(selector).getAttribute('href'));
}

test('a still page: links to our numbers are tracked with what the page was opened with, others stay', async () => {
  const body = `<a id="a" href="https://wa.me/${phone}?text=Oi">WhatsApp</a>
    <a id="b" href="https://api.whatsapp.com/send?phone=${phone}">WhatsApp</a>
    <a id="c" href="https://wa.me/5511000000000">Outra empresa</a>
    <a id="d" href="https://example.com/">Fora</a>`;
  shop.put('/parada', { body: html(body) + (await offered({ button: false })) });
  const page = await open('/parada');
  for (const selector of ['#a', '#b']) {
    const to = await tracked(page, selector);
    assert.equal(to.search, `?${CARRIED}`);
  }
  assert.equal(await page.locator('#c').getAttribute('href'), 'https://wa.me/5511000000000');
  assert.equal(await page.locator('#d').getAttribute('href'), 'https://example.com/');
  assert.equal(await page.locator('body > a').count(), 0);
  assert.deepEqual(await page.context().cookies(), []);
  assert.deepEqual(page.refused, []);
  const answer = await fetch(await page.locator('#a').getAttribute('href'), { redirect: 'manual' });
  assert.equal(answer.status, 302);
  assert.match(answer.headers.get('location'), new RegExp(`^https://(wa\\.me|api\\.whatsapp\\.com).*${phone}`));
});

test('a page built by script: links that come later, and those whose address is changed, are tracked', async () => {
  const later = `<script>
    function add() {
      document.querySelector('#room').innerHTML = '<p><a id="late" href="https://wa.me/${phone}">Chame</a></p>';
      document.querySelector('#turned').href = 'https://wa.me/${phone}';
    }
  </script><button onclick="add()">Ver contatos</button><div id="room"></div><a id="turned" href="/outra">Contato</a>`;
  shop.put('/viva', { body: html(later) + (await offered({ button: true, text: 'Fale com a "Aurora" <agora>' })) });
  const page = await open('/viva');
  const floating = page.getByRole('link', { name: 'Fale com a "Aurora" <agora>' });
  await floating.waitFor();
  await page.getByRole('button', { name: 'Ver contatos' }).click();
  assert.equal((await tracked(page, '#late')).search, `?${CARRIED}`);
  await tracked(page, '#turned');
  const place = await floating.evaluate((link) => getComputedStyle(link).position);
  assert.equal(place, 'fixed');
  assert.deepEqual(page.refused, []);
});

test('a page under a strict policy: nothing but the script itself has to be allowed', async () => {
  const policy = `default-src 'none'; script-src ${server.origin}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
  const body = html(`<a id="a" href="https://wa.me/${phone}">WhatsApp</a>`) + (await offered({ button: true }));
  shop.put('/rigorosa', { body, headers: { 'content-security-policy': policy } });
  const page = await open('/rigorosa');
  await tracked(page, '#a');
  const floating = page.getByRole('link', { name: 'Converse agora com um especialista' });
  await floating.waitFor();
  assert.equal(await floating.evaluate((link) => getComputedStyle(link).position), 'fixed');
  assert.deepEqual(page.refused, []);
});

test('the screen shows the button as the line makes it', async () => {
  const { page } = shop;
  await offered({ button: true, text: 'Fale com a loja' });
  const example = page.frameLocator('iframe');
  await example.getByRole('link', { name: 'Fale com a loja' }).waitFor();
  await offered({ button: false });
  await example.getByText('Fale conosco no WhatsApp').waitFor();
  await page.waitForFunction(() => !document.querySelector('iframe').srcdoc.includes('data-button'));
  await settle(page);
  assert.deepEqual(page.problems, []);
});

// What a browser fetches until a screen stands, compressed, with nothing kept from before.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { startDemo } from './server.mjs';

const FIRST_SCREEN = { script: 180_000, style: 20_000, files: 60 };
// A screen of forms and tables, opened by its address: the first screen's share included.
const OTHER_SCREEN = { script: 182_000, style: 26_000, files: 95 };
const OTHER_SCREENS = ['/relatorios', '/links', '/contatos', '/departamentos', '/conexoes'];
// A long form with lists to choose from, opened by its address.
const FORM = { script: 260_000, style: 27_000, files: 125 };
const FORMS = ['/links?new=true', '/links?new=many', '/links?view=site'];

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Whoever opens it comes once, from a phone.
const PUBLIC_PAGE = { script: 165_000, style: 18_000, files: 45 };

/** Opens an address in a browser that keeps nothing, and sums what arrives until the screen stands. */
async function weigh(path, storageState) {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'pt-BR', storageState });
  const page = await context.newPage();
  const answers = [];
  page.on('response', (response) => {
    if (/\/assets\/.*\.(js|css)$/.test(response.url())) answers.push(response);
  });
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .mantine-Skeleton-root'));
  const sum = { script: 0, style: 0, files: answers.length };
  for (const response of answers) {
    const headers = await response.allHeaders();
    sum[response.url().endsWith('.css') ? 'style' : 'script'] += Number(headers['content-length']);
  }
  await context.close();
  return sum;
}

function expectWithin(name, sum, budget, context) {
  context.diagnostic(`${name}: ${JSON.stringify(sum)}`);
  for (const [part, most] of Object.entries(budget)) {
    assert.ok(sum[part] > 0 && sum[part] <= most, `${name} takes ${sum[part]} of ${part}, and may take ${most}`);
  }
}

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes) => bytes };

/** A file as it is sent to a client that takes one encoding, unpacked. */
async function fetchAs(encoding, path) {
  const answer = await new Promise((answered, failed) => {
    get(`${server.origin}${path}`, { headers: { 'accept-encoding': encoding } }, answered).on('error', failed);
  });
  assert.equal(answer.statusCode, 200, path);
  assert.equal(answer.headers['content-encoding'] ?? 'identity', encoding, path);
  return UNPACK[encoding](await buffer(answer));
}

test('whoever takes nothing compressed gets the same screens', async () => {
  const screen = (await fetchAs('identity', '/')).toString();
  assert.match(screen, /<!doctype html>/i);
  const parts = [...screen.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg))"/g)].map(([, path]) => path);
  assert.ok(parts.length >= 3, screen);
  for (const path of ['/', ...parts]) {
    const plain = await fetchAs('identity', path);
    for (const encoding of ['br', 'gzip']) assert.ok(plain.equals(await fetchAs(encoding, path)), `${path} as ${encoding}`);
  }
});

test('the login keeps the budget of a first screen', async (context) => {
  expectWithin('the login', await weigh('/entrar'), FIRST_SCREEN, context);
});

test('the public page of a company is lighter than a first screen', async (context) => {
  expectWithin('the public page', await weigh('/gerador/loja-aurora'), PUBLIC_PAGE, context);
});

test('the inbox keeps the budget of a first screen, the others theirs', async (context) => {
  const page = await openPage(browser, server.origin);
  await logIn(page);
  const session = await page.context().storageState();
  expectWithin('the inbox', await weigh('/atendimentos', session), FIRST_SCREEN, context);
  for (const path of OTHER_SCREENS) {
    expectWithin(path, await weigh(path, session), OTHER_SCREEN, context);
  }
  for (const path of FORMS) {
    expectWithin(path, await weigh(path, session), FORM, context);
  }
});

test('an address that names a file is that file or nothing, and every picture that a page asks for is there', async () => {
  const ask = (path) => fetch(new URL(path, server.origin));
  const robots = await ask('/robots.txt');
  assert.match(await robots.text(), /^Allow: \/l\/$/m);
  assert.match(robots.headers.get('content-type'), /^text\/plain/);
  for (const missing of ['/favicon.ico', '/.env', '/conexoes/wp-login.php', '/assets/gone.js']) {
    assert.equal((await ask(missing)).status, 404, missing);
  }
  for (const page of ['/conexoes', '/demonstracao']) {
    const icon = /<link rel="icon" href="([^"]+)"/.exec(await (await ask(page)).text())[1];
    assert.match((await ask(icon)).headers.get('content-type'), /^image\/svg/, `${page}: ${icon}`);
  }
});

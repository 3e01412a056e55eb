// The public page of the link generator: a seller makes a link without a login, the company sees and rules it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { apiOf } from './api.mjs';
import { expectAccessible } from './axe.mjs';
import { launchBrowser, openPage, PHONE } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const PAGE = '/gerador/loja-aurora';
const ZBAR = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable'];

let browser;
let server;
let folder;
/** The company's administrator. */
let page;
let api;

before(async () => {
  [browser, server, folder] = await Promise.all([launchBrowser(), startDemo(), mkdtemp(join(tmpdir(), 'nascente-qr-'))]);
  page = await openPage(browser, server.origin);
  await logIn(page);
  api = apiOf(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** What an independent decoder reads in a picture. */
async function zbar(bytes) {
  const file = join(folder, 'code.png');
  await writeFile(file, bytes);
  const { stdout } = await promisify(execFile)('/usr/bin/zbarimg', [...ZBAR, file]);
  return stdout.trim();
}

const change = (settings) => api('PATCH', '/company/public-generator', settings);

test('a seller on a phone makes a link with the keyboard alone, and every code of it is read back', async () => {
  const seller = await openPage(browser, server.origin, { viewport: PHONE });
  const answer = await seller.goto(PAGE);
  assert.equal(answer.headers()['x-robots-tag'], 'noindex, nofollow');
  await seller.getByRole('heading', { level: 1, name: 'Crie seu link de WhatsApp' }).waitFor();
  await seller.getByText('+55 (11) 3000-4400').waitFor();
  // Nothing is sent before who and where are told.
  await seller.getByRole('button', { name: 'Criar link e QR code' }).focus();
  await seller.keyboard.press('Enter');
  const name = seller.getByLabel('Quem vai usar este link?');
  await seller.waitForFunction(() => document.activeElement?.getAttribute('data-path') === 'name');
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await seller.keyboard.type('Ana, loja do centro');
  await seller.getByRole('img', { name: /Vim por Ana, loja do centro e gostaria.*\(ref / }).waitFor();
  await seller.keyboard.press('Tab');
  assert.equal(await seller.evaluate(() => document.activeElement?.getAttribute('value')), 'tracked');
  await seller.keyboard.press('Tab');
  await seller.keyboard.type('Loja');
  assert.equal(await seller.getByLabel('Onde o link vai aparecer?').inputValue(), 'Loja física');
  await seller.getByLabel(/Final do endereço/).fill('Vitrine');
  await seller.keyboard.press('Enter');
  await seller.getByText('Este endereço já está em uso.').waitFor();
  await seller.getByRole('button', { name: 'Usar vitrine-2' }).press('Enter');
  await seller.getByRole('button', { name: 'Criar link e QR code' }).press('Enter');
  await seller.getByRole('heading', { name: 'O link de Ana, loja do centro está pronto' }).waitFor();
  await seller.waitForFunction(() => document.activeElement?.textContent === 'Copiar link');
  await seller.keyboard.press('Enter');
  await seller.getByRole('button', { name: 'Copiado' }).waitFor();
  const address = `${server.origin}/l/vitrine-2`;
  assert.equal(await seller.evaluate(() => navigator.clipboard.readText()), address);
  assert.match(await seller.getByRole('link', { name: 'Abrir no WhatsApp' }).getAttribute('href'), /^https:\/\/wa\.me\/551130004400\?text=/);
  const code = seller.getByRole('img', { name: 'QR code do link de Ana, loja do centro' });
  await seller.waitForFunction(() => document.querySelector('img[src$="qr.svg"]')?.naturalWidth > 0);
  assert.equal(await zbar(await code.screenshot()), address);
  const [download] = await Promise.all([seller.waitForEvent('download'), seller.getByRole('link', { name: 'Baixar PNG' }).click()]);
  assert.equal(await zbar(await readFile(await download.path())), address);
  await expectAccessible(seller, 'a link that was made on the public page');
  await seller.getByRole('button', { name: 'Fazer outro' }).press('Enter');
  await seller.waitForFunction(() => document.querySelector('[data-path="name"]')?.value === '');
  assert.deepEqual(seller.problems, []);
  await seller.context().close();
});

test('the company finds the link apart, a customer comes by it, and it is archived', async () => {
  await page.goto('/links');
  await page.getByRole('radiogroup', { name: 'Onde foram criados' }).getByText('Da página pública').click();
  const row = page.getByRole('row').filter({ hasText: 'Ana, loja do centro' });
  await row.getByText('Página pública').waitFor();
  assert.equal(await page.getByRole('row').count(), 2);
  assert.match(page.url(), /made_by=public/);
  const phone = await openPage(browser, server.origin);
  await phone.goto('/simulator');
  await phone.getByText('Nenhuma mensagem ainda').waitFor();
  await phone.getByRole('radiogroup', { name: 'Como a pessoa chega' }).getByText('Link', { exact: true }).click();
  await phone.getByRole('button', { name: 'Ana, loja do centro' }).click();
  await phone.waitForFunction((label) => document.querySelector(`[aria-label="${label}"]`)?.value !== '', 'Mensagem para a loja');
  await phone.getByRole('button', { name: 'Enviar', exact: true }).click();
  const understood = phone.getByRole('region', { name: 'O que o Nascente entendeu' });
  await understood.getByText('Ana, loja do centro').waitFor();
  await understood.getByText('Vendas').waitFor();
  await row.getByRole('button', { name: /^Mais ações de/ }).click();
  await page.getByRole('menuitem', { name: 'Arquivar' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Arquivar' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await fetch(`${server.origin}/l/vitrine-2`, { redirect: 'manual' })).status, 410);
  assert.deepEqual([...page.problems, ...phone.problems], []);
  await phone.context().close();
});

/** A round logo as a file. */
const logo = () =>
  page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
    const brush = canvas.getContext('2d');
    brush.fillStyle = 'crimson';
    brush.arc(100, 100, 96, 0, 7);
    brush.fill();
    const { csrf_token } = await (await fetch('/api/v1/me')).json();
    const picture = await new Promise((made) => canvas.toBlob(made));
    const headers = { 'content-type': 'image/png', 'x-csrf-token': csrf_token };
    return (await fetch('/api/v1/company/qr-logo', { method: 'PUT', headers, body: picture })).status;
  });

test('with a logo the page wears it, and codes of a hashtag with and without it are read back', async () => {
  assert.equal(await logo(), 204);
  const seller = await openPage(browser, server.origin);
  await seller.goto(PAGE);
  await seller.waitForFunction(() => document.querySelector('header img')?.naturalWidth === 200);
  await seller.getByLabel('Quem vai usar este link?').fill('Loja do centro');
  await seller.getByRole('radio', { name: 'Mensagem com hashtag' }).check();
  await seller.getByLabel('Onde o link vai aparecer?').selectOption('Panfleto/QR');
  await seller.getByLabel('Hashtag', { exact: true }).fill('#CENTRO');
  await seller.getByRole('img', { name: 'Mensagem pronta: #CENTRO Olá! Vim por Loja do centro e gostaria de mais informações.' }).waitFor();
  await seller.getByRole('button', { name: 'Criar link e QR code' }).click();
  const address = await seller.getByRole('link', { name: /\/l\// }).getAttribute('href');
  for (const name of ['Baixar PNG', 'Baixar PNG com logotipo']) {
    const [download] = await Promise.all([seller.waitForEvent('download'), seller.getByRole('link', { name, exact: true }).click()]);
    assert.equal(await zbar(await readFile(await download.path())), address, name);
  }
  const target = (await fetch(address, { redirect: 'manual' })).headers.get('location');
  assert.match(target, /text=%23CENTRO%20/);
  for (const look of ['size=512', 'size=512&logo=true', 'size=1024&level=H']) {
    await seller.goto(`${address}/qr.svg?${look}`);
    assert.equal(await zbar(await seller.screenshot()), address, look);
  }
  assert.deepEqual(seller.problems, []);
  await seller.context().close();
});

test('the administrator rules the page; full, renamed by language and switched off it says so', async () => {
  await page.goto('/links?view=public');
  await page.getByText('127.0.0.1').first().waitFor();
  const kind = page.getByRole('checkbox', { name: 'Mensagem com hashtag' });
  await kind.uncheck();
  await page.getByRole('textbox', { name: 'Lugares' }).fill('');
  await page.getByRole('textbox', { name: 'Links por dia' }).fill('3');
  await page.getByLabel('Cor da empresa').fill('#ffe066');
  await page.getByRole('button', { name: 'Salvar' }).click();
  await page.getByText('Página pública salva.').waitFor();
  await page.getByText('2 links criados hoje, de 3 permitidos.').waitFor();
  const seller = await openPage(browser, server.origin);
  await seller.goto(PAGE);
  await seller.getByLabel('Quem vai usar este link?').fill('Agência');
  // One kind is left, and any place may be written.
  assert.equal(await seller.getByRole('radio').count(), 0);
  await seller.getByLabel('Onde o link vai aparecer?').fill('Rádio');
  await expectAccessible(seller, 'the public page in a light colour');
  await seller.getByRole('button', { name: /^PT/ }).click();
  await seller.getByRole('heading', { level: 1, name: 'Make your WhatsApp link' }).waitFor();
  await seller.getByRole('button', { name: 'Make link and QR code' }).click();
  await seller.getByText("This was today's last link").waitFor();
  await seller.reload();
  await seller.getByText("Today's limit is reached").waitFor();
  await expectAccessible(seller, 'the public page on a full day');
  await page.getByRole('switch', { name: 'Página ligada' }).click();
  await page.getByRole('button', { name: 'Salvar' }).click();
  await page.getByText('Desligada: o endereço responde como se não existisse.').waitFor();
  const gone = await seller.goto(PAGE);
  assert.equal(gone.status(), 404);
  await seller.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
  await expectAccessible(seller, 'the public page that is switched off');
  assert.equal((await seller.goto('/gerador/ninguem')).status(), 404);
  await seller.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
  const missing = seller.problems.filter((problem) => !problem.startsWith('answer 404: ') || !problem.includes('/gerador/'));
  assert.deepEqual([...missing, ...page.problems], []);
  await seller.context().close();
});

test('a manager sees the page and its address, and changes nothing', async () => {
  await change({ enabled: true, daily_limit: 100 });
  const manager = await openPage(browser, server.origin);
  await logIn(manager, { email: 'gerente@demo.nascente', password: 'demonstracao' });
  await manager.goto('/links?view=public');
  await manager.getByText('Só administradores mudam a página.').waitFor();
  await settle(manager);
  assert.ok(await manager.getByRole('switch', { name: 'Página ligada' }).isDisabled());
  assert.equal(await manager.getByRole('button', { name: 'Salvar' }).count(), 0);
  await expectAccessible(manager, 'the settings of the public page for a manager');
  assert.deepEqual(manager.problems, []);
  await manager.context().close();
});

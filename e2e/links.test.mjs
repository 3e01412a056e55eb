// The link generator: fifty links at once, a file with bad lines, a QR code with a logo, a link after a click.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const CSV = [
  'nome;conexao;site;campanha;mensagem;endereco',
  'Vitrine de inverno;WhatsApp da loja;Panfleto;Inverno;Oi, vim por {link};vitrine-inverno',
  ';WhatsApp da loja;Google;;;',
  'Sem número;Outra loja;Google;;;',
  'Bio nova;WhatsApp da loja;Instagram;;;bio',
  'TikTok de inverno;WhatsApp da loja;TikTok;Inverno;;',
].join('\r\n');

const VISITOR = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36';

let browser;
let server;
let page;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
  page = await openPage(browser, server.origin);
  await logIn(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const press = (name) => page.getByRole('button', { name, exact: true });

/** How many links there are, archived ones too. */
const counted = () =>
  page.evaluate(async () => (await (await fetch('/api/v1/links?count=true&limit=1&archived=true')).json()).total);

test('an own address is looked at while it is typed, and a text of several links is told', async () => {
  await page.goto('/links?new=true');
  await page.getByLabel('Nome', { exact: true }).fill('Bio de inverno');
  await page.getByRole('textbox', { name: 'Mensagem pronta' }).fill('Oi! Estou no site e tenho uma dúvida');
  await page.getByText('O link Botão do site já usa este mesmo texto.').waitFor();
  await page.getByRole('button', { name: 'Nome do link' }).click();
  await page.getByText('já usa este mesmo texto').waitFor({ state: 'detached' });
  await page.getByRole('img', { name: /dúvidaBio de inverno \(ref/ }).waitFor();
  const slug = page.getByLabel(/Final do endereço/);
  await slug.fill('api');
  await page.getByText('Reservado pelo sistema').waitFor();
  await slug.fill('bio');
  await page.getByText('Já é de outro link').waitFor();
  await page.getByRole('button', { name: 'Usar bio-2' }).click();
  await page.getByText('Disponível').waitFor();
});

test('fifty links are pasted out of a spreadsheet and made at once', async () => {
  const before = await counted();
  await page.goto('/links?new=many');
  const lines = Array.from({ length: 50 }, (_, index) => `Vendedor ${index + 1}\tLoja ${(index % 5) + 1}\tInverno`);
  await page.evaluate((text) => navigator.clipboard.writeText(text), lines.join('\n'));
  await page.getByRole('textbox', { name: 'Nome, linha 1', exact: true }).focus();
  await page.keyboard.press('Control+V');
  await page.getByText('Serão criados 50 links.').waitFor();
  assert.equal(await counted(), before);
  await press('Criar 50 links').click();
  await page.getByRole('status').filter({ hasText: '50 links criados' }).waitFor();
  assert.equal(await counted(), before + 50);
  await press('Copiar tudo').click();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  assert.equal(copied.length, 50);
  assert.match(copied[49], /^Vendedor 50\tLoja 5\tInverno\thttp:\/\/127\.0\.0\.1:\d+\/l\/[a-z0-9]+$/);
});

test('what was made is printed on one sheet', async () => {
  await press('Folha para imprimir').click();
  await page.getByText('50 links escolhidos').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Baixar PDF' }).click()]);
  const pdf = await readFile(await download.path());
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
});

test('every site with every campaign is counted before it is made', async () => {
  await page.goto('/links?new=many&way=product');
  await page.getByRole('textbox', { name: 'Nome' }).fill('Natal');
  await page.getByRole('textbox', { name: 'Sites' }).fill('Instagram\nGoogle\nTikTok');
  await page.getByRole('textbox', { name: 'Campanhas' }).fill('Presentes\nFrete grátis');
  await page.getByText('Serão criados 6 links.').waitFor();
  await press('Criar 6 links').click();
  await page.getByText('Natal · TikTok · Frete grátis', { exact: true }).waitFor();
});

test('the good lines of a file are made after they were shown, the bad ones are listed', async () => {
  const before = await counted();
  await page.goto('/links?new=many&way=file');
  await press('Escolher arquivo').waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'links.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.getByText('2 linhas prontas. 3 com problemas.').waitFor();
  const bad = await page.getByRole('listitem').filter({ hasText: /^Linha \d/ }).allTextContents();
  assert.deepEqual(bad.map((line) => /^Linha \d/.exec(line)[0]), ['Linha 3', 'Linha 4', 'Linha 5']);
  await page.getByText('Oi, vim por Vitrine de inverno').waitFor();
  assert.equal(await counted(), before);
  await press('Criar 2 links').click();
  await page.getByRole('status').filter({ hasText: '2 links criados' }).waitFor();
  assert.equal(await counted(), before + 2);
});

test('a QR code with the logo of the company is offered once it was read back', async () => {
  await page.goto('/links?q=Perfil');
  await page.getByRole('button', { name: 'Mais ações de Perfil no Google' }).click();
  await page.getByRole('menuitem', { name: 'QR code' }).click();
  const maker = page.getByRole('dialog', { name: 'QR code' });
  await maker.getByText('Pronto para baixar').waitFor();
  // The smallest is read back soonest.
  await maker.getByText('512 px').click();
  const picture = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
    const brush = canvas.getContext('2d');
    brush.fillStyle = 'crimson';
    brush.arc(100, 100, 96, 0, 7);
    brush.fill();
    return canvas.toDataURL('image/png').split(',')[1];
  });
  const file = { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') };
  await maker.locator('input[type=file]').setInputFiles(file);
  await maker.getByText('Lido de volta e conferido').waitFor();
  for (const [name, begins] of [['PNG', '\u0089PNG'], ['SVG para impressão', '<svg']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), maker.getByRole('link', { name, exact: true }).click()]);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 4).toString('latin1'), begins);
    assert.match(download.suggestedFilename(), /^google\.(png|svg)$/);
    if (begins === '<svg') assert.match(bytes.toString(), /href="data:image\/png;base64,/);
  }
  await maker.getByRole('button', { name: 'Remover' }).click();
  await maker.getByText('Envie o logotipo da empresa para usar.').waitFor();
});

test('the detail of a link shows a click at once, and tells ours apart', async () => {
  const made = await page.evaluate(async () => {
    const me = await (await fetch('/api/v1/me')).json();
    const channels = await (await fetch('/api/v1/channels')).json();
    const body = { name: 'Cartaz novo', site: 'Vitrine', channel_id: channels.items[0].id, message: 'Oi, vi o cartaz' };
    const headers = { 'content-type': 'application/json', 'x-csrf-token': me.csrf_token };
    const answer = await fetch('/api/v1/links', { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.json();
  });
  const address = `${made.short_url}?utm_campaign=Inverno&gclid=abc`;
  const headers = { 'user-agent': VISITOR, referer: 'https://www.instagram.com/' };
  assert.equal((await fetch(address, { headers, redirect: 'manual' })).status, 302);
  assert.equal((await fetch(made.short_url, { headers: { 'user-agent': 'Googlebot/2.1' }, redirect: 'manual' })).status, 302);
  await page.goto('/links?q=Cartaz');
  await page.getByRole('link', { name: 'Cartaz novo', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Cartaz novo' }).waitFor();
  await page.getByText('1 fora da conta').waitFor();
  await page.getByText('Celular').first().waitFor();
  await page.getByText('2 cliques, de todos os dias').waitFor();
  const clicks = page.getByRole('region', { name: 'Cliques recentes' });
  await clicks.getByRole('cell', { name: 'Inverno' }).waitFor();
  await page.getByText('Robôs', { exact: true }).click();
  await page.getByText('1 clique, de todos os dias').waitFor();
  assert.equal(await clicks.getByRole('row').count(), 2);
  await page.getByRole('button', { name: 'Ignorar meus cliques' }).click();
  const own = page.getByRole('dialog', { name: 'Ignorar meus cliques' });
  const mark = await own.getByRole('link', { name: 'Ignorar neste navegador' }).getAttribute('href');
  const ours = await (await browser.newContext({ userAgent: VISITOR })).newPage();
  await ours.goto(mark);
  // The way to WhatsApp ends here: nothing of this test leaves the machine.
  await ours.route(/wa\.me|whatsapp/, (route) => route.abort());
  await ours.goto(made.short_url).catch(() => undefined);
  await ours.context().close();
  await own.getByRole('button', { name: 'Fechar' }).click();
  await page.goto(`/links/${made.id}?verdict=own`);
  await settle(page);
  await page.getByText('1 clique, de todos os dias').waitFor();
  await page.getByText('2 fora da conta').waitFor();
  assert.deepEqual(page.problems, []);
});

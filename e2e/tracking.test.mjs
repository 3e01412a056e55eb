// Tracking watches itself, says how an origin travels and tries it on a phone, and sends sales back by file.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { apiOf } from './api.mjs';
import { expectAccessible, expectAccessibleInTheDark } from './axe.mjs';
import { launchBrowser, openPage, PHONE } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const TESTED = '5511987650001';

let browser;
let server;
let page;
let api;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
  page = await openPage(browser, server.origin);
  await logIn(page);
  api = apiOf(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enterAs(name, settings) {
  const other = await openPage(browser, server.origin, settings);
  await logIn(other, { email: `${name}@demo.nascente`, password: 'demonstracao' });
  return other;
}

const check = (title) => page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });
const carrier = (name) => page.getByRole('switch', { name: `Usar ${name}` });

test('what stops measuring is said on the tab and on the page, leads to its mend, and goes when it is mended', async () => {
  const number = await api('POST', '/channels', { provider: 'link_only', name: 'Quiosque', phone_number: '11 94444-0001' });
  await api('POST', '/links', { name: 'Cartaz do quiosque', channel_id: number.id, site: 'Quiosque', message: 'Oi, vi o cartaz' });
  const before = await api('GET', '/tracking-health');
  await api('DELETE', `/channels/${number.id}`);
  await page.goto('/relatorios');
  await page.getByRole('link', { name: /^Saúde do rastreamento \d+ alertas?$/ }).click();
  const inactive = check('Links que levam a um número inativo');
  await inactive.getByText('1 link leva a Quiosque, que não está ativo.').waitFor();
  await page.getByText('Não está sendo medido').waitFor();
  await page.getByText('Tudo certo', { exact: true }).waitFor();
  await inactive.getByRole('link', { name: 'Ver os links' }).click();
  await page.getByRole('link', { name: 'Cartaz do quiosque', exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Bio do Instagram', exact: true }).count(), 0);
  await page.getByRole('button', { name: 'Só os de um número: mostrar todos' }).click();
  await page.getByRole('link', { name: 'Bio do Instagram', exact: true }).waitFor();
  await page.goto('/relatorios/saude');
  await inactive.getByRole('link', { name: 'Abrir Conexões' }).click();
  await page.waitForURL('**/conexoes');
  const links = await api('GET', `/links?limit=200`);
  await api('PATCH', `/links/${links.items.find((link) => link.channel_id === number.id).id}`, { archived: true });
  await page.goto('/relatorios/saude');
  await settle(page);
  assert.equal(await inactive.count(), 0);
  const after = await api('GET', '/tracking-health');
  assert.deepEqual(after.items.map(({ code, state }) => [code, state]), before.items.map(({ code, state }) => [code, state]));
});

test('a day of the coverage opens exactly its conversations', async () => {
  await page.goto('/relatorios/saude');
  const { coverage, to } = await api('GET', '/tracking-health');
  const first = coverage.reduce((most, one) => (one.days.length > most.days.length ? one : most));
  const plot = page.getByRole('img', { name: `Origem conhecida por dia · ${first.name}` });
  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/atendimentos?*');
  const day = new URL(page.url()).searchParams.get('from');
  assert.ok(day < to, `${day} is not over`);
  const listed = await api('GET', `/conversations?count=true&limit=1&counted=true&channel_id=${first.channel_id}&from=${day}&to=${day}`);
  const told = first.days.find((one) => one.day === day)?.conversations ?? 0;
  assert.ok(told > 0 && listed.total >= told, `${listed.total} conversations of ${day}, ${told} of them new`);
});

test('every carrier says its strength, is switched at once, and what is off by itself says so', async () => {
  await page.goto('/links');
  await page.getByRole('link', { name: 'Como a origem viaja' }).click();
  await page.getByRole('heading', { name: 'Como a origem viaja' }).waitFor();
  await carrier('Código no texto').waitFor();
  for (const [name, on] of [['Código no texto', true], ['Código invisível', false], ['Cabeçalho do link', false], ['Hashtag', true]]) {
    assert.equal(await carrier(name).isChecked(), on, name);
  }
  await page.getByText('Experimental', { exact: true }).waitFor();
  await carrier('Cabeçalho do link').press('Space');
  await page.getByText('Meios de origem salvos.').waitFor();
  const kept = await api('GET', '/company/carriers');
  assert.equal(kept.items.find((item) => item.carrier === 'link_header').on, true);
  await page.getByRole('switch', { name: 'O texto vale mais que o cabeçalho' }).click();
  await page.getByText('vale o link.').waitFor();
  await api('PATCH', '/company/carriers', { carriers: { link_header: false }, text_wins: false });
});

test('the carriers are tried on the simulated phone one by one, and those that work are switched on', async () => {
  await page.goto('/links/origem');
  await page.getByRole('link', { name: 'Testar no meu celular' }).click();
  await page.getByRole('button', { name: 'Começar o teste' }).click();
  await page.getByText('Informe o telefone com DDD').waitFor();
  await page.getByLabel('Escreva deste celular').fill('(11) 98765-0001');
  await page.getByLabel('ID de um produto do catálogo').fill('AUR-0112');
  await page.getByRole('button', { name: 'Começar o teste' }).click();
  await page.getByText('0 de 7 meios conferidos').waitFor();
  const steps = page.getByRole('list', { name: 'Passos do teste' });
  await page.getByRole('img', { name: 'QR code: Código no texto' }).waitFor();
  const states = {
    'Código no texto': 'Chegou',
    'Código invisível': 'Chegou',
    'Texto exato': 'Chegou sem a origem',
    Hashtag: 'Chegou',
    'Número dedicado': 'Chegou',
    'Produto do catálogo': 'Chegou',
    'Cabeçalho do link': 'Chegou sem a origem',
  };
  for (const [name, state] of Object.entries(states)) {
    await steps.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('img', { name: `QR code: ${name}` }).waitFor();
    const address = await page.getByRole('link', { name: 'Abrir no WhatsApp' }).getAttribute('href');
    assert.ok(address.startsWith('https://wa.me/'), address);
    const [phone] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Abrir no telefone simulado' }).click(),
    ]);
    const field = phone.getByLabel('Mensagem para a loja');
    if (name === 'Produto do catálogo') {
      // Its message is whatever the person writes; the product goes along.
      await phone.getByRole('button', { name: 'Fechar o cartão do produto' }).waitFor();
      await field.fill('Tem no M?');
    }
    await phone.waitForFunction((label) => (document.querySelector(`[aria-label="${label}"]`)?.value ?? '') !== '', 'Mensagem para a loja');
    // Whoever adds words spoils the exact text, and nothing else.
    if (name === 'Texto exato') await field.fill(`${await field.inputValue()} e mais`);
    // The link to the conversation is there from the first message on: what tells is the answer.
    await Promise.all([
      phone.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/messages')),
      phone.getByRole('button', { name: 'Enviar', exact: true }).click(),
    ]);
    await phone.getByRole('link', { name: 'Abrir em Atendimentos' }).waitFor();
    await phone.close();
    await steps.getByRole('button', { name: new RegExp(`^${name}\\s*${state}$`) }).waitFor();
  }
  await page.getByText('7 de 7 meios conferidos').waitFor();
  const id = new URL(page.url()).searchParams.get('id');
  assert.equal((await api('GET', `/company/carrier-tests/${id}`)).phone, TESTED);
  await page.getByText('Liga: Código invisível.').waitFor();
  await page.getByRole('button', { name: 'Ligar os que funcionam' }).click();
  await page.getByText('Os meios que funcionam já estão ligados.').waitFor();
  const { items } = await api('GET', '/company/carriers');
  assert.deepEqual(
    items.filter((item) => item.on).map((item) => item.carrier),
    ['code', 'invisible_code', 'prefilled_text', 'hashtag', 'dedicated_number', 'product_link'],
  );
  await expectAccessible(page, 'a finished test of the carriers');
  await expectAccessibleInTheDark(page, 'a finished test of the carriers');
  await page.setViewportSize(PHONE);
  await settle(page);
  await expectAccessible(page, 'a finished test of the carriers on a phone');
  await page.setViewportSize({ width: 1366, height: 900 });
});

test('the file for Google has the rows that the page counts, and names what it is told to', async () => {
  await page.goto('/relatorios/conversoes');
  await settle(page);
  await page.getByLabel('Nome da ação de conversão').fill('Venda WhatsApp');
  await page.getByRole('switch', { name: 'Incluir o protocolo como Order ID' }).click();
  await page.waitForURL(/name=Venda\+WhatsApp.*order_id=true|order_id=true.*name=Venda\+WhatsApp/);
  await settle(page);
  const told = await api('GET', '/conversions?platform=google_ads');
  assert.ok(told.eligible > 0 && told.left_out > 0, 'the demo has both');
  const take = page.getByRole('link', { name: `Baixar CSV do Google Ads (${told.eligible})` });
  const [download] = await Promise.all([page.waitForEvent('download'), take.click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  assert.equal(lines[0], 'Parameters:TimeZone=America/Sao_Paulo');
  assert.match(lines[1], /^Google Click ID,Conversion Name,Conversion Time,.*Order ID$/);
  assert.equal(lines.length - 2, told.eligible);
  assert.ok(lines.slice(2).every((line) => line.includes(',Venda WhatsApp,')));
  const protocol = told.items.find((item) => item.reason === null).protocol;
  await page.getByRole('table', { name: 'Primeiras linhas do arquivo' }).getByText(protocol).waitFor();
});

test('what is left out is listed by its reason and opens its conversation; the other platform has reasons of its own', async () => {
  const told = await api('GET', '/conversions?platform=google_ads');
  const outside = page.getByRole('table', { name: 'Ficam de fora, e por quê' });
  await page.getByRole('button', { name: `Não veio de um clique desta plataforma ${told.reasons.no_click_id}` }).click();
  const first = told.items.find((item) => item.reason === 'no_click_id');
  await outside.getByRole('link', { name: `Abrir o atendimento ${first.protocol}` }).click();
  await page.waitForURL(`**/atendimentos/${first.conversation_id}*`);
  await page.goto('/relatorios/conversoes?platform=meta&which=both');
  await settle(page);
  const meta = await api('GET', '/conversions?platform=meta&outcome=won,qualified');
  assert.ok(meta.eligible > 0, 'the demo sold to people who came by ads');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Baixar CSV do Meta (${meta.eligible})` }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  assert.equal(text.trim().split('\n').length - 1, meta.eligible);
  assert.match(text, /^event_name,event_time,event_id,/);
  await page.getByRole('button', { name: `Encerrado há mais de 7 dias ${meta.reasons.too_old}` }).waitFor();
  await page.goto('/relatorios/conversoes?from=2020-01-01&to=2020-01-31');
  await page.getByText('Nenhuma conversão neste período').waitFor();
});

test('marketing sees health and conversions and only reads the carriers; agents see none of it', async () => {
  const marketing = await enterAs('marketing');
  await marketing.goto('/relatorios/conversoes');
  await settle(marketing);
  await marketing.getByRole('link', { name: /^Baixar CSV do Google Ads/ }).waitFor();
  const shown = await marketing.getByRole('main').innerText();
  assert.doesNotMatch(shown, /\(?\d{2}\)?\s?9\d{4}-\d{4}/, 'no telephone number');
  await marketing.goto('/relatorios/saude');
  await settle(marketing);
  await marketing.goto('/links/origem');
  await marketing.getByText('Quem liga e desliga são administradores e gerentes.').waitFor();
  assert.equal(await marketing.getByRole('switch', { name: /^Usar / }).count(), 0);
  await marketing.getByRole('link', { name: 'Testar no meu celular' }).click();
  await marketing.getByRole('button', { name: 'Começar o teste' }).waitFor();
  assert.deepEqual(marketing.problems, []);

  const manager = await enterAs('gerente');
  await manager.goto('/links/origem');
  await manager.getByRole('switch', { name: 'Usar Hashtag' }).press('Space');
  await manager.getByText('Meios de origem salvos.').waitFor();
  assert.equal(await manager.getByRole('switch', { name: 'O texto vale mais que o cabeçalho' }).isDisabled(), true);
  await api('PATCH', '/company/carriers', { carriers: { hashtag: true } });

  const agent = await enterAs('marina');
  await agent.goto('/relatorios');
  await settle(agent);
  for (const name of [/^Saúde do rastreamento/, /^Conversões/]) assert.equal(await agent.getByRole('link', { name }).count(), 0);
  await agent.goto('/links');
  await settle(agent);
  assert.equal(await agent.getByRole('link', { name: 'Como a origem viaja' }).count(), 0);
  await agent.goto('/links/origem');
  await agent.getByText('Esta página é de quem cuida dos links.').waitFor();
  await agent.goto('/relatorios/saude');
  await agent.getByText('Você não tem permissão para isto.').waitFor();
});

test('nothing went wrong on the way', () => {
  assert.deepEqual(page.problems, []);
});

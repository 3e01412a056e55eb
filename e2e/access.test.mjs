// What each role sees, and the first run of an empty installation.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.mjs';
import { logInToFirstScreen } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo, startEmptyServer } from './server.mjs';

const PASSWORD = 'demonstracao';

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enterAs(name) {
  const page = await openPage(browser, server.origin);
  await logInToFirstScreen(page, { email: `${name}@demo.nascente`, password: PASSWORD });
  await settle(page);
  return page;
}

test('an agent sees the conversations of the own departments only, and exports nothing', async () => {
  const page = await enterAs('bruno');
  const { own, seen } = await page.evaluate(async () => {
    const read = async (path) => (await fetch(`/api/v1/${path}`)).json();
    const me = await read('me');
    const { items } = await read('conversations?limit=100');
    return { own: me.department_ids, seen: [...new Set(items.map((one) => one.department_id))] };
  });
  assert.ok(seen.length > 0);
  for (const department of seen) assert.ok(own.includes(department), `${department} is not of the agent`);
  const menu = page.getByRole('navigation').first();
  for (const name of ['Usuários', 'Departamentos', 'Conexões', 'Configurações']) {
    assert.equal(await menu.getByRole('link', { name }).count(), 0);
  }
  await page.goto('/relatorios');
  await settle(page);
  assert.equal(await page.getByRole('button', { name: 'Exportar' }).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('marketing follows a figure to its conversations, without texts and whole numbers', async () => {
  const page = await enterAs('marketing');
  assert.equal(new URL(page.url()).pathname, '/relatorios');
  await page.locator('main a[href^="/atendimentos"]').first().click();
  const rows = page.getByRole('list', { name: 'Lista de atendimentos' }).getByRole('link');
  await rows.first().waitFor();
  await rows.first().click();
  await page.getByText('As mensagens não aparecem para você').waitFor();
  await page.getByText('•••••').first().waitFor();
  assert.equal(await page.getByRole('log').count(), 0);
  assert.equal(await page.getByRole('textbox', { name: 'Escreva uma mensagem' }).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('an empty installation: company and account, a number, the first link and its QR code', async () => {
  const empty = await startEmptyServer();
  try {
    const page = await openPage(browser, empty.origin);
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Boas-vindas ao Nascente' }).waitFor();
    await page.getByLabel('Nome da empresa').fill('Padaria Estrela');
    await page.getByLabel('Seu nome').fill('Ana Souza');
    await page.getByLabel('E-mail').fill('ana@estrela.test');
    await page.getByLabel(/^Senha/).fill('uma frase bem comprida');
    await page.getByRole('button', { name: 'Criar empresa e entrar' }).click();
    await page.getByRole('navigation').first().waitFor();

    await page.getByRole('navigation').first().getByRole('link', { name: 'Gerador de Links' }).click();
    await page.getByLabel(/^Número do WhatsApp/).fill('(11) 98888-7777');
    await page.getByRole('button', { name: 'Continuar' }).click();
    await page.getByText('Nenhum link ainda').waitFor();
    await page.getByRole('button', { name: 'Criar primeiro link' }).or(page.getByRole('link', { name: 'Criar primeiro link' })).click();
    await page.getByRole('textbox', { name: /^Nome/ }).fill('Bio do Instagram');
    await page.getByRole('combobox', { name: 'Site de origem' }).fill('Instagram (bio)');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Criar link' }).click();
    await page.getByText('Bio do Instagram está pronto').waitFor();
    await page.getByRole('img', { name: /QR/ }).first().waitFor();

    await page.goto('/links');
    await page.getByRole('cell', { name: /Bio do Instagram/ }).first().waitFor();
    await page.goto('/conexoes');
    await page.getByText('Somente links').first().waitFor();
    assert.deepEqual(page.problems, []);
  } finally {
    await empty.stop();
  }
});

// A number is connected by a code, leaves, is connected again, and moves to another provider.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { expectAccessible } from './axe.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { startEvolution } from './evolution.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const NAME = 'Televendas';
const NUMBER = '5511955554444';

let browser;
let server;
let evolution;
let page;

before(async () => {
  [browser, server, evolution] = await Promise.all([
    launchBrowser(),
    startDemo(),
    startEvolution({ instance: 'televendas', key: 'chave-da-evolution', phone: NUMBER }),
  ]);
  page = await openPage(browser, server.origin);
  await logIn(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await evolution?.stop();
});

const drawer = (name) => page.getByRole('dialog', { name });
const press = (name) => page.getByRole('button', { name, exact: true });

const card = () => page.locator('section').filter({ has: page.getByRole('heading', { name: NAME }) }).first();

/** Leaves a drawer and waits until it is gone. */
async function finish(name, button) {
  await drawer(name).getByRole('button', { name: button, exact: true }).click();
  await drawer(name).waitFor({ state: 'detached' });
}

test('a number is added with what the provider asks, and its address is set by one press', async () => {
  await page.goto('/conexoes');
  await settle(page);
  await press('Adicionar número').click();
  const form = drawer('Adicionar número');
  await form.getByLabel('Nome', { exact: true }).fill(NAME);
  await form.getByLabel('Número com DDD').fill('(11) 95555-4444');
  await form.getByRole('radio', { name: /^Evolution API/ }).click();
  await form.getByRole('button', { name: 'Salvar' }).click();
  await form.getByText('Preencha este campo.').first().waitFor();
  await form.getByLabel('Endereço do servidor').fill(evolution.origin);
  await form.getByLabel('Nome da instância').fill(evolution.instance);
  await form.getByRole('textbox', { name: 'Chave da API' }).fill(evolution.key);
  await form.getByRole('button', { name: 'Salvar' }).click();
  await drawer(NAME).getByRole('button', { name: 'Configurar automaticamente' }).click();
  await drawer(NAME).getByText('Pronto: Evolution API vai mandar as mensagens para cá.').waitFor();
  assert.match(evolution.webhook(), /\/hooks\/evolution\/[^?]+\?key=/);
});

test('the code is shown, scanned with the phone, and the screen says so by itself', async () => {
  await drawer(NAME).getByRole('button', { name: 'Mostrar QR code' }).click();
  const pairing = drawer(`Conectar ${NAME}`);
  const code = pairing.getByRole('img', { name: /QR code/ });
  await code.waitFor();
  const width = await code.evaluate(async (image) => {
    await image.decode();
    return image.getBoundingClientRect().width;
  });
  assert.ok(width >= 240, `the code is ${width} pixels wide`);
  await pairing.getByText(/^Novo código em \d+ s$/).waitFor();
  await settle(page);
  await expectAccessible(page, 'the code');
  await evolution.scan();
  await pairing.getByText('Conectado!').waitFor();
  await expectAccessible(page, 'the connected number');
  await finish(`Conectar ${NAME}`, 'Concluir');
  await card().getByText(/^Conectado/).waitFor();
});

test('a phone that leaves is told on every screen, and leads back to the code', async () => {
  await page.goto('/links');
  await settle(page);
  await evolution.leave();
  const alert = page.getByRole('status').filter({ hasText: NAME });
  await alert.getByText('Desconectado:').waitFor();
  await expectAccessible(page, 'the notice of a lost number');
  await alert.getByRole('link', { name: 'Reconectar' }).click();
  const pairing = drawer(`Conectar ${NAME}`);
  await pairing.getByRole('img', { name: /QR code/ }).waitFor();
  await evolution.scan();
  await pairing.getByText('Conectado!').waitFor();
  await finish(`Conectar ${NAME}`, 'Concluir');
  await page.goto('/links');
  await settle(page);
  assert.equal(await alert.count(), 0);
});

test('Desconectar asks first, and ends the pairing at the provider', async () => {
  await page.goto('/conexoes');
  await settle(page);
  await page.getByRole('button', { name: `Mais ações de ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Desconectar' }).click();
  await finish('Desconectar o celular?', 'Desconectar');
  await card().getByText(/^Desconectado/).waitFor();
  await card().getByRole('button', { name: 'Reconectar' }).waitFor();
});

test('a wrong key is named, and mended where it is asked for', async () => {
  await page.getByRole('button', { name: `Mais ações de ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Editar' }).click();
  await press('Substituir: Chave da API').click();
  await drawer(NAME).getByRole('textbox', { name: 'Chave da API' }).fill('outra-chave');
  await finish(NAME, 'Salvar');
  await page.getByRole('button', { name: `Mais ações de ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Verificar agora' }).click();
  await card().getByText('Chave errada: Chave da API.').waitFor();
  await card().getByRole('button', { name: 'Corrigir' }).click();
  const field = drawer(NAME).getByRole('textbox', { name: 'Chave da API' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-path') === 'settings.api_key');
  await field.fill(evolution.key);
  await finish(NAME, 'Salvar');
  await page.getByRole('button', { name: `Mais ações de ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Verificar agora' }).click();
  await card().getByText(/^Desconectado|^Aguardando leitura/).waitFor();
});

test('a number moves to another provider and stays the same number', async () => {
  const idOf = () =>
    page.evaluate(async (name) => (await (await fetch('/api/v1/channels')).json()).items.find((one) => one.name === name), NAME);
  const before = await idOf();
  await page.getByRole('button', { name: `Mais ações de ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Trocar de provedor' }).click();
  const form = drawer(`Trocar de provedor: ${NAME}`);
  await form.getByText(/Os links, os contatos, as conversas/).waitFor();
  await form.getByRole('radio', { name: /^360dialog/ }).click();
  await form.getByRole('textbox', { name: 'Chave da API' }).fill('chave-do-hub');
  await form.getByRole('button', { name: 'Salvar' }).click();
  await finish(NAME, 'Entendi');
  await card().getByText('360dialog', { exact: true }).waitFor();
  const now = await idOf();
  assert.equal(now.id, before.id);
  assert.equal(now.provider, 'dialog360');
  assert.deepEqual(page.problems, []);
});

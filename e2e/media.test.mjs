// What people send beside words: a picture and a voice message of the contact, a document and an answer of ours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { expectAccessible, expectAccessibleEverywhere } from './axe.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

let browser;
let server;
let page;
let phone;
let conversation;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
  page = await openPage(browser, server.origin);
  await logIn(page);
  phone = await simulator('phones', { name: 'Beatriz Nogueira', number: '11 97777-1234' });
  await simulator(`phones/${phone.id}/messages`, { text: 'Boa tarde! Tem esta na cor verde?' });
  conversation = await understood();
  await page.goto(`/atendimentos/${conversation}`);
  await settle(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Does something on the simulated phone. */
async function simulator(path, body) {
  const answer = await fetch(`${server.origin}/simulator/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** The conversation that came of the phone's message: asked for until the message was read. */
async function understood() {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const { made } = await simulator(`phones/${phone.id}`);
    if (made) return made.conversation.id;
  }
  throw new Error('nothing came of the message of the phone');
}

const log = () => page.getByRole('log', { name: 'Mensagens' });
const composer = () => page.getByRole('textbox', { name: 'Escreva uma mensagem' });

test('a picture of the contact is shown, and looked at in large by keyboard', async () => {
  await simulator(`phones/${phone.id}/messages`, { kind: 'image', text: 'É esta aqui' });
  const picture = log().getByRole('button', { name: /^Ver imagem em tamanho maior: É esta aqui/ });
  await picture.waitFor();
  await picture.locator('img').evaluate((image) => image.decode());
  await picture.focus();
  await page.keyboard.press('Enter');
  const large = page.getByRole('dialog', { name: /^Recebida em/ });
  await large.waitFor();
  const loaded = await large.getByRole('img').evaluate(async (image) => {
    await image.decode();
    return image.naturalWidth;
  });
  assert.ok(loaded > 0);
  await settle(page);
  await expectAccessible(page, 'the picture in large');
  await page.keyboard.press('Escape');
  await large.waitFor({ state: 'detached' });
  // The focus comes back once the dialog has faded.
  await page.waitForFunction((element) => element === document.activeElement, await picture.elementHandle());
});

test('a voice message is played in place, and faster', async () => {
  await simulator(`phones/${phone.id}/messages`, { kind: 'audio' });
  const player = log().getByRole('group', { name: /^(Mensagem de voz|Áudio)$/ });
  await player.waitFor();
  await player.getByRole('button', { name: /1×: velocidade/ }).press('Enter');
  await player.getByRole('button', { name: /1,5×: velocidade/ }).waitFor();
  await player.getByRole('button', { name: 'Tocar', exact: true }).press('Enter');
  await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0);
  const slider = player.getByRole('slider', { name: 'Posição no áudio' });
  assert.match(await slider.getAttribute('aria-valuetext'), /^0:\d\d de 0:0[12]$/);
});

test('a message of the contact is answered with its quotation, which leads back to it', async () => {
  await composer().focus();
  // The voice message, the picture, and then the words that it all began with.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Alt+Q');
  await page.getByRole('group', { name: 'Respondendo a' }).getByText('Tem esta na cor verde?').waitFor();
  await page.keyboard.type('Temos sim, em P, M e G.');
  await page.keyboard.press('Enter');
  const answer = log().getByRole('article').filter({ hasText: 'Temos sim, em P, M e G.' });
  await answer.getByRole('button', { name: /Tem esta na cor verde\?/ }).click();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('Boa tarde! Tem esta na cor verde?'));
});

test('a document is attached, seen, captioned and sent; the phone receives it', async () => {
  await page.locator('[data-attach]').setInputFiles({ name: 'tabela-de-precos.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await page.getByRole('list', { name: 'Arquivos a enviar' }).getByText('tabela-de-precos.pdf').waitFor();
  await settle(page);
  await expectAccessible(page, 'a file that will be sent');
  await composer().fill('Segue a tabela');
  await page.keyboard.press('Enter');
  const sent = log().getByRole('link', { name: /tabela-de-precos\.pdf/ });
  await sent.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), sent.click()]);
  assert.equal(download.suggestedFilename(), 'tabela-de-precos.pdf');
  await log().getByRole('article').filter({ hasText: 'Segue a tabela' }).getByText(/^(Enviada|Entregue|Lida)$/).waitFor();
  const { messages } = await simulator(`phones/${phone.id}`);
  assert.ok(messages.some((one) => !one.own && one.text === 'Segue a tabela'));
});

test('what is too large is refused before it travels, in words, and taken away again', async () => {
  await page.locator('[data-attach]').setInputFiles({ name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(6_000_000) });
  await page.getByText('Imagem de 5,7 MB: o WhatsApp aceita até 5 MB.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled());
  await page.getByRole('button', { name: 'Remover foto.jpg' }).click();
  await page.getByRole('list', { name: 'Arquivos a enviar' }).waitFor({ state: 'detached' });
});

test('the thread with its files is accessible in light, in dark and on a phone', async () => {
  await page.getByRole('link', { name: /tabela-de-precos\.pdf/ }).waitFor();
  await settle(page);
  await expectAccessibleEverywhere(page, 'files in the thread');
  assert.deepEqual(page.problems, []);
});

/** The smallest document that is one. */
function pdf() {
  return Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  );
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { expectAccessibleEverywhere } from './axe.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { fillLogin, logInByForm } from './login.mjs';
import { DEMO_LOGIN, startDemo } from './server.mjs';

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the administrator of the demo enters', async () => {
  const page = await openPage(browser, server.origin);
  await logInByForm(page);
  assert.equal(await page.getByLabel('Senha', { exact: true }).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('a wrong password is told, and nobody enters', async () => {
  const page = await openPage(browser, server.origin);
  await page.goto('/');
  await fillLogin(page, { ...DEMO_LOGIN, password: 'errada-de-proposito' });
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), DEMO_LOGIN.email);
  const whoAmI = await page.evaluate(async () => (await fetch('/api/v1/me')).status);
  assert.equal(whoAmI, 401);
});

test('the login is accessible in light, in dark and on a phone', async () => {
  const page = await openPage(browser, server.origin);
  await page.goto('/');
  await page.getByRole('button', { name: 'Entrar', exact: true }).waitFor();
  await expectAccessibleEverywhere(page, 'the login');
  assert.deepEqual(page.problems, []);
});

test('for whoever asked for less motion nothing changes by and by', async () => {
  const page = await openPage(browser, server.origin, { reducedMotion: 'reduce' });
  await page.goto('/');
  await page.getByRole('button', { name: 'Entrar', exact: true }).waitFor();
  await page.evaluate(() => {
    window.begun = [];
    document.addEventListener('transitionrun', ({ target, propertyName }) => window.begun.push(`${target.tagName} ${propertyName}`));
  });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark');
  await page.getByLabel('E-mail').fill('ana@loja.com');
  await page.getByRole('button', { name: 'Entrar', exact: true }).hover();
  // Events of a transition come with the next frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.deepEqual(await page.evaluate(() => window.begun), []);
});

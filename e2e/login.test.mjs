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

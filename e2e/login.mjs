// Entering with e-mail and password, as a person does.

import { DEMO_LOGIN } from './server.mjs';

/** Leaves the page on the first screen behind the login. */
export async function logIn(page, { email, password } = DEMO_LOGIN) {
  await page.goto('/');
  await fillLogin(page, { email, password });
  await page.getByRole('navigation').first().waitFor();
}

/** Fills the form and sends it, whatever comes of it. */
export async function fillLogin(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Senha', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
}

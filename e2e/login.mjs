// Entering with e-mail and password: by the form as a person does, or past it where the form is not what is looked at.

import { DEMO_LOGIN } from './server.mjs';

/** Leaves the page on the first screen behind the login; the form is not loaded. */
export async function logIn(page, { email, password } = DEMO_LOGIN) {
  const answer = await page.context().request.post('/api/v1/session', { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} may not enter: ${answer.status()} ${await answer.text()}`);
  await page.goto('/');
  await entered(page);
}

/** The same by the form. */
export async function logInByForm(page, login = DEMO_LOGIN) {
  await page.goto('/');
  await fillLogin(page, login);
  await entered(page);
}

/** Fills the form and sends it, whatever comes of it. */
export async function fillLogin(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Senha', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
}

const entered = (page) => page.getByRole('navigation').first().waitFor();

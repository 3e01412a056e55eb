// Entering with e-mail and password: by the form as a person does, or past it where the form is not what is looked at.

import { DEMO_LOGIN } from './server.mjs';

/**
 * No screen is loaded, for a journey goes to its own: the page is left with a plain answer of the program, from which the
 * API can be asked.
 */
export async function logIn(page, { email, password } = DEMO_LOGIN) {
  const answer = await page.context().request.post('/api/v1/session', { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} may not enter: ${answer.status()} ${await answer.text()}`);
  await page.goto('/healthz');
}

/** The same, and leaves the page on the first screen behind the login. */
export async function logInToFirstScreen(page, login = DEMO_LOGIN) {
  await logIn(page, login);
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

// The daily work, by keyboard alone: from a conversation that waits to a corrected closing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

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

const keys = () => page.keyboard;

/** What the server holds of the conversation in the address. */
const held = () =>
  page.evaluate(async () => {
    const id = location.pathname.split('/').at(-1);
    return (await fetch(`/api/v1/conversations/${id}`)).json();
  });

/** Moves the focus with the Tab key until it stands on the control. */
async function tabTo(control) {
  await control.waitFor();
  for (let steps = 0; steps < 60; steps += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await keys().press('Tab');
  }
  assert.fail(`the Tab key never reaches ${control}`);
}

/**
 * Goes to an option of the open list with the arrow and takes it. A moment after it opens, the list sets the place that
 * Enter takes anew, and leaves the mark where it was; so the arrow is pressed before every Enter, until the list closes.
 */
async function chooseByKey(option) {
  for (let steps = 0; steps < 60; steps += 1) {
    if (!(await option.isVisible())) return;
    await keys().press('ArrowDown');
    if ((await option.getAttribute('data-combobox-selected')) !== null) await keys().press('Enter');
  }
  assert.fail(`the arrow never reaches ${option}`);
}

async function pressByKey(name) {
  await tabTo(page.getByRole('button', { name, exact: true }));
  await keys().press('Enter');
}

const log = () => page.getByRole('log', { name: 'Mensagens' });
const composer = () => page.getByRole('textbox', { name: 'Escreva uma mensagem' });
const dialog = (name) => page.getByRole('dialog', { name });

test('a conversation that waits is opened and answered, and answering takes it', async () => {
  await page.goto('/atendimentos?status=waiting');
  await settle(page);
  const rows = page.getByRole('list', { name: 'Lista de atendimentos' }).getByRole('link');
  await tabTo(rows.first());
  const { place, oldest } = await page.evaluate(async () => {
    const read = async (path) => (await (await fetch(`/api/v1${path}`)).json()).items;
    const items = await read('/conversations?status=waiting&sort=last_message&limit=100');
    const sales = (await read('/departments')).find(({ name }) => name === 'Vendas').id;
    // WhatsApp takes no free text a day after the contact's last words; and the story goes on to Vendas.
    const fits = (one) => Date.parse(one.window_until) > Date.now() + 60_000 && one.department_id !== sales;
    const found = items.findLastIndex(fits);
    return { place: found, oldest: items[found].id };
  });
  for (let step = 1; step <= place; step += 1) {
    await keys().press('ArrowDown');
    await page.waitForFunction(
      (position) => document.activeElement?.closest('li')?.getAttribute('aria-posinset') === position,
      String(step + 1),
    );
  }
  await keys().press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith(oldest));
  await composer().waitFor();
  assert.equal((await held()).agent_id, null);
  await keys().press('Alt+L');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await keys().type('Bom dia! Já estou verificando para você.');
  await keys().press('Enter');
  await log().getByText('Bom dia! Já estou verificando para você.').waitFor();
  await page.getByText(/assumiu o atendimento ao responder/).first().waitFor();
  const { status, agent_id } = await held();
  assert.equal(status, 'active');
  assert.notEqual(agent_id, null);
});

test('a note is kept for the team', async () => {
  await keys().press('Alt+P');
  await page.getByRole('textbox', { name: 'Escreva uma nota; só a equipe vê' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await keys().type('Cliente antiga, pediu retorno até as 18h.');
  await keys().press('Enter');
  await log().getByRole('article', { name: /^Nota interna de/ }).getByText('pediu retorno até as 18h').waitFor();
});

test('it is transferred to Vendas', async () => {
  await keys().press('Alt+T');
  await dialog('Transferir atendimento').waitFor();
  const department = page.getByRole('combobox', { name: 'Departamento' });
  await tabTo(department);
  await keys().press('Control+A');
  await keys().type('Vendas');
  // Until all letters have arrived another one fits too, and the arrow would go to it.
  await page.waitForFunction(() => {
    const shown = [...document.querySelectorAll('[role="option"]')].filter((option) => option.checkVisibility());
    return shown.length === 1 && shown[0].textContent === 'Vendas';
  });
  await chooseByKey(page.getByRole('option', { name: 'Vendas', exact: true }));
  await tabTo(dialog('Transferir atendimento').getByRole('button', { name: 'Transferir' }));
  await keys().press('Enter');
  await page.getByText(/transferiu para Vendas/).first().waitFor();
  await dialog('Transferir atendimento').waitFor({ state: 'detached' });
});

test('it is closed with Ficha completa: the disposition by its digit, the value at once', async () => {
  await keys().press('Alt+E');
  const form = dialog('Encerrar atendimento: Ficha completa');
  await form.waitFor();
  await form.getByRole('radio', { name: 'Venda realizada' }).waitFor();
  await keys().press('1');
  await keys().type('1234,5');
  await answerOwnFields(form);
  await keys().press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  const { status, closing } = await held();
  assert.equal(status, 'closed');
  assert.equal(closing.disposition, 'Venda realizada');
  assert.equal(closing.value_cents, 123_450);
  assert.equal(closing.mode, 'human');
});

/** The department's own fields: the first option of a list, a word for a text. */
async function answerOwnFields(form) {
  const fields = form.locator('input[required]:not([type="radio"])');
  for (let index = 0; index < (await fields.count()); index += 1) {
    const field = fields.nth(index);
    if ((await field.inputValue()) !== '') continue;
    await tabTo(field);
    if ((await field.getAttribute('role')) === 'combobox' || (await field.getAttribute('aria-haspopup')) === 'listbox') {
      await keys().press('ArrowDown');
      await page.getByRole('option').first().waitFor();
      await chooseByKey(page.getByRole('option').first());
    } else {
      await keys().type('1');
    }
  }
}

test('Ficha completa is read afterwards, and corrected with a reason', async () => {
  await pressByKey('Ver ficha');
  const record = dialog('Ficha completa');
  await record.getByText('Venda realizada').waitFor();
  await record.getByText('R$ 1.234,50').waitFor();
  assert.equal(await record.getByRole('textbox').count(), 0);
  await pressByKey('Corrigir classificação');
  const form = dialog('Corrigir classificação');
  await form.getByRole('radio').first().waitFor();
  const value = form.getByRole('textbox', { name: /^Valor/ });
  await tabTo(value);
  await keys().press('Control+A');
  await keys().type('999,90');
  await answerOwnFields(form);
  await tabTo(form.getByRole('textbox', { name: /^Motivo da correção/ }));
  await keys().type('Desconto dado no caixa.');
  await keys().press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  assert.equal((await held()).closing.value_cents, 99_990);
  await pressByKey('Ver ficha');
  await record.getByText('Desconto dado no caixa.').waitFor();
  await record.getByText('R$ 1.234,50').waitFor();
  await keys().press('Escape');
  await record.waitFor({ state: 'detached' });
});

test('it is reopened', async () => {
  await tabTo(page.getByRole('region', { name: 'Conversa' }).getByRole('button', { name: 'Reabrir' }));
  await keys().press('Enter');
  await composer().waitFor();
  assert.notEqual((await held()).status, 'closed');
  assert.deepEqual(page.problems, []);
});

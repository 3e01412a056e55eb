// How conversations end, by keyboard alone: simple, offered, obligatory, full; taken back, many at once, by rule.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { apiOf } from './api.mjs';
import { expectAccessible } from './axe.mjs';
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
const dialog = (name) => page.getByRole('dialog', { name });

const api = (method, path, body) => apiOf(page)(method, path, body);
const get = (path) => api('GET', path);
const sales = async () => (await get('/departments')).items.find(({ name }) => name === 'Vendas');
const demands = async (change) => api('PATCH', `/departments/${(await sales()).id}`, change);

/** Active conversations of the sales department, in the order of the list. */
async function active() {
  const { id } = await sales();
  return (await get(`/conversations?status=active&department_id=${id}&sort=last_message&limit=50`)).items;
}

const held = (id) => get(`/conversations/${id}`);

async function openConversation(id) {
  const { id: department } = await sales();
  await page.goto(`/atendimentos/${id}?status=active&department_id=${department}`);
  await settle(page);
  await page.getByRole('button', { name: 'Encerrar', exact: true }).waitFor();
}

async function openForm(id) {
  await openConversation(id);
  await keys().press('Alt+E');
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Encerrar atendimento' }).waitFor();
  return form;
}

async function tabTo(control) {
  await control.waitFor();
  for (let steps = 0; steps < 90; steps += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await keys().press('Tab');
  }
  assert.fail(`the Tab key never reaches ${control}`);
}

test('a simple closing asks for nothing', async () => {
  await demands({ uses_dispositions: false, full_closing: false });
  const [{ id }] = await active();
  const form = await openForm(id);
  assert.equal(await form.getByRole('radio').count(), 0);
  await keys().press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  const { status, closing } = await held(id);
  assert.equal(status, 'closed');
  assert.equal(closing.disposition_id, null);
});

test('an offered disposition may be left out, an obligatory one is demanded; the commonest takes three keys', async () => {
  await demands({ uses_dispositions: true, disposition_required: false, full_closing: false });
  const [first, second] = await active();
  const offered = await openForm(first.id);
  await offered.getByText('(opcional)').waitFor();
  await expectAccessible(page, 'the closing form with offered dispositions');
  await keys().press('Control+Enter');
  await offered.waitFor({ state: 'detached' });
  assert.equal((await held(first.id)).closing.disposition_id, null);

  await demands({ disposition_required: true });
  const obligatory = await openForm(second.id);
  await keys().press('Control+Enter');
  await obligatory.getByText('Preencha este campo.').waitFor();
  const place = await obligatory.getByRole('radio').evaluateAll((all) => all.findIndex((one) => one.labels[0].textContent.startsWith('Achou caro')));
  await keys().press(String(place + 1));
  await keys().press('Enter');
  await obligatory.waitFor({ state: 'detached' });
  assert.equal((await held(second.id)).closing.disposition, 'Achou caro');
});

test('a closing is undone within ten seconds, from another screen too', async () => {
  const [{ id, agent_id }] = await active();
  const form = await openForm(id);
  await keys().press('4');
  await keys().press('Enter');
  await form.waitFor({ state: 'detached' });
  assert.equal((await held(id)).status, 'closed');
  await page.getByRole('button', { name: 'Desfazer' }).waitFor();
  await page.getByRole('link', { name: 'Departamentos' }).click();
  await page.getByRole('heading', { level: 1, name: 'Departamentos' }).waitFor();
  await keys().press('Alt+Z');
  await page.getByText('O atendimento está aberto de novo.').waitFor();
  const after = await held(id);
  assert.equal(after.status, 'active');
  assert.equal(after.agent_id, agent_id);
  assert.equal(after.closing, null);
  assert.ok(page.url().includes(id), 'the conversation is shown again');
  await keys().press('Alt+E');
  await form.getByRole('radio').nth(3).waitFor();
  assert.ok(await form.getByRole('radio').nth(3).isChecked(), 'what was written waits to be mended');
  await keys().press('Escape');
  await form.waitFor({ state: 'detached' });
});

test('the value named in the chat is suggested, and filled in only by a key', async () => {
  await demands({ full_closing: true });
  let found;
  for (const one of await active()) {
    const { value_cents } = await get(`/conversations/${one.id}/closing-suggestion`);
    if (value_cents !== null) found = { id: one.id, cents: value_cents };
    if (found) break;
  }
  assert.ok(found, 'a conversation of the demo names a value');
  const form = await openForm(found.id);
  await keys().press('1');
  await form.getByText('Valor lido na conversa:').waitFor();
  const value = form.getByRole('textbox', { name: /^Valor/ });
  assert.equal(await value.inputValue(), '');
  await expectAccessible(page, 'the complete form with a suggested value');
  await keys().press('ArrowDown');
  await form.getByText('Valor lido na conversa:').waitFor({ state: 'detached' });
  assert.notEqual(await value.inputValue(), '');

  // What is typed outlives the page.
  await tabTo(form.getByRole('textbox', { name: /^Produto/ }));
  await keys().type('Vestido Aurora');
  await page.reload();
  await settle(page);
  await keys().press('Alt+E');
  await form.getByRole('button', { name: 'Encerrar atendimento' }).waitFor();
  assert.equal(await form.getByRole('textbox', { name: /^Produto/ }).inputValue(), 'Vestido Aurora');
  assert.ok(await form.getByRole('radio').first().isChecked());
  await keys().press('Control+Shift+Enter');
  await form.waitFor({ state: 'detached' });
  await page.waitForURL((url) => url.pathname.startsWith('/atendimentos/') && !url.pathname.endsWith(found.id));
  assert.equal((await held(found.id)).closing.value_cents, found.cents);
});

test('who closes second sees who was first, and with what', async () => {
  const [{ id }] = await active();
  await openForm(id);
  const { disposition_ids } = await sales();
  const all = (await get('/dispositions')).items;
  const lost = all.find((one) => one.name === 'Desistiu' && disposition_ids.includes(one.id));
  const { form_version, fields } = await get(`/conversations/${id}/closing-form`);
  const answers = Object.fromEntries(
    fields.filter((one) => one.required && (one.shown_for.length === 0 || one.shown_for.includes(lost.id))).map((one) => [one.key, one.options[0] ?? 'x']),
  );
  await api('POST', `/conversations/${id}/close`, { disposition_id: lost.id, form_version, fields: answers });
  await page.getByText(/encerrou este atendimento às/).waitFor();
  await page.getByRole('dialog').getByText('Desistiu').waitFor();
  await expectAccessible(page, 'the form of whoever was second');
  await keys().press('Escape');
});

test('an automatic closing names its rule and is reversed by one press', async () => {
  const { items } = await get('/conversations?status=closed&mode=automatic&limit=50');
  const states = ['waiting', 'active'].map((status) => get(`/conversations?status=${status}&limit=200`));
  const open = new Set((await Promise.all(states)).flatMap((page) => page.items.map(({ contact }) => contact.id)));
  const { id } = items.find(({ contact, returned }) => !open.has(contact.id) && !returned);
  await page.goto(`/atendimentos/${id}?status=closed`);
  await settle(page);
  await page.getByText(/pela regra/).waitFor();
  await tabTo(page.getByRole('button', { name: 'Reverter' }));
  await keys().press('Enter');
  await page.getByText(/Encerramento revertido/).waitFor();
  assert.notEqual((await held(id)).status, 'closed');
});

test('closed ones without a disposition are classified many at once', async () => {
  const before = (await get('/conversations/counts')).unclassified;
  await page.goto('/atendimentos?status=closed&stage=unclassified');
  await settle(page);
  await keys().press('Alt+X');
  const boxes = page.getByRole('list', { name: 'Lista de atendimentos' }).getByRole('checkbox');
  await tabTo(boxes.first());
  await keys().press('Space');
  await keys().press('Shift+ArrowDown');
  await page.getByText('2 selecionados').waitFor();
  await expectAccessible(page, 'picking several conversations');
  await tabTo(page.getByRole('button', { name: 'Classificar 2' }));
  await keys().press('Enter');
  const form = dialog('Classificar 2 atendimentos');
  await form.getByRole('radio').first().waitFor();
  await expectAccessible(page, 'classifying several at once');
  const offered = await form.getByRole('radio').count();
  await keys().press(String(Math.min(offered, 9)));
  await keys().press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.getByText('2 atendimentos classificados.').waitFor();
  assert.equal((await get('/conversations/counts')).unclassified, before - 2);
});

test('several departments are closed at once by what all of them offer; who asks for more stays open', async () => {
  const departments = (await get('/departments')).items;
  const [of, other] = ['Vendas', 'Suporte'].map((name) => departments.find((one) => one.name === name));
  const [moved, stays] = await active();
  await demands({ disposition_required: true, full_closing: true, form_fields: [...of.form_fields, { key: 'reason', type: 'text', label: 'Motivo', required: true, options: [], shown_for: [] }] });
  await api('POST', '/dispositions', { name: 'Campanha encerrada', outcome: 'neutral', department_ids: departments.map(({ id }) => id) });
  await api('POST', `/conversations/${moved.id}/transfer`, { department_id: other.id, user_id: moved.agent_id, version: moved.version });
  await page.goto('/atendimentos?status=active');
  await settle(page);
  await keys().press('Alt+X');
  const list = page.getByRole('list', { name: 'Lista de atendimentos' });
  await list.getByRole('checkbox').first().waitFor();
  for (const { id } of [moved, stays]) await list.locator(`[data-id="${id}"]`).click();
  await page.getByRole('button', { name: 'Encerrar 2' }).click();
  const form = dialog('Encerrar 2 atendimentos');
  await form.getByText('São de 2 departamentos').waitFor();
  await form.getByRole('radio', { name: /^Campanha encerrada/ }).check();
  await expectAccessible(page, 'closing several of two departments');
  await keys().press('Control+Enter');
  await form.getByText('A ficha de Vendas pede mais: Motivo. Encerre este sozinho.').waitFor();
  await expectAccessible(page, 'why one of several stays open');
  assert.deepEqual([(await held(moved.id)).status, (await held(stays.id)).status], ['closed', 'active']);
  await keys().press('Enter');
  await page.getByText('1 selecionado').waitFor();
  await demands({ form_fields: of.form_fields });
});

test('the complete form goes to paper alone', async () => {
  const { items } = await get('/conversations?status=closed&outcome=won&limit=1');
  await page.goto(`/atendimentos/${items[0].id}?status=closed`);
  await settle(page);
  await page.getByRole('button', { name: 'Ver ficha' }).click();
  await dialog('Ficha completa').getByRole('button', { name: 'Imprimir' }).waitFor();
  await dialog('Ficha completa').getByText(items[0].closing.disposition).first().waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.print-sheet');
  await paper.getByText(`Ficha completa ${items[0].protocol}`).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0, 'nothing but the sheet is printed');
  assert.equal(await paper.getByRole('button').count(), 0);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
  await dialog('Ficha completa').waitFor();
  await keys().press('Escape');
});

test('a form is built by keyboard: a field is added, named, moved up and saved as a new version', async () => {
  const { id, form_version } = await sales();
  await page.goto(`/departamentos?open=${id}&part=form`);
  await settle(page);
  const drawer = dialog('Vendas');
  await tabTo(drawer.getByRole('button', { name: 'CPF ou CNPJ' }));
  await keys().press('Enter');
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT' && document.activeElement.value === '');
  await keys().type('CPF do comprador');
  await expectAccessible(page, 'the form builder');
  const handle = drawer.getByRole('button', { name: 'Mover CPF do comprador', exact: true });
  await handle.focus();
  await keys().press('Home');
  await page.getByText(/CPF do comprador: posição 1 de/).waitFor({ state: 'attached' });
  await drawer.getByLabel('Como o atendente vê').getByText('CPF do comprador').waitFor();
  await tabTo(drawer.getByRole('button', { name: 'Salvar' }));
  await keys().press('Enter');
  await drawer.waitFor({ state: 'detached' });
  const saved = await sales();
  assert.equal(saved.form_version, form_version + 1);
  assert.deepEqual([saved.form_fields[0].label, saved.form_fields[0].type], ['CPF do comprador', 'cpf_cnpj']);

  await page.goto(`/departamentos?open=${id}&part=form`);
  await settle(page);
  await tabTo(dialog('Vendas').getByRole('button', { name: 'Versões da ficha' }));
  await keys().press('Enter');
  await dialog('Versões da ficha de Vendas').getByText('Em uso').waitFor();
  await expectAccessible(page, 'the versions of a form');
});

test('a rule is tried on the past before it is switched on', async () => {
  const { id } = await sales();
  await page.goto(`/departamentos/${id}/regras`);
  await settle(page);
  await tabTo(page.getByRole('button', { name: /^Frase do contato/ }));
  await keys().press('Enter');
  const drawer = dialog('Nova regra');
  await tabTo(drawer.getByRole('combobox', { name: /^Encerrar com a classificação/ }));
  await keys().press('ArrowDown');
  await page.getByRole('option', { name: 'Desistiu' }).waitFor();
  await keys().type('Desis');
  await page.getByRole('option', { name: 'Desistiu' }).click();
  await tabTo(drawer.getByRole('button', { name: 'Testar a regra' }));
  await keys().press('Enter');
  await drawer.getByText(/teria(m)? sido encerrado/).waitFor();
  await expectAccessible(page, 'what a rule would have done');
  await tabTo(drawer.getByRole('button', { name: 'Salvar' }));
  await keys().press('Enter');
  await drawer.waitFor({ state: 'detached' });
  const made = (await get(`/departments/${id}/rules`)).items.find(({ name }) => name === 'Frase do contato');
  assert.equal(made.enabled, false);

  await tabTo(page.getByRole('switch', { name: 'Ligar a regra Frase do contato' }));
  await keys().press('Space');
  const asked = dialog('Ligar “Frase do contato”?');
  await asked.getByText(/teria(m)? sido encerrado/).waitFor();
  await tabTo(asked.getByRole('button', { name: 'Ligar regra' }));
  await keys().press('Enter');
  await asked.waitFor({ state: 'detached' });
  assert.equal((await get(`/departments/${id}/rules/${made.id}`)).enabled, true);

  const handle = page.getByRole('button', { name: 'Mover Frase do contato', exact: true });
  await handle.focus();
  await keys().press('ArrowUp');
  await page.getByText(/Frase do contato: posição/).waitFor({ state: 'attached' });
  await page.waitForFunction(
    async ([department, name]) => {
      const { items } = await (await fetch(`/api/v1/departments/${department}/rules`)).json();
      return items[0].name === name;
    },
    [id, 'Frase do contato'],
  );
  await expectAccessible(page, 'the rules of a department');
  assert.deepEqual(page.problems, []);
});

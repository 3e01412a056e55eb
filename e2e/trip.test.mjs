// One lead's whole trip through the demo: tapped, opened or sent on the simulated phone, answered and closed with a
// sale in Atendimentos, and then in the funnel: exactly those.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { startDemo } from './server.mjs';

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Three ways to arrive: what is tapped, what becomes of the text, and what has to be understood. */
const LEADS = [
  {
    way: 'Anúncio',
    tap: 'Coleção Verão',
    erase: true,
    words: 'Oi, ainda tem no tamanho M?',
    origin: 'Coleção Verão',
    clicks: 0,
    cents: 28_990,
  },
  { way: 'Link', tap: 'Bio do Instagram', origin: 'Bio do Instagram', clicks: 1, cents: 19_900 },
  { way: 'Hashtag', tap: 'Vitrine da loja', origin: '#VITRINE', clicks: 1, cents: 45_000 },
];

// Outcomes of other conversations may change meanwhile: the silence rule is at work.
const EXACT = ['conversations', 'new_contacts', 'answered', 'qualified', 'won', 'revenue_cents', 'clicks'];

/** The funnel by entry identifier, as the page's session sees it. */
function funnel(page) {
  return page.evaluate(async () => {
    const answer = await fetch('/api/v1/reports/funnel?from=2020-01-01&to=2035-12-31&group_by=entry_identifier');
    if (!answer.ok) throw new Error(`the funnel answered ${answer.status}`);
    return answer.json();
  });
}

const figures = (row) => Object.fromEntries(EXACT.map((name) => [name, row?.[name] ?? 0]));

/** By how much each row grew; rows that did not are left out. */
function growth(earlier, later) {
  const before = new Map(earlier.rows.map((row) => [row.key, figures(row)]));
  const grown = later.rows.map((row) => {
    const known = before.get(row.key) ?? figures();
    const now = figures(row);
    return [row.label, Object.fromEntries(EXACT.map((name) => [name, now[name] - known[name]]))];
  });
  return Object.fromEntries(grown.filter(([, by]) => Object.values(by).some((difference) => difference !== 0)));
}

/** Sends the first message of a new phone; answers the address of its conversation. */
async function arrive(phone, lead) {
  await phone.goto('/simulator');
  await phone.getByText('Nenhuma mensagem ainda').waitFor();
  await phone.getByRole('radiogroup', { name: 'Como a pessoa chega' }).getByText(lead.way, { exact: true }).click();
  await phone.getByRole('button', { name: lead.tap }).click();
  const field = phone.getByLabel('Mensagem para a loja');
  await phone.waitForFunction((label) => document.querySelector(`[aria-label="${label}"]`)?.value !== '', 'Mensagem para a loja');
  if (lead.erase) {
    await phone.getByRole('button', { name: 'Apagar o texto' }).click();
    assert.equal(await field.inputValue(), '');
    await field.fill(lead.words);
  }
  await phone.getByRole('button', { name: 'Enviar', exact: true }).click();
  const open = phone.getByRole('link', { name: 'Abrir em Atendimentos' });
  await open.waitFor();
  const understood = phone.getByRole('region', { name: 'O que o Nascente entendeu' });
  await understood.getByText(lead.origin, { exact: true }).first().waitFor();
  return open.getAttribute('href');
}

async function answer(page, address, words) {
  await page.goto(address);
  await page.getByLabel('Escreva uma mensagem').fill(words);
  await page.getByLabel('Escreva uma mensagem').press('Enter');
  await page.getByRole('log').getByText(words).waitFor();
}

/** The full closing of the sales department; whoever landed elsewhere is moved there first. */
async function sell(page, cents) {
  const close = page.getByRole('button', { name: 'Encerrar', exact: true });
  await page.getByRole('button', { name: 'Transferir', exact: true }).click();
  const transfer = page.getByRole('dialog', { name: 'Transferir atendimento' });
  const department = transfer.getByRole('combobox', { name: 'Departamento' });
  await department.waitFor();
  if ((await department.inputValue()) === 'Vendas') {
    await transfer.getByRole('button', { name: 'Cancelar' }).click();
  } else {
    await department.click();
    await page.getByRole('option', { name: 'Vendas', exact: true }).click();
    await transfer.getByRole('button', { name: 'Transferir', exact: true }).click();
  }
  await transfer.waitFor({ state: 'hidden' });
  await close.click();
  const form = page.getByRole('dialog', { name: 'Ficha completa' });
  await form.getByRole('radio', { name: 'Venda realizada' }).check();
  await form.getByLabel('Valor').fill(String(cents / 100).replace('.', ','));
  await form.getByLabel('Produto').fill('Vestido Aurora midi');
  await form.getByRole('button', { name: 'Encerrar atendimento' }).click();
  await form.waitFor({ state: 'hidden' });
  await page.getByText('Venda realizada').first().waitFor();
}

test('ad, link and hashtag go from the phone to a sale, and the funnel changes by exactly those', async () => {
  const [page, phone] = await Promise.all([openPage(browser, server.origin), openPage(browser, server.origin)]);
  await logIn(page);
  const before = await funnel(page);
  for (const lead of LEADS) {
    const address = await arrive(phone, lead);
    const words = `Olá! Temos sim, já separei (${lead.way}).`;
    await answer(page, address, words);
    await phone.getByRole('log').getByText(words).waitFor();
    await sell(page, lead.cents);
    await phone.getByRole('region', { name: 'O que o Nascente entendeu' }).getByText('Encerrado').waitFor();
  }
  const expected = LEADS.map(({ origin, clicks, cents }) => [
    origin,
    { conversations: 1, new_contacts: 1, answered: 1, qualified: 1, won: 1, revenue_cents: cents, clicks },
  ]);
  const later = await funnel(page);
  assert.deepEqual(growth(before, later), Object.fromEntries(expected));
  assert.equal(later.totals.won - before.totals.won, LEADS.length);
  assert.deepEqual([...page.problems, ...phone.problems], []);
});

test('a closed card is an ad that is not named, once the store has answered', async () => {
  const [page, phone] = await Promise.all([openPage(browser, server.origin), openPage(browser, server.origin)]);
  await logIn(page);
  await phone.goto('/simulator');
  await phone.getByRole('button', { name: 'Vestidos de festa sob medida' }).click();
  await phone.getByRole('button', { name: 'Fechar o cartão do anúncio' }).click();
  await phone.getByRole('button', { name: 'Enviar', exact: true }).click();
  const understood = phone.getByRole('region', { name: 'O que o Nascente entendeu' });
  await understood.getByText('Sem origem identificada').first().waitFor();
  const address = await understood.getByRole('link', { name: 'Abrir em Atendimentos' }).getAttribute('href');
  await answer(page, address, 'Oi! Qual a data da festa?');
  await understood.getByText('Anúncio não identificado').first().waitFor();
  assert.deepEqual([...page.problems, ...phone.problems], []);
});

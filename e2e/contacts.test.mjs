// *Contatos* and *Jornada*: people found, compared side by side, merged, and split again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { apiOf } from './api.mjs';
import { expectAccessible } from './axe.mjs';
import { launchBrowser, openPage, PHONE } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const NAME = 'Heloísa Prado';

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

const get = (path) => apiOf(page)('GET', path);
const button = (name) => page.getByRole('button', { name, exact: true });
const heading = (name) => page.getByRole('heading', { name, level: 1 });
const said = (text) => page.getByText(text).first().waitFor();
const people = async (q) => (await get(`/contacts?q=${encodeURIComponent(q)}`)).items;

test('two who look alike are compared, merged, taken apart, and told apart for good', async () => {
  await page.goto('/atendimentos');
  await page.getByRole('link', { name: /^Contatos/ }).click();
  await heading('Contatos').waitFor();
  await settle(page);

  // Found by a part of the name and by digits.
  const search = page.getByRole('searchbox', { name: 'Buscar por nome, usuário ou telefone' });
  await search.fill('heloi pra');
  await page.getByRole('status').filter({ hasText: '2 contatos' }).waitFor();
  await search.fill('(27) 99888');
  await page.getByRole('status').filter({ hasText: '1 contato' }).waitFor();
  assert.ok(page.url().includes('q='), 'the search stands in the address');
  await search.fill('zzzz');
  await said('Nada encontrado');
  await button('Limpar filtros').click();

  await page.getByRole('link', { name: /^Propostas de união/ }).click();
  const pair = page.getByRole('region', { name: `${NAME} e ${NAME}` });
  await pair.getByText('Mesmo nome, um sem número visível e outro com número').waitFor();
  await pair.getByText('@heloisa.prado', { exact: true }).waitFor();
  await expectAccessible(page, 'the proposals');
  const funnel = async () => (await get('/reports/funnel?group_by=kind')).totals;
  const before = await funnel();

  await pair.getByRole('button', { name: 'São a mesma pessoa' }).click();
  await said(`${NAME}: contatos unidos.`);
  await said('Nenhuma proposta de união');
  const [one] = await people(NAME);
  assert.equal(one.merged, 1);
  assert.equal((await funnel()).new_contacts, before.new_contacts - 1);

  // The page of the one that stands: identities of both, one line of time, and the way back.
  await page.goto(`/contatos/${one.id}`);
  await heading(NAME).waitFor();
  await settle(page);
  for (const identity of ['ID do WhatsApp (BSUID)', 'Telefone', 'Usuário']) await page.getByText(identity, { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: /Iniciou um atendimento/ }).count(), 2);
  await expectAccessible(page, 'the page of a contact');
  await button(`Desfazer a união de ${NAME}`).click();
  const dialog = page.getByRole('dialog', { name: `Separar ${NAME}?` });
  await dialog.getByText('A mesma prova não une os dois de novo.').waitFor();
  await expectAccessible(page, 'splitting a contact');
  await dialog.getByRole('button', { name: 'Separar' }).click();
  await said(`${NAME} voltou a ser outro contato.`);
  await page.getByText('Contatos unidos', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(await funnel(), before, 'figures are what they were');
  assert.equal((await people(NAME)).length, 2);

  // Each conversation of the line opens.
  await page.getByRole('link', { name: /Iniciou um atendimento/ }).click();
  await page.waitForURL('**/atendimentos/cv_*');
});

test('a contact is renamed, put aside as a test number, found under its filter, and reached from the inbox', async () => {
  await page.goto('/contatos?q=heloisa.prado');
  await page.getByRole('link', { name: /Heloísa Prado/ }).click();
  await heading(NAME).waitFor();
  await page.getByRole('textbox', { name: 'Nome' }).fill('Heloísa Prado Lima');
  await button('Salvar').click();
  await heading('Heloísa Prado Lima').waitFor();
  await page.getByRole('switch', { name: 'Número de teste ou spam' }).click({ force: true });
  await said('Fora dos relatórios.');
  await page.getByRole('link', { name: 'Contatos', exact: true }).last().click();
  await page.getByRole('link', { name: 'Testes e spam' }).click();
  await page.getByRole('status').filter({ hasText: '1 contato' }).waitFor();
  const { items } = await get('/conversations?limit=1');
  await page.goto(`/atendimentos/${items[0].id}?status=all`);
  const panel = page.getByRole('complementary', { name: 'Contato e origem' });
  await panel.locator('a[href^="/contatos/"]').click();
  await page.waitForURL('**/contatos/ct_*');
  await settle(page);

  // On a phone people are cards, and nothing hides beyond the edge.
  await page.setViewportSize(PHONE);
  await page.goto('/contatos?q=helo');
  await page.getByRole('list', { name: 'Contatos' }).waitFor();
  await settle(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false);
  await expectAccessible(page, 'contacts on a phone');
});

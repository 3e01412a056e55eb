// Identifiers: the figures of one, names by hand, by file and by the Marketing API, merging and splitting.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import { apiOf } from './api.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { logIn } from './login.mjs';
import { settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const TOKEN = 'token-que-ninguem-ve';
const AD = '120212345678900201';

let browser;
let server;
let graph;
let page;
let ask;

before(async () => {
  [browser, server, graph] = await Promise.all([launchBrowser(), startDemo(), startGraph()]);
  page = await openPage(browser, server.origin);
  await logIn(page);
  ask = apiOf(page);
});

after(async () => {
  graph?.close();
  await browser?.close();
  await server?.stop();
});

/** Plays Meta's Marketing API: names every ad that it is asked for, for one token. */
async function startGraph() {
  const graph = createServer((request, response) => {
    const url = new URL(request.url, 'http://graph');
    const good = request.headers.authorization === `Bearer ${TOKEN}`;
    const ids = (url.searchParams.get('ids') ?? '').split(',');
    const names = (id) => [id, { name: `Anúncio ${id.slice(-3)}`, adset: { name: 'Conjunto da Meta' }, campaign: { name: 'Campanha da Meta' } }];
    const about = { data: { is_valid: good, expires_at: 1_900_000_000, scopes: ['ads_read'] } };
    const body = url.pathname.endsWith('/debug_token') ? about : good ? Object.fromEntries(ids.map(names)) : { error: { code: 190 } };
    response.writeHead(good || 'data' in body ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  graph.listen(0, '127.0.0.1');
  await once(graph, 'listening');
  return graph;
}

const press = (name) => page.getByRole('button', { name, exact: true });
const find = async (q) => (await ask('GET', `/entry-identifiers?q=${encodeURIComponent(q)}`)).items[0];
const number = (text) => Number(text.replace(/\D/g, ''));

test('every number of an identifier opens the list behind it', async () => {
  await page.goto('/identificadores');
  await page.getByRole('link', { name: 'Coleção Verão', exact: false }).first().click();
  await page.getByRole('heading', { level: 1, name: /Coleção Verão/ }).waitFor();
  await settle(page);
  const won = page.getByRole('main').getByRole('link', { name: /^\d+$/ });
  const hrefs = await won.evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute('href')]));
  assert.ok(hrefs.length >= 8, `${hrefs.length} figures`);
  const lists = hrefs.filter(([, href]) => href.startsWith('/atendimentos?'));
  const totals = await Promise.all(lists.map(([, href]) => ask('GET', `/conversations?count=true&limit=1&${href.split('?')[1]}`)));
  assert.deepEqual(lists.map(([shown]) => number(shown)), totals.map(({ total }) => total));
  await page.getByText('Por dia').waitFor();
  await page.getByText('Últimos atendimentos').waitFor();
});

test('a campaign is filled in for one, then for many at once, and the change is told', async () => {
  await page.goto('/identificadores?campaign=none');
  const filter = page.getByRole('button', { name: /^Sem campanha/ });
  await settle(page);
  const missing = number(await filter.textContent());
  assert.ok(missing > 3, `${missing} without a campaign`);
  await page.getByRole('button', { name: /^Preencher a campanha de/ }).first().click();
  const campaign = page.getByRole('dialog').getByRole('combobox', { name: 'Campanha' });
  await campaign.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"] form') !== null);
  assert.equal(await campaign.evaluate((field) => field === document.activeElement), true);
  await campaign.fill('Vitrine 2027');
  await press('Salvar').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await filter.filter({ hasText: new RegExp(`${missing - 1}$`) }).waitFor();
  await page.getByRole('checkbox', { name: 'Escolher todos os que estão à vista' }).check();
  await page.getByText('Só identificadores do mesmo tipo').waitFor();
  assert.equal(await press('Unir em…').isDisabled(), true);
  await press('Preencher campanha').click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Campanha' }).fill('vitr');
  await page.getByRole('option', { name: 'Vitrine 2027' }).click();
  await press('Salvar').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await ask('GET', '/entry-identifiers?campaign=none&count=true&limit=1')).total, 0);
  await page.goto('/identificadores?view=campaign');
  await page.getByRole('heading', { name: 'Vitrine 2027' }).waitFor();
  const { id } = await find('#SORTEIO');
  await page.goto(`/identificadores/${id}`);
  await page.getByText('Nomes alterados').waitFor();
  await page.getByRole('button', { name: 'Editar Conjunto' }).click();
  await page.getByRole('combobox', { name: 'Conjunto' }).fill('Orgânico');
  await press('Salvar').click();
  await page.getByRole('listitem').filter({ hasText: 'Conjunto:' }).filter({ hasText: 'Orgânico' }).waitFor();
});

test('a file of the Ads Manager shows what would change, names bad lines, and waits to be confirmed', async () => {
  const file = ['Campaign name\tAd ID\tAd name', `Verão Premium\t${AD}\tLinho`, 'X\t1.20212345678900E+17\tY', 'X\t99\tY'].join('\n');
  await page.goto('/identificadores?names=file');
  const choose = page.locator('input[type=file]');
  await choose.setInputFiles({ name: 'outro.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b\n1;2') });
  await page.getByRole('alert').filter({ hasText: 'Faltam colunas' }).waitFor();
  await choose.setInputFiles({ name: 'anuncios.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${file}`, 'utf16le') });
  await page.getByText('1 anúncio muda de nome.').waitFor();
  await page.getByText('1 não trouxe nenhuma conversa ainda').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Linha 3' }).filter({ hasText: 'A planilha arredondou o código' }).waitFor();
  await page.getByRole('row', { name: /Verão 2027.*Verão Premium/ }).waitFor();
  assert.equal((await find(AD)).campaign, 'Verão 2027');
  await press('Alterar 1 anúncio').click();
  await page.getByText('Pronto: 1 anúncio mudou de nome.').waitFor();
  assert.equal((await find(AD)).campaign, 'Verão Premium');
});

test('names come by the Marketing API, and its token is never shown', async () => {
  await page.getByText('Marketing API', { exact: true }).click();
  // The demo has a token for its own pretended Meta, which knows the ad that nobody has named.
  await page.getByText('1 anúncio sem algum dos nomes.').waitFor();
  await press('Testar').click();
  await page.getByText('Funciona, sem data para terminar').waitFor();
  await press('Buscar nomes agora').click();
  await page.getByText('1 anúncio recebeu nome. Consultados: 1.').waitFor();
  assert.equal((await find('120212345678900401')).ad_set, 'Interesse em moda');
  await press('Remover').click();
  await page.getByRole('dialog', { name: 'Remover o token?' }).getByRole('button', { name: 'Remover' }).click();
  await page.getByText('Nenhum token cadastrado').waitFor();
  await page.getByLabel('Token de acesso').fill('errado');
  await page.getByLabel('Outro endereço da API').fill(`http://127.0.0.1:${graph.address().port}`);
  await press('Guardar token').click();
  await page.getByText('Token cadastrado, ainda não testado').waitFor();
  await press('Testar').click();
  await page.getByRole('dialog').getByText('A Meta recusou o token').waitFor();
  await press('Trocar').click();
  await page.getByLabel('Token de acesso').fill(TOKEN);
  await press('Guardar token').click();
  await press('Testar').click();
  await page.getByText(/Funciona até/).waitFor();
  for (const ad of [AD, '120212345678900301']) await ask('PATCH', `/entry-identifiers/${(await find(ad)).id}`, { ad_set: '' });
  await page.getByText('2 anúncios sem algum dos nomes.').waitFor();
  await press('Buscar nomes agora').click();
  await page.getByText('2 anúncios receberam nome. Consultados: 2.').waitFor();
  assert.equal((await find(AD)).ad_set, 'Conjunto da Meta');
  assert.equal((await page.content()).includes(TOKEN), false);
  await press('Remover').click();
  await page.getByRole('dialog', { name: 'Remover o token?' }).getByRole('button', { name: 'Remover' }).click();
  await page.getByText('Nenhum token cadastrado').waitFor();
});

test('two hashtags are merged after the sum is shown, and split exactly as they were', async () => {
  const [one, other] = [await find('#VITRINE'), await find('#SORTEIO')];
  const total = one.conversations + other.conversations;
  await page.goto('/identificadores?kind=hashtag');
  for (const { label } of [one, other]) await page.getByRole('checkbox', { name: `Escolher ${label}` }).check();
  await press('Unir em…').click();
  const dialog = page.getByRole('dialog', { name: 'Unir 2 identificadores' });
  await dialog.getByText(`${one.conversations} + ${other.conversations} = ${total} atendimentos`).waitFor();
  await dialog.getByRole('button', { name: 'Unir', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('1 identificador', { exact: true }).waitFor();
  assert.equal((await find('#VITRINE')).conversations, total);
  await page.getByRole('link', { name: one.label, exact: true }).click();
  await press(`Separar ${other.label}`).click();
  const question = page.getByRole('dialog', { name: `Separar ${other.label}?` });
  await question.getByText(`${other.conversations} atendimentos saem`).waitFor();
  await question.getByRole('button', { name: 'Separar' }).click();
  await page.getByText('Unidos a este').waitFor({ state: 'detached' });
  await page.getByText('Devolveu').waitFor();
  assert.deepEqual(
    [(await find('#VITRINE')).conversations, (await find('#SORTEIO')).conversations],
    [one.conversations, other.conversations],
  );
  assert.deepEqual(page.problems, []);
});

test('an agent reads identifiers and changes none', async () => {
  const reading = await openPage(browser, server.origin);
  await logIn(reading, { email: 'camila@demo.nascente', password: 'demonstracao' });
  await reading.goto('/identificadores');
  await settle(reading);
  const offers = reading.getByRole('main').getByRole('button', { name: /^(Editar|Preencher|Unir|De onde vêm)/ });
  assert.equal(await offers.count(), 0);
  assert.equal(await reading.getByRole('checkbox').count(), 0);
  await reading.getByRole('link', { name: '#VITRINE' }).click();
  await reading.getByText('O que é').waitFor();
  await settle(reading);
  assert.equal(await reading.getByRole('main').getByRole('button', { name: /^Editar/ }).count(), 0);
  assert.deepEqual(reading.problems, []);
  await reading.context().close();
});

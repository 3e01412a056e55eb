// What a manager arranges: where conversations go, their tags, pasted dispositions, the order of things, what others are told.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
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

const api = (method, path, body) => apiOf(page)(method, path, body);
const get = (path) => api('GET', path);
const keys = () => page.keyboard;
const dialog = (name) => page.getByRole('dialog', { name });
const button = (name) => page.getByRole('button', { name, exact: true });
const department = async (name) => (await get('/departments')).items.find((one) => one.name === name);

/** Asks until the answer is as wanted: what is pressed is on the screen before it is kept. */
async function eventually(ask, wanted, what) {
  const deadline = Date.now() + 30_000;
  let answer;
  do {
    answer = JSON.stringify(await ask());
    if (answer === JSON.stringify(wanted)) return;
  } while (Date.now() < deadline);
  assert.fail(`${what} stays ${answer}`);
}

async function choose(scope, label, option) {
  await scope.getByRole('combobox', { name: label }).or(scope.getByRole('textbox', { name: label })).first().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Drags one handle onto another with the pointer. */
async function drag(from, onto) {
  const [start, end] = [await from.boundingBox(), await onto.boundingBox()];
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height, { steps: 2 });
  await page.mouse.up();
}

test('a routing rule is made, changed, moved, switched off, removed and brought back', async () => {
  const rules = async () => (await get('/routing-rules')).items.map(({ by, value, enabled }) => [by, value, enabled]);
  const { name: line, id: channel } = (await get('/channels')).items.find((one) => one.archived_at === null);
  await page.goto('/departamentos');
  await settle(page);
  const made = async (by, fill) => {
    await button('Nova regra').click();
    const drawer = dialog('Nova regra');
    await choose(drawer, 'Quando a conversa vier por', by);
    await fill(drawer);
    await choose(drawer, 'Mandar para', 'Suporte');
    await expectAccessible(page, 'a new routing rule');
    await drawer.getByRole('button', { name: 'Adicionar' }).click();
    await drawer.waitFor({ state: 'detached' });
  };
  await made('Uma hashtag', (drawer) => drawer.getByRole('textbox', { name: 'Uma hashtag' }).fill('Verão'));
  await made('Um número', (drawer) => choose(drawer, 'Qual número', line));
  await eventually(rules, [['hashtag', '#verao', true], ['channel', channel, true]], 'the list of rules');

  const list = page.getByRole('list', { name: 'Para onde vão as novas conversas' });
  await list.getByRole('button', { name: /#verao vai para Suporte$/ }).click();
  const drawer = dialog('Mudar a regra');
  await choose(drawer, 'Mandar para', 'Vendas');
  await drawer.getByRole('button', { name: 'Salvar' }).click();
  await drawer.waitFor({ state: 'detached' });
  await list.getByRole('button', { name: /#verao vai para Vendas$/ }).waitFor();

  const handle = list.getByRole('button', { name: `Mover Número ${line}` });
  await handle.focus();
  await keys().press('ArrowUp');
  await page.getByText(`Número ${line}: posição 1 de 2`).waitFor({ state: 'attached' });
  const on = list.getByRole('switch', { name: `Ligar a regra: Número ${line}` });
  await on.focus();
  await keys().press('Space');
  await eventually(rules, [['channel', channel, false], ['hashtag', '#verao', true]], 'the list of rules');
  await page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, `Ligar a regra: Número ${line}`);
  await expectAccessible(page, 'the rules of new conversations');

  await list.getByRole('button', { name: `Remover a regra: Número ${line}` }).click();
  await eventually(rules, [['hashtag', '#verao', true]], 'the list of rules');
  await button('Desfazer').click();
  await eventually(rules, [['channel', channel, false], ['hashtag', '#verao', true]], 'the list of rules');
});

test('a tag is made, put on, filtered by, excepted from a rule and taken off', async () => {
  await page.goto('/configuracoes');
  await settle(page);
  const field = page.getByRole('textbox', { name: 'Nome da etiqueta' });
  for (const name of ['Cliente VIP', 'cliente vip']) {
    await field.fill(name);
    await field.press('Enter');
    await page.getByText(name === 'Cliente VIP' ? name : 'Já está em uso.', { exact: true }).waitFor();
  }
  const [tag] = (await get('/tags')).items;

  const { items } = await get('/conversations?status=closed&sort=last_message&limit=1');
  await page.goto(`/atendimentos/${items[0].id}?status=closed`);
  await settle(page);
  await button('Adicionar etiqueta').click();
  await page.getByRole('option', { name: 'Cliente VIP' }).click();
  await page.getByText('Helena Duarte pôs a etiqueta Cliente VIP').waitFor();
  await page.getByRole('img', { name: 'Etiqueta: Cliente VIP' }).waitFor();
  await button('Filtros').click();
  await choose(page, 'Etiqueta', 'Cliente VIP');
  await page.waitForURL((url) => url.searchParams.get('tag_id') === tag.id);
  await page.getByRole('group', { name: 'Filtros em uso' }).getByText('Cliente VIP').waitFor();
  await expectAccessible(page, 'conversations filtered by a tag');
  await button('Tirar a etiqueta Cliente VIP').click();
  await page.getByText('Helena Duarte tirou a etiqueta Cliente VIP').waitFor();

  const { id } = await department('Vendas');
  await page.goto(`/departamentos/${id}/regras`);
  await settle(page);
  await page.getByRole('button', { name: /^Frase do contato/ }).click();
  const drawer = dialog('Nova regra');
  await choose(drawer, /^Encerrar com a classificação/, 'Desistiu');
  await choose(drawer, 'Menos com estas etiquetas', 'Cliente VIP');
  await drawer.getByRole('button', { name: 'Salvar' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByText(/menos com Cliente VIP/).waitFor();
  const rule = (await get(`/departments/${id}/rules`)).items.find((one) => one.name === 'Frase do contato');
  assert.deepEqual([rule.except_tag_ids, rule.enabled], [[tag.id], false]);
});

test('a pasted list of names becomes dispositions, and a segment adds what is usual in it', async () => {
  const names = async () => (await get('/dispositions')).items.map(({ name, outcome }) => `${name}: ${outcome}`);
  await page.goto('/classificacoes');
  await settle(page);
  await button('Colar lista').click();
  const drawer = dialog('Colar uma lista');
  await drawer.getByRole('textbox', { name: 'Classificações' }).fill('Fora da região\nFrete caro; perdido\nVenda realizada; ganho');
  await drawer.getByText('Falta o resultado depois do nome.').waitFor();
  await expectAccessible(page, 'a pasted list that says too little');
  await choose(drawer, 'Resultado das linhas que só têm o nome', 'Não é lead');
  await drawer.getByRole('button', { name: 'Criar 2 classificações' }).click();
  await drawer.waitFor({ state: 'detached' });
  const made = await names();
  assert.ok(made.includes('Fora da região: not_lead') && made.includes('Frete caro: lost'), made.join(', '));

  await button('Sugestões').click();
  const suggestions = dialog('Sugestões por tipo de negócio');
  await suggestions.getByRole('radio', { name: 'Clínica' }).click();
  await expectAccessible(page, 'the suggestions of a segment');
  await suggestions.getByRole('button', { name: /^Criar \d+ classificações/ }).click();
  await suggestions.waitFor({ state: 'detached' });
  assert.ok((await names()).includes('Consulta agendada: won'));
});

test('dispositions and fields are put in order by dragging', async () => {
  const order = (handles) => handles.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  const won = page.getByRole('list', { name: 'Ordem em Ganho' }).getByRole('button', { name: /^Mover / });
  await won.nth(1).waitFor();
  const [first, second, ...others] = await order(won);
  await drag(won.nth(0), won.nth(1));
  await eventually(() => order(won), [second, first, ...others], 'the order');
  const place = async (name) => (await get('/dispositions')).items.find((one) => `Mover ${one.name}` === name).position;
  await eventually(async () => (await place(second)) < (await place(first)), true, 'whether the second is first');

  const { id, form_fields } = await department('Vendas');
  await page.goto(`/departamentos?open=${id}&part=form`);
  await settle(page);
  const drawer = dialog('Vendas');
  const fields = drawer.getByRole('list').getByRole('button', { name: /^Mover / });
  await fields.nth(1).waitFor();
  await drag(fields.nth(0), fields.nth(1));
  await drawer.getByRole('button', { name: 'Salvar' }).click();
  await drawer.waitFor({ state: 'detached' });
  const moved = (await department('Vendas')).form_fields.map(({ key }) => key);
  const [one, two, ...rest] = form_fields.map(({ key }) => key);
  assert.deepEqual(moved, [two, one, ...rest]);
});

test('a day off is added to the hours of a department', async () => {
  const { id } = await department('Vendas');
  await page.goto(`/departamentos?open=${id}&part=team`);
  await settle(page);
  const drawer = dialog('Vendas');
  await drawer.getByRole('switch', { name: 'Atender só em certos horários' }).click();
  await drawer.getByRole('button', { name: 'Adicionar dia' }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Data da folga 1');
  await keys().type('24122030');
  await keys().press('Tab');
  await keys().type('Véspera de Natal');
  await drawer.getByRole('button', { name: 'Adicionar feriados nacionais' }).click();
  await expectAccessible(page, 'the hours of a department');
  await drawer.getByRole('button', { name: 'Salvar' }).click();
  await drawer.waitFor({ state: 'detached' });
  const { holidays } = (await department('Vendas')).working_hours;
  assert.equal(holidays.length, 11);
  assert.equal(holidays.find(({ date }) => date === '2030-12-24').name, 'Véspera de Natal');
});

test('what another program refused is sent again by one press', async () => {
  const heard = [];
  const listener = createServer((request, response) => {
    request.resume().on('end', () => {
      heard.push(request.headers['webhook-id']);
      response.writeHead(heard.length === 1 ? 500 : 204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = `http://127.0.0.1:${listener.address().port}/crm`;
  try {
    await page.goto('/configuracoes');
    await settle(page);
    await button('Novo webhook').click();
    const drawer = dialog('Novo webhook');
    await drawer.getByRole('textbox', { name: 'Endereço' }).fill(url);
    await drawer.getByRole('checkbox', { name: 'Atendimento classificado' }).check();
    await drawer.getByRole('button', { name: 'Criar webhook' }).click();
    await dialog('Segredo do webhook').getByRole('button', { name: 'Fechar' }).click();

    const [{ id }] = (await get('/conversations?status=closed&stage=unclassified&limit=1')).items;
    const { dispositions, form_version } = await get(`/conversations/${id}/closing-form`);
    const plain = dispositions.find((one) => one.outcome === 'not_lead' && !one.requires_value);
    await api('POST', `/conversations/${id}/classify`, { disposition_id: plain.id, form_version, fields: {} });

    await button(`Envios para ${url}`).click();
    const deliveries = dialog('Envios');
    await deliveries.getByText('O outro sistema respondeu com o erro 500.').waitFor();
    await expectAccessible(page, 'deliveries of a webhook');
    await deliveries.getByRole('button', { name: /^Reenviar/ }).click();
    await deliveries.getByText('Entregue').waitFor();
    assert.equal(heard.length, 2);
    assert.equal(heard[0], heard[1]);
  } finally {
    listener.close();
  }
  assert.deepEqual(page.problems, []);
});

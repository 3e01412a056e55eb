// One control says by which origin conversations count: on every tab of the reports, in the lists that figures open, in files.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { apiOf } from './api.mjs';
import { expectAccessible, expectAccessibleInTheDark } from './axe.mjs';
import { launchBrowser, openPage, PHONE } from './browser.mjs';
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

const control = () => page.getByRole('radiogroup', { name: 'Visão da origem' });
const chosen = () => control().getByRole('radio', { checked: true });
const searched = () => new URL(page.url()).searchParams;

/** Chooses a view with the keyboard alone. */
async function choose(presses, view) {
  await chosen().focus();
  for (let pressed = 0; pressed < presses; pressed += 1) await page.keyboard.press('ArrowRight');
  await page.waitForURL((url) => url.searchParams.get('origin_view') === view);
  await settle(page);
}

test('a view is chosen once, said in a sentence, kept from tab to tab and taken back', async () => {
  await page.goto('/relatorios');
  await settle(page);
  const total = () => page.getByRole('main').getByText(/ainda em aberto$/).first().textContent();
  const before = await total();
  assert.equal(await chosen().getAttribute('value'), 'entry');
  await page.getByText('Cada atendimento conta pela origem com que ele mesmo entrou.').waitFor();
  await choose(3, 'last_paid');
  await page.getByText(/Cada atendimento conta pelo último anúncio do contato/).waitFor();
  await page.getByText('Cobertura de origem paga').waitFor();
  assert.equal(await total(), before, 'totals are the same in every view');
  for (const tab of ['Funil', 'Origens']) {
    await page.getByRole('navigation', { name: 'Relatórios' }).getByRole('link', { name: tab }).click();
    await settle(page);
    assert.equal(await chosen().getAttribute('value'), 'last_paid');
    await page.getByText('Sem origem paga').first().waitFor();
  }
  await expectAccessible(page, 'origins by the last paid origin');
  await expectAccessibleInTheDark(page, 'origins by the last paid origin');
  await page.getByText('Retornos contam pela origem que esta visão mostra.').waitFor();
  await page.goBack();
  await page.goForward();
  assert.equal(searched().get('origin_view'), 'last_paid');
  await choose(1, null);
  await page.getByText('Retorno de cliente, contado à parte').waitFor();
});

test('a number opens its own list, which names the view and lets go of it', async () => {
  await page.goto('/relatorios/funil?group_by=entry_identifier&origin_view=first');
  await settle(page);
  const api = apiOf(page);
  const report = (view) => api('GET', `/reports/funnel?group_by=entry_identifier&origin_view=${view}`);
  const [first, entry] = [await report('first'), await report('entry')];
  assert.equal(first.totals.conversations, entry.totals.conversations);
  const own = new Map(entry.rows.map(({ key, conversations }) => [key, conversations]));
  const differs = first.rows.find(({ key, conversations }) => !key.startsWith('none') && own.get(key) !== conversations);
  assert.ok(differs, 'the demo has contacts whose first origin is not their last');
  const row = page.getByRole('table', { name: 'Funil por grupo' }).getByRole('row').filter({ hasText: differs.label }).first();
  await row.getByRole('link', { name: new Intl.NumberFormat('pt-BR').format(differs.conversations), exact: true }).first().click();
  await page.waitForURL(/\/atendimentos\?/);
  await settle(page);
  assert.equal(searched().get('origin_view'), 'first');
  const chips = page.getByRole('group', { name: 'Filtros em uso' });
  await chips.getByText('Visão da origem: Primeira').waitFor();
  await chips.getByText(`Identificador: ${differs.label}`).waitFor();
  const listed = await api('GET', `/conversations?${searched().toString()}&count=true&limit=1`);
  assert.equal(listed.total, differs.conversations);
  await expectAccessible(page, 'a list opened from a view');
  await chips.getByRole('button', { name: 'Remover filtro Visão da origem: Primeira' }).click();
  await page.waitForURL((url) => !url.searchParams.has('origin_view'));
});

test('files keep the view, and on a phone the control fits', async () => {
  await page.setViewportSize(PHONE);
  await page.goto('/relatorios/origens?origin_view=last');
  await settle(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'nothing stands beyond the edge');
  await expectAccessible(page, 'the reports by the last origin on a phone');
  await page.getByRole('button', { name: 'Exportar' }).click();
  const file = page.getByRole('menuitem', { name: /CSV/ });
  assert.match(await file.getAttribute('href'), /origin_view=last&/);
  assert.deepEqual(page.problems, []);
});

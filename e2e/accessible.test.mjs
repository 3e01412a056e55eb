// Every screen of the demo, and what opens over them, without one violation.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { expectAccessible, expectAccessibleEverywhere, expectAccessibleInLightAndDark, expectAccessibleOver } from './axe.mjs';
import { DESKTOP, launchBrowser, openPage, PHONE } from './browser.mjs';
import { logIn, logInToFirstScreen } from './login.mjs';
import { ROUTES, settle, visit } from './routes.mjs';
import { startDemo } from './server.mjs';

const STATES = {
  'in light and dark': { settings: {}, look: expectAccessibleInLightAndDark },
  'on a phone': { settings: { viewport: PHONE }, look: expectAccessibleOver },
};

let browser;
let server;
let conversations;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
  const page = await openPage(browser, server.origin);
  await logIn(page);
  conversations = await page.evaluate(async () => {
    const first = async (query) => {
      const answer = await fetch(`/api/v1/conversations?limit=1&${query}`);
      return (await answer.json()).items[0].id;
    };
    return {
      ad: await first('status=active&entry_kind=ad'),
      closed: await first('status=closed&outcome=won'),
    };
  });
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** As whoever asked for less motion: what is looked at stands still in the end, and so it does at once. */
async function enter(settings) {
  const page = await openPage(browser, server.origin, { ...settings, reducedMotion: 'reduce' });
  await logInToFirstScreen(page);
  return page;
}

const press = (page, name) => page.getByRole('button', { name }).first().click();

/** Parts of a screen are loaded when they are first opened. */
async function pressForDialog(page, name) {
  await press(page, name);
  await page.getByRole('dialog').first().waitFor();
}

/** What the menu of the first row opens. */
async function pressMenu(page, name) {
  await press(page, /^Mais ações de/);
  await page.getByRole('menuitem', { name }).click();
  await page.getByRole('dialog').waitFor();
}

/** What is done with the first two rows. */
async function chooseForDialog(page, name) {
  for (const index of [0, 1]) await page.getByRole('checkbox', { name: /^Escolher #/ }).nth(index).check();
  await pressForDialog(page, name);
}

async function openLink(page) {
  await page.getByRole('link', { name: 'Bio do Instagram', exact: true }).click();
  await page.getByText('Dias e horários').waitFor();
  await page.getByText('Carregar mais').waitFor();
}

/** What opens over a screen: the address to begin at, and the way to it. */
const OPENED = {
  'an open conversation': ['ad', async () => undefined],
  'the closing form': ['ad', (page) => pressForDialog(page, 'Encerrar')],
  'transferring, with its list open': [
    'ad',
    async (page) => {
      await press(page, 'Transferir');
      await page.getByRole('dialog').getByRole('combobox', { name: 'Departamento' }).click();
      await page.getByRole('option').first().waitFor();
    },
  ],
  'the contact and its origin': [
    'ad',
    async (page, phone) => {
      if (phone) await page.getByRole('heading', { level: 2 }).getByRole('button').click();
      else if (!(await page.getByText('Como sabemos').count())) await press(page, 'Ver contato e origem');
      await page.getByText('Como sabemos').first().waitFor();
    },
  ],
  'Ficha completa': ['closed', (page) => pressForDialog(page, 'Ver ficha')],
  'the filters of the inbox': ['/atendimentos', async (page) => {
      await press(page, 'Filtros');
      await page.getByRole('combobox', { name: 'Departamento' }).waitFor();
    }],
  'the menu of the account': [
    '/atendimentos',
    async (page, phone) => {
      if (phone) return pressForDialog(page, 'Mais');
      await press(page, /Conta de/);
      await page.getByRole('menu').waitFor();
    },
  ],
  'a contact and its journey': [
    '/contatos?q=heloisa.prado',
    async (page) => {
      await page.getByRole('link', { name: /Heloísa Prado/ }).first().click();
      await page.getByText('Como reconhecemos').waitFor();
      await page.getByRole('link', { name: /Iniciou um atendimento/ }).first().waitFor();
    },
  ],
  'inviting a person': ['/usuarios', (page) => pressForDialog(page, 'Convidar pessoa')],
  'who attends a department, and when': ['/departamentos?open=new&part=team', async (page) => page.getByRole('dialog').waitFor()],
  'a pasted list of dispositions': ['/classificacoes', (page) => pressForDialog(page, 'Colar lista')],
  'suggested dispositions': ['/classificacoes', (page) => pressForDialog(page, 'Sugestões')],
  'a new webhook': ['/configuracoes', (page) => pressForDialog(page, 'Novo webhook')],
  'where new conversations go': ['/departamentos', (page) => pressForDialog(page, 'Nova regra')],
  'a new disposition': ['/classificacoes', (page) => pressForDialog(page, 'Nova classificação')],
  'a new number': ['/conexoes', (page) => pressForDialog(page, 'Adicionar número')],
  'the menu of a number': [
    '/conexoes',
    async (page) => {
      await press(page, /^Mais ações de/);
      await page.getByRole('menu').waitFor();
    },
  ],
  'a test of a number': ['/conexoes', (page) => pressForDialog(page, 'Enviar teste')],
  'moving a number to another provider': [
    '/conexoes',
    async (page) => {
      await press(page, /^Mais ações de/);
      await page.getByRole('menuitem', { name: 'Trocar de provedor' }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('radio', { name: /^Z-API/ }).click();
      await form.getByRole('textbox', { name: 'ID da instância' }).waitFor();
    },
  ],
  'a new link with a taken address, and the macros': [
    '/links?new=true',
    async (page) => {
      await page.getByLabel(/Final do endereço/).fill('bio');
      await page.getByText('Parâmetros UTM', { exact: true }).click();
      await page.getByText('Macros de Meta, Google e TikTok').click();
      await page.getByText('Parâmetros prontos').waitFor();
      await page.getByRole('button', { name: /^Usar bio/ }).waitFor();
    },
  ],
  'a link that is changed': ['/links', (page) => pressMenu(page, 'Editar')],
  'the QR code of a link': [
    '/links',
    async (page) => {
      await pressMenu(page, 'QR code');
      await page.getByText('Pronto para baixar').waitFor();
    },
  ],
  'a file of links with bad lines': [
    '/links?new=many&way=file',
    async (page) => {
      const text = 'nome;conexao;site\nBio;WhatsApp da loja;Google\n;WhatsApp da loja;Google\n';
      await page.locator('input[type=file]').setInputFiles({ name: 'links.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByText('Nada foi criado ainda.').waitFor();
    },
  ],
  'a sheet of all links': ['/links?view=sheet', (page) => page.getByRole('checkbox', { name: /^Escolher os/ }).check()],
  'the detail of a link': ['/links', openLink],
  'the hours of a link as a table': [
    '/links',
    async (page) => {
      await openLink(page);
      await page.getByRole('button', { name: 'Ver como tabela' }).nth(1).click();
      await page.getByRole('cell', { name: '23 h' }).waitFor();
    },
  ],
  'ignoring our own clicks': [
    '/links',
    async (page) => {
      await openLink(page);
      await pressForDialog(page, 'Ignorar meus cliques');
      await page.getByRole('img', { name: /marcar o celular/ }).waitFor();
    },
  ],
  'the files of a report': [
    '/relatorios',
    async (page) => {
      await press(page, 'Exportar');
      await page.getByRole('menu').waitFor();
    },
  ],
  'a test of the carriers on a phone': [
    '/links/origem/teste',
    async (page) => {
      await page.getByLabel('Escreva deste celular').fill('(11) 98765-0002');
      await press(page, 'Começar o teste');
      await page.getByRole('img', { name: /^QR code/ }).waitFor();
    },
  ],
  'the public page of the link generator': ['/gerador/loja-aurora', (page) => page.getByRole('radio', { name: 'Mensagem com hashtag' }).check()],
  'the name of an identifier': ['/identificadores', (page) => pressForDialog(page, /^(Editar|Preencher) /)],
  'an identifier, one name being changed': [
    '/identificadores?kind=ad',
    async (page) => {
      await page.getByRole('link', { name: /Coleção Verão/ }).first().click();
      await page.getByText('Por dia').waitFor();
      await press(page, 'Editar Campanha');
    },
  ],
  'identifiers to be merged': ['/identificadores?kind=hashtag', (page) => chooseForDialog(page, 'Unir em…')],
  'one campaign for many identifiers': ['/identificadores?kind=hashtag', (page) => chooseForDialog(page, 'Preencher campanha')],
  'the choice of a period': [
    '/relatorios',
    async (page) => {
      await press(page, /^Período/);
      await page.getByRole('dialog').getByRole('button', { name: 'Ontem' }).waitFor();
    },
  ],
};

/**
 * The states in an order in which, as far as it goes, each stands on another screen than the last: what is open goes with
 * its screen; on the same one it would stay, and the program would have to be loaded anew.
 */
function inTurns(states) {
  const order = [];
  const left = [...states];
  const waiting = ({ path }) => left.filter((state) => state.path === path).length;
  while (left.length > 0) {
    const others = left.filter(({ path }) => path !== order.at(-1)?.path);
    const next = (others.length > 0 ? others : left).reduce((most, state) => (waiting(state) > waiting(most) ? state : most));
    order.push(...left.splice(left.indexOf(next), 1));
  }
  return order;
}

test('every screen is accessible in light, in dark and on a phone', async () => {
  const page = await enter({});
  const broken = [];
  for (const route of ROUTES) {
    await page.setViewportSize(DESKTOP);
    await visit(page, route);
    await expectAccessibleEverywhere(page, route).catch((error) => broken.push(error.message));
  }
  assert.equal(broken.join('\n'), '');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

for (const [state, { settings, look }] of Object.entries(STATES)) {
  test(`what opens over the screens ${state} is accessible`, async () => {
    const page = await enter(settings);
    const broken = [];
    const states = Object.entries(OPENED).map(([name, [place, open]]) => {
      const address = place.startsWith('/') ? place : `/atendimentos/${conversations[place]}`;
      return { name, address, path: address.split('?')[0], open };
    });
    let here;
    for (const { name, address, path, open } of inTurns(states)) {
      if (path === here) await page.goto(address).then(() => settle(page));
      else await visit(page, address);
      here = path;
      await open(page, 'viewport' in settings);
      await settle(page);
      await look(page, `${name} ${state}`).catch((error) => broken.push(error.message));
    }
    assert.equal(broken.join('\n'), '');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('the main screens in English are accessible', async () => {
  const page = await enter({});
  await page.getByRole('button', { name: /^PT/ }).first().click();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  const broken = [];
  for (const route of ['/atendimentos', '/relatorios', '/links?new=true', '/links?new=many', '/links?view=site', '/links/origem', '/relatorios/saude', '/relatorios/conversoes', '/links?view=public', '/gerador/loja-aurora', '/departamentos', '/conexoes']) {
    await visit(page, route);
    await expectAccessible(page, `${route} in English`).catch((error) => broken.push(error.message));
  }
  assert.equal(broken.join('\n'), '');
  assert.deepEqual(page.problems, []);
});

test('the start page of the demo and the simulated phone are accessible in light, in dark and on a phone', async () => {
  const page = await openPage(browser, server.origin);
  await page.goto('/demonstracao');
  await page.getByRole('heading', { name: 'O que foi plantado' }).waitFor();
  await expectAccessibleEverywhere(page, 'the start page');
  await page.setViewportSize(DESKTOP);
  await page.getByRole('link', { name: 'Abrir o celular simulado' }).click();
  await page.getByRole('button', { name: 'Coleção Verão' }).click();
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('link', { name: 'Abrir em Atendimentos' }).waitFor();
  await expectAccessibleEverywhere(page, 'the simulated phone');
  assert.deepEqual(page.problems, []);
});

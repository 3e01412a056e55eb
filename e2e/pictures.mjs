// Takes a picture of each route of the demo: light, dark, and on a phone, into e2e/pictures/.
//
//   cargo xtask pictures                      every route below
//   cargo xtask pictures /entrar /relatorios   these

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { launchBrowser, openPage, PHONE } from './browser.mjs';
import { logIn } from './login.mjs';
import { OPEN_ROUTES, ROUTES, settle } from './routes.mjs';
import { startDemo } from './server.mjs';

const FOLDER = join(import.meta.dirname, 'pictures');

const STATES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', viewport: PHONE },
};

const asked = process.argv.slice(2);
const routes = asked.length > 0 ? asked : [...OPEN_ROUTES, ...ROUTES];

await mkdir(FOLDER, { recursive: true });
const [browser, server] = await Promise.all([launchBrowser(), startDemo()]);
try {
  for (const [state, settings] of Object.entries(STATES)) {
    await takeAll(routes.filter((route) => OPEN_ROUTES.includes(route)), state, settings, false);
    await takeAll(routes.filter((route) => !OPEN_ROUTES.includes(route)), state, settings, true);
  }
} finally {
  await browser.close();
  await server.stop();
}

async function takeAll(some, state, settings, loggedIn) {
  if (some.length === 0) return;
  const page = await openPage(browser, server.origin, settings);
  if (loggedIn) await logIn(page);
  for (const route of some) {
    await page.goto(route);
    await settle(page);
    const path = join(FOLDER, `${nameOf(route)}-${state}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path}\n`);
  }
  for (const problem of page.problems) process.stdout.write(`  ${state}: ${problem}\n`);
  await page.context().close();
}

function nameOf(route) {
  const words = route.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.join('-') || 'start';
}

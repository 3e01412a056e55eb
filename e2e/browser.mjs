// A headless Chromium, and pages that tell what went wrong in them.

import { createRequire } from 'node:module';

// Imported as a module, its seven megabytes would be read through for names first: a third of a second for each file.
const { chromium } = createRequire(import.meta.url)('playwright-core');

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

// Chromium would otherwise ask its maker's servers for updates and settings at every start.
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1366, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function launchBrowser() {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/**
 * A page of its own, with no cookies, as a person in Brazil has it.
 *
 * `page.problems` grows by one line for every script error, console error, file that is missing,
 * answer that says the program is at fault, and request to another host: a journey ends with it
 * empty. An answer of 4xx to a question about a person's rights or input is no problem.
 */
export async function openPage(browser, origin, { colorScheme = 'light', viewport = DESKTOP, reducedMotion = 'no-preference' } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    colorScheme,
    viewport,
    reducedMotion,
    hasTouch: viewport.width < 768,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    // The browser's own line about an answer is left to the rule for answers.
    const ofBrowser = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !ofBrowser) page.problems.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    const missing = response.status() === 404 && !response.url().includes('/api/');
    if (missing || response.status() >= 500) {
      page.problems.push(`answer ${response.status()}: ${response.url()}`);
    }
  });
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin) {
      page.problems.push(`request to another host: ${request.url()}`);
    }
  });
  return page;
}

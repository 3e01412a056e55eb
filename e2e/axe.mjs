// Accessibility, as far as a program can see it.

import { createRequire } from 'node:module';

import { PHONE } from './browser.mjs';
import { settle } from './routes.mjs';

// Imported as a module, its half a megabyte would be read through for names first.
const axe = createRequire(import.meta.url)('axe-core');

const RULES = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
  'best-practice',
];

/** What may differ in the dark: the rules about colour, and no other. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What passed is not told: putting all of it into words takes as long as finding what is broken. */
const OPTIONS = { resultTypes: ['violations'], preload: false };

/** What opens over a screen. */
const OVER = '[role="dialog"], [role="menu"], [role="listbox"]';

/** How often a state is looked at before what is broken in it counts: it may still be on its way. */
const LOOKS = 6;

/** Fails with one line for each element that breaks a rule of WCAG 2.0 to 2.2 A or AA once the page is at rest. */
export const expectAccessible = (page, state) => expectByEveryRule(page, state);

/** The same for what opened over a screen that has a look of its own, or for the whole where nothing did. */
export const expectAccessibleOver = (page, state) => expectByEveryRule(page, state, OVER);

async function expectByEveryRule(page, state, part) {
  // A page that was left for another one within the program still has it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  await expectNothing(page, state, { type: 'tag', values: RULES }, part);
}

/** The same page as a person with a dark screen has it: only its colours are looked at again. */
export async function expectAccessibleInTheDark(page, state) {
  await turn(page, 'dark');
  await expectNothing(page, `${state} in dark`, { type: 'rule', values: COLOUR_RULES });
  await turn(page, 'light');
}

/**
 * Both, for one page after the other: each is looked at whole as the last one was left, light or dark. What lies under
 * something that opened over it has a look of its own, so its colours are not looked at again.
 */
export async function expectAccessibleInLightAndDark(page, state) {
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const [before, after] = dark ? ['dark', 'light'] : ['light', 'dark'];
  await expectAccessible(page, `${state} in ${before}`);
  await turn(page, after);
  await expectNothing(page, `${state} in ${after}`, { type: 'rule', values: COLOUR_RULES }, OVER);
}

/** And then on a phone, as it was left, light or dark; the page stays one. */
export async function expectAccessibleEverywhere(page, state) {
  await expectAccessibleInLightAndDark(page, state);
  await page.setViewportSize(PHONE);
  await settle(page);
  await expectAccessible(page, `${state} on a phone`);
}

/** A page without the program's screens follows at once; they say when they have. */
async function turn(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((scheme) => {
    const { mantineColorScheme: shown } = document.documentElement.dataset;
    return shown === undefined || shown === scheme;
  }, colorScheme);
}

async function expectNothing(page, state, rules, part) {
  let violations = await look(page, rules, part);
  for (let looked = 1; violations.length > 0 && looked < LOOKS; looked += 1) {
    await atRest(page);
    violations = await look(page, rules, part);
  }
  if (violations.length > 0) {
    throw new Error(`${state} is not accessible:\n${violations.flatMap(lines).join('\n')}`);
  }
}

/** Looks at the parts of the page that can be seen of these, or at all of it where there are none. */
async function look(page, rules, part) {
  const run = ([options, selector]) => {
    const parts = selector ? [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()) : [];
    return window.axe.run(parts.length > 0 ? parts : document, options);
  };
  const { violations } = await page.evaluate(run, [{ ...OPTIONS, runOnly: rules }, part]);
  return violations;
}

/** Waits until nothing moves any more and two frames have been drawn. */
async function atRest(page) {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

function lines({ id, impact, help, nodes }) {
  return nodes.map(({ target, html, any, all, none }) => {
    const reason = [...any, ...all, ...none].map((check) => check.message).join('; ');
    return `  ${id} (${impact}): ${help}\n    at ${target.join(' ')}\n    ${html.slice(0, 160)}\n    ${reason}`;
  });
}

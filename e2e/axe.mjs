// Accessibility, as far as a program can see it.

import axe from 'axe-core';

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

/** How often a state is looked at before what is broken in it counts: it may still be on its way. */
const LOOKS = 6;

/** Fails with one line for each element that breaks a rule of WCAG 2.0 to 2.2 A or AA once the page is at rest. */
export async function expectAccessible(page, state) {
  await page.evaluate(axe.source);
  await expectNothing(page, state, { type: 'tag', values: RULES });
}

/** The same page as a person with a dark screen has it: only its colours are looked at again. */
export async function expectAccessibleInTheDark(page, state) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark');
  await expectNothing(page, `${state} in dark`, { type: 'rule', values: COLOUR_RULES });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'light');
}

async function expectNothing(page, state, rules) {
  let violations = await look(page, rules);
  for (let looked = 1; violations.length > 0 && looked < LOOKS; looked += 1) {
    await atRest(page);
    violations = await look(page, rules);
  }
  if (violations.length > 0) {
    throw new Error(`${state} is not accessible:\n${violations.flatMap(lines).join('\n')}`);
  }
}

async function look(page, rules) {
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules);
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

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

/** Fails with one line for each element that breaks a rule of WCAG 2.0 to 2.2 A or AA. */
export async function expectAccessible(page, state) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: { type: 'tag', values: rules } }),
    RULES,
  );
  if (violations.length > 0) {
    throw new Error(`${state} is not accessible:\n${violations.flatMap(lines).join('\n')}`);
  }
}

function lines({ id, impact, help, nodes }) {
  return nodes.map(({ target, html, any, all, none }) => {
    const reason = [...any, ...all, ...none].map((check) => check.message).join('; ');
    return `  ${id} (${impact}): ${help}\n    at ${target.join(' ')}\n    ${html.slice(0, 160)}\n    ${reason}`;
  });
}

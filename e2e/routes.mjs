// Every screen of the demo, and when it stands.

/** Shown without a login. */
export const OPEN_ROUTES = ['/entrar', '/simulator', '/gerador/loja-aurora'];

export const ROUTES = [
  '/',
  '/atendimentos?status=all',
  '/atendimentos?status=closed',
  '/atendimentos?status=closed&stage=unclassified',
  '/contatos',
  '/contatos?view=proposals',
  '/contatos?view=excluded',
  '/relatorios',
  '/relatorios/funil',
  '/relatorios/origens',
  '/relatorios/saude',
  '/relatorios/conversoes',
  '/relatorios/conversoes?platform=meta&which=both',
  '/relatorios/funil?origin_view=last_paid',
  '/identificadores',
  '/identificadores?view=campaign',
  '/identificadores?names=file',
  '/identificadores?names=api',
  '/links',
  '/links?new=true',
  '/links?new=many',
  '/links?new=many&way=file',
  '/links?new=many&way=product',
  '/links?view=sheet',
  '/links?view=site',
  '/links/origem',
  '/links/origem/teste',
  '/links?view=public',
  '/classificacoes',
  '/departamentos',
  '/departamentos?open=new',
  '/departamentos?open=new&part=form',
  '/departamentos?open=new&part=team',
  '/usuarios',
  '/conexoes',
  '/conexoes?tab=deliveries',
  '/configuracoes',
];

const SHOWN_WITHIN_MS = 30_000;

/** Goes to a screen within the program, as a link does: the page stays loaded. */
export async function visit(page, place) {
  const shown = page.evaluate(
    (address) =>
      new Promise((rendered) => {
        const leave = window.__TSR_ROUTER__.subscribe('onRendered', ({ toLocation }) => {
          if (!toLocation.href.startsWith(address)) return;
          leave();
          rendered(true);
        });
        window.history.pushState({}, '', address);
      }),
    place,
  );
  const late = new Promise((given) => setTimeout(given, SHOWN_WITHIN_MS, false).unref());
  if (!(await Promise.race([shown, late]))) throw new Error(`${place} was not shown: the page stands at ${page.url()}`);
  await settle(page);
}

/** The live connection never ends, so "no more requests" is never true: nothing may be loading. */
export async function settle(page) {
  await page.getByRole('main').first().waitFor();
  await page.waitForFunction(() => {
    const loading = document.querySelector('[aria-busy="true"], .mantine-Skeleton-root');
    // What is folded away keeps transitions that have ended.
    const moving = document.getAnimations().some(({ effect, playState }) => playState === 'running' && effect?.getTiming().iterations !== Infinity);
    return document.fonts.status === 'loaded' && !loading && !moving;
  }).catch(async (error) => {
    throw new Error(`${page.url()} does not come to rest: ${await page.evaluate(unrest)}`, { cause: error });
  });
}

/** What keeps a page from being at rest. */
function unrest() {
  const opening = (element) => element?.outerHTML.slice(0, 200);
  const loading = [...document.querySelectorAll('[aria-busy="true"], .mantine-Skeleton-root')].map(opening);
  const moving = document.getAnimations().filter(({ playState }) => playState === 'running')
    .map((one) => `${one.transitionProperty ?? one.animationName ?? 'what a script moves'} of ${opening(one.effect?.target)}`);
  return [`fonts ${document.fonts.status}`, ...loading, ...moving].join('\n  ');
}

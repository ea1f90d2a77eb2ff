// What a page loads of the program: the first one little, a portal its own part and no other's; and what is left
// when a part cannot be loaded.
import { expect, type Page, settled, signIn, test } from './support/test.ts';

test('each portal loads its own part of the program, once', { tag: '@js' }, async ({ page, gateway }) => {
  const loaded = watch(page);
  await page.goto('/login');
  await settled(page);
  expect(names(loaded)).toEqual(['imp-gateway']);

  for (const [login, path, part, further] of [
    [gateway.demo.logins[1], '/provider/acme', 'split_provider', 'Gateways'],
    [gateway.demo.logins[0], '/operator/clusters', 'split_operator', 'New cluster'],
  ] as const) {
    await page.goto('about:blank');
    await page.context().clearCookies();
    await signIn(page, login);
    loaded.length = 0;
    await page.goto(path);
    await settled(page);
    expect(names(loaded).filter((name) => name.startsWith('split_'))).toEqual([part]);
    expect(new Set(loaded).size, 'nothing is loaded twice').toBe(loaded.length);
    // The server has named them, so that they do not wait for the program to ask.
    const links = page.locator('head link[rel=preload][as=fetch]');
    const named = await links.evaluateAll((all) => all.map((link) => (link as HTMLLinkElement).href));
    expect([...new Set(named)].sort()).toEqual([...loaded].sort());

    // The rest of the portal is there already.
    loaded.length = 0;
    await page.getByRole('link', { name: further }).first().click();
    await expect(page).not.toHaveURL(new RegExp(`${path}$`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(loaded).toEqual([]);
  }
});

test('a page whose part cannot be loaded works as without scripts', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/split_provider|Failed to load resource|Failed to fetch|panicked|unreachable/);
  await signIn(page, gateway.demo.logins[1]);
  await page.goto('about:blank');
  await page.route('**/split_provider*', (route) => route.abort());
  const broken = page.waitForEvent('console', (message) => message.text().includes('panicked'));
  await page.goto('/provider/acme');
  await broken;
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  // A link is a new page from the server, and a form is sent.
  await page.getByRole('link', { name: 'Gateways' }).first().click();
  await expect(page.getByRole('heading', { name: 'Gateways', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'imp-dark');
});

/** Addresses of what is loaded of the program from now on. */
function watch(page: Page): string[] {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.wasm')) loaded.push(request.url());
  });
  return loaded;
}

/** Their names without hashes, each once. */
function names(urls: string[]): string[] {
  return [...new Set(urls.map((url) => (url.split('/').pop() ?? '').replace(/(_\d+)?\.\w+\.wasm$/, '')))].sort();
}

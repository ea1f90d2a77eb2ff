// What a page loads of the program: the first one little, a portal its own part and no other's.
import { expect, type Page, settled, signIn, test } from './support/test.ts';

test('each portal loads its own part of the program, once', { tag: '@js' }, async ({ page, gateway }) => {
  const loaded = watch(page);
  await page.goto('/login');
  await settled(page);
  expect(names(loaded)).toEqual(['imp-gateway']);

  await signIn(page, gateway.demo.logins[1]);
  loaded.length = 0;
  await page.goto('/provider/acme');
  await settled(page);
  expect(parts(loaded)).toEqual(['split_provider']);
  expect(new Set(loaded).size, 'nothing is loaded twice').toBe(loaded.length);
  // The server has named them, so that they do not wait for the program to ask.
  const named = await page.locator('head link[rel=preload][as=fetch]').evaluateAll((links) =>
    links.map((link) => (link as HTMLLinkElement).href),
  );
  expect([...new Set(named)].sort()).toEqual([...loaded].sort());

  // The rest of the portal is there already.
  loaded.length = 0;
  await page.getByRole('link', { name: 'Gateways' }).first().click();
  await expect(page.getByRole('heading', { name: 'Gateways', level: 1 })).toBeVisible();
  expect(loaded).toEqual([]);
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

function parts(urls: string[]): string[] {
  return names(urls).filter((name) => name.startsWith('split_'));
}

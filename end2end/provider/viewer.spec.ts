// Somebody who may look but not change: the same pages, without a way to change anything.
import { draft, enter, member, newTenant, type Offer, offer } from '../support/tenant.ts';
import { expect, look, type Page, settled, signIn, test } from '../support/test.ts';

const pages = ({ service, gateway, product }: Offer, publish: string): Record<string, string> => ({
  overview: '',
  services: '/api-services',
  service: `/api-services/${service}`,
  routes: `/api-services/${service}/routes`,
  backends: `/api-services/${service}/backends`,
  policies: `/api-services/${service}/policies`,
  gateways: '/gateways',
  gateway: `/gateways/${gateway}`,
  products: '/products',
  product: `/products/${product}`,
  publishes: '/publishes',
  publish: `/publishes/${publish}`,
});

test('a viewer sees everything and can change nothing', async ({ page, gateway, browserConsole }) => {
  const tenant = await newTenant(gateway, 'glass', 'Glass');
  const viewer = await member(gateway, tenant.id, 'glass', 'viewer');
  const api = await enter(page, gateway, tenant);
  const made = await offer(api, tenant);
  const { id } = await draft(api, tenant, made, gateway.demo.cluster_id);
  await api.act(`/v1/provider/product-publishes/${id}`, 'publish');
  const all = Object.values(pages(made, id)).map((path) => `/provider/glass${path}`);

  // The owner's are what the viewer's would be if nothing were left out.
  for (const path of all) expect(await changes(page, path), `ways to change something on ${path}`).toBeGreaterThan(0);
  await page.context().clearCookies();
  await signIn(page, viewer);
  for (const path of all) expect(await changes(page, path), `ways to change something on ${path}`).toBe(0);

  // Who knows the address of a form does not get it.
  browserConsole.expect(/403/);
  const answer = await page.goto(`/provider/glass/gateways/${made.gateway}/edit`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('main form')).toHaveCount(0);
});

test('the pages of a viewer', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'pane', 'Pane');
  const viewer = await member(gateway, tenant.id, 'pane', 'viewer');
  const api = await enter(page, gateway, tenant);
  const made = await offer(api, tenant);
  const { id } = await draft(api, tenant, made, gateway.demo.cluster_id);
  await page.context().clearCookies();
  await signIn(page, viewer);
  for (const [name, path] of Object.entries(pages(made, id))) await look(page, `viewer-${name}`, `/provider/pane${path}`);
});

/** How many forms and links of the page change something; searching is no change. */
async function changes(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return page.locator('main').locator('form[method=post], a[href*="/edit"], a[href*="/new"]').count();
}

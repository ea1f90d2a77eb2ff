// What somebody may only look at: every page of a tenant's parts, without a way to change any.
import { draft, enter, member, newTenant, offer } from '../support/tenant.ts';
import { expect, look, type Page, settled, signIn, test } from '../support/test.ts';

test('a viewer sees everything and changes nothing', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  const tenant = await newTenant(gateway, 'onlooker', 'Onlooker');
  const api = await enter(page, gateway, tenant);
  const parts = await offer(api, tenant);
  const { id } = await draft(api, tenant, parts, gateway.demo.cluster_id);
  const viewer = await member(gateway, tenant.id, tenant.slug, 'viewer');
  // A page that is still open would be told that it is signed out.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await signIn(page, viewer);

  const home = '/provider/onlooker';
  const service = `${home}/api-services/${parts.service}`;
  const seen: [string, string][] = [
    ['overview', home],
    ['services', `${home}/api-services`],
    ['service', service],
    ['routes', `${service}/routes`],
    ['backends', `${service}/backends`],
    ['policies', `${service}/policies`],
    ['gateway', `${home}/gateways/${parts.gateway}`],
    ['product', `${home}/products/${parts.product}`],
    ['publishes', `${home}/publishes`],
    ['publish', `${home}/publishes/${id}`],
  ];
  for (const [, path] of seen) {
    await test.step(path, async () => {
      await page.goto(path);
      await settled(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await changesNothing(page);
    });
  }

  // What changes things is refused with words, drawn the same with scripts and without.
  browserConsole.expect(/status of 403 /);
  const refused = [
    `${home}/api-services/new`,
    `${service}/edit`,
    `${service}/routes/ping`,
    `${service}/backends/orders-v1`,
    `${service}/policies/fair-use`,
    `${home}/gateways/${parts.gateway}/edit`,
    `${home}/products/${parts.product}/edit`,
    `${home}/products/${parts.product}/plans/${parts.plan}`,
    `${home}/publishes/new`,
    `${home}/publishes/${id}/edit/place`,
  ];
  for (const path of refused) {
    await test.step(path, async () => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(403);
      await settled(page);
      await expect(page.getByRole('alert')).toContainText('Your role does not allow this');
      await changesNothing(page);
    });
  }

  for (const name of ['overview', 'service', 'publish']) {
    await look(page, `viewer-${name}`, seen.find(([one]) => one === name)?.[1] ?? '');
  }
  await look(page, 'viewer-refused', `${service}/edit`);
});

/** Nothing on the page posts anything but preferences and signing out. */
async function changesNothing(page: Page): Promise<void> {
  await expect(page.locator('main form[method=post]')).toHaveCount(0);
  await expect(page.locator('main').getByRole('link', { name: /^(Add|Edit|New|Create|Change|Publish$)/ })).toHaveCount(0);
}

// How the provider's pages look in states that the demo is not in: without anything, refused, waiting, failed.
import { Api, type Named } from '../support/api.ts';
import { submit } from '../support/forms.ts';
import { draft, enter, newTenant, offer } from '../support/tenant.ts';
import { expect, look, lookHere, type Page, settled, signIn, test } from '../support/test.ts';

// Each test that makes something makes it in a tenant of its own.
test.describe.configure({ mode: 'parallel' });

test('a provider who has nothing yet', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'newcomer', 'Newcomer');
  await signIn(page, tenant.owner);
  await look(page, 'empty-overview', '/provider/newcomer');
  for (const list of ['api-services', 'gateways', 'products', 'publishes', 'publishes/new']) {
    await look(page, `empty-${list.replace('/', '-')}`, `/provider/newcomer/${list}`);
  }
  await look(page, 'no-match', '/provider/newcomer/api-services?search=nothing');
});

test('a service, a product and a plan that lack everything', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'beginner', 'Beginner');
  const api = await enter(page, gateway, tenant);
  const service = await api.post<Named>('/v1/provider/api-services', { name: 'bare', title: 'Bare' });
  const product = await api.post<Named>('/v1/provider/products', { name: 'bare', title: 'Bare' });
  for (const tab of ['', '/routes', '/backends', '/policies']) {
    await look(page, `bare-service${tab.replace('/', '-')}`, `/provider/beginner/api-services/${service.id}${tab}`);
  }
  await look(page, 'bare-product', `/provider/beginner/products/${product.id}`);
});

test('a refused form', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await page.goto('/provider/acme/gateways/new');
  await settled(page);
  await submit(page, 'Create gateway');
  await expect(page.getByRole('alert')).toBeVisible();
  await lookHere(page, 'refused');
});

test('something that does not exist', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/status of 404 /);
  await signIn(page, gateway.demo.logins[1]);
  await look(page, 'error', '/provider/acme/products/prd_0198f0c17c3a7d10b2a4c5d6e7f80912');
});

test('a part that does not exist', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/status of 404 /);
  const tenant = await newTenant(gateway, 'mistaken', 'Mistaken');
  const api = await enter(page, gateway, tenant);
  const made = await offer(api, tenant);
  const service = `/provider/mistaken/api-services/${made.service}`;
  for (const path of ['routes/none', 'backends/none', 'policies/none', 'new-policy/none'].map((end) => `${service}/${end}`)) {
    await missing(page, path);
  }
  await missing(page, `/provider/mistaken/gateways/${made.gateway}/listeners/none`);
  await look(page, 'part-missing', `${service}/routes/none`);
});

test('a publish that cannot be sent', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'hesitant', 'Hesitant');
  const api = await enter(page, gateway, tenant);
  const { product, service } = await offer(api, tenant);
  // It has no address yet.
  const publish = await api.post<Named>('/v1/provider/product-publishes', {
    product_id: product,
    cluster_id: gateway.demo.cluster_id,
    api_services: [service],
    environment: 'prod',
    auth_mode: 'none',
  });
  await look(page, 'wizard-obstacles', `/provider/hesitant/publishes/${publish.id}/edit/review`);
});

test('a publish that waits for an agent', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'patient', 'Patient');
  const cluster = await Api.operator(gateway).post<Named>('/v1/operator/clusters', {
    name: 'patient-1', title: 'Patient 1', environments: ['prod'], declared: ['backend_api', 'global_rate_limit'],
    tenants: [tenant.id],
  });
  const api = await enter(page, gateway, tenant);
  const { id } = await draft(api, tenant, await offer(api, tenant), cluster.id);
  await api.act(`/v1/provider/product-publishes/${id}`, 'publish');
  const home = `/provider/patient/publishes/${id}`;
  await look(page, 'publish-waiting', home);
  await api.act(`/v1/provider/product-publishes/${id}`, 'withdraw');
  await look(page, 'publish-withdrawing', home);
});

test('a publish that failed, served less than wanted, and ended', { tag: '@js' }, async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'unlucky', 'Unlucky');
  const api = await enter(page, gateway, tenant);
  const { id } = await draft(api, tenant, await offer(api, tenant), gateway.demo.cluster_id);
  const [home, path] = [`/provider/unlucky/publishes/${id}`, `/v1/provider/product-publishes/${id}`];
  const becomes = (status: string) =>
    // The agent tries again less and less often while something is in its way.
    expect.poll(async () => (await api.get<{ status: string }>(path)).status, { timeout: 200_000 }).toBe(status);

  gateway.obstruct(id);
  await api.act(path, 'publish', { note: 'First' });
  await becomes('failed');
  await look(page, 'publish-failed', home);
  await look(page, 'overview-failed', '/provider/unlucky');
  gateway.clear(id);
  await becomes('live');

  gateway.obstruct(id);
  await api.act(path, 'publish', { note: 'Second' });
  await becomes('degraded');
  await look(page, 'publish-degraded', home);
  gateway.clear(id);
  await becomes('live');

  await api.act(path, 'withdraw');
  await becomes('withdrawn');
  await look(page, 'publish-withdrawn', home);
});

/** Says so, the same with scripts as without, and leads on. */
async function missing(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(404);
  await settled(page);
  await expect(page.getByRole('alert').getByRole('link', { name: 'Go to the start page' })).toBeVisible();
}

// How the provider's pages look: full, empty, and on the way from one to the other.
import { Api, type List, type Named } from '../support/api.ts';
import type { Gateway, Login } from '../support/gateway.ts';
import { submit } from '../support/forms.ts';
import { expect, look, lookHere, settled, signIn, test } from '../support/test.ts';

test.describe.configure({ timeout: 600_000 });

test('the overview and the lists', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await look(page, 'provider-overview', '/provider/acme');
  for (const list of ['api-services', 'gateways', 'products', 'publishes']) {
    await look(page, `provider-${list}`, `/provider/acme/${list}`);
  }
});

test('an API service', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  const [service] = await items(gateway, 'api-services');
  const home = `/provider/acme/api-services/${service?.id}`;
  await look(page, 'provider-service', home);
  await look(page, 'provider-service-new', '/provider/acme/api-services/new');
  await look(page, 'provider-service-edit', `${home}/edit`);
  await look(page, 'provider-routes', `${home}/routes`);
  await look(page, 'provider-route', `${home}/routes/api`);
  await look(page, 'provider-route-new', `${home}/new-route`);
  await look(page, 'provider-backends', `${home}/backends`);
  await look(page, 'provider-backend', `${home}/backends/server`);
  await look(page, 'provider-policies', `${home}/policies`);
  for (const kind of ['cors', 'rate_limit', 'retry', 'timeout', 'header_modifier', 'url_rewrite', 'redirect']) {
    await look(page, `provider-policy-${kind}`, `${home}/new-policy/${kind}`);
  }
});

test('gateways, products, plans', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  const [edge] = await items(gateway, 'gateways');
  const [product] = await items(gateway, 'products');
  await look(page, 'provider-gateway', `/provider/acme/gateways/${edge?.id}`);
  await look(page, 'provider-gateway-new', '/provider/acme/gateways/new');
  await look(page, 'provider-gateway-edit', `/provider/acme/gateways/${edge?.id}/edit`);
  await look(page, 'provider-listener', `/provider/acme/gateways/${edge?.id}/listeners/http`);
  await look(page, 'provider-product', `/provider/acme/products/${product?.id}`);
  await look(page, 'provider-product-new', '/provider/acme/products/new');
  await look(page, 'provider-product-edit', `/provider/acme/products/${product?.id}/edit`);
  await look(page, 'provider-plan', `/provider/acme/products/${product?.id}/plans/${product?.plans[0]?.id}`);
  await look(page, 'provider-plan-new', `/provider/acme/products/${product?.id}/plans/new`);
});

test('the publish wizard', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await look(page, 'provider-wizard-new', '/provider/acme/publishes/new');
  const home = `/provider/acme/publishes/${gateway.demo.publish_id}`;
  for (const step of ['start', 'place', 'services', 'access', 'review']) {
    await look(page, `provider-wizard-${step}`, `${home}/edit/${step}`);
  }
  // One that cannot be sent: it has no address yet.
  const { product_id, cluster_id, api_services } = (await items(gateway, 'product-publishes'))[0]?.spec ?? {};
  const draft = await Api.provider(gateway).post<Named>('/v1/provider/product-publishes', {
    product_id, cluster_id, api_services, environment: 'prod', auth_mode: 'none',
  });
  await look(page, 'provider-wizard-obstacles', `/provider/acme/publishes/${draft.id}/edit/review`);
});

test('a publish', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await look(page, 'provider-publish', `/provider/acme/publishes/${gateway.demo.publish_id}`);
});

test('a provider who has nothing yet', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, await newcomer(gateway));
  await look(page, 'empty-overview', '/provider/newcomer');
  for (const list of ['api-services', 'gateways', 'products', 'publishes', 'publishes/new']) {
    await look(page, `empty-${list.replace('/', '-')}`, `/provider/newcomer/${list}`);
  }
  await look(page, 'no-match', '/provider/newcomer/api-services?search=nothing');
});

test('a refused form', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await page.goto('/provider/acme/gateways/new');
  await settled(page);
  await submit(page, 'Create gateway');
  await expect(page.getByRole('alert')).toBeVisible();
  await lookHere(page, 'refused');
});

interface Item extends Named {
  spec: Record<string, unknown>;
  plans: Named[];
}

async function items(gateway: Gateway, noun: string): Promise<Item[]> {
  return (await Api.provider(gateway).get<List<Item>>(`/v1/provider/${noun}`)).items;
}

/** Somebody whose tenant is as it was made. */
async function newcomer(gateway: Gateway): Promise<Login> {
  const api = Api.operator(gateway);
  const login = { email: 'nell@newcomer.example', password: 'a password of nell' };
  const tenant = await api.post<Named>('/v1/operator/tenants', { slug: 'newcomer', name: 'Newcomer', is_provider: true });
  const user = await api.post<Named>('/v1/operator/users', {
    user: { email: login.email, name: 'Nell Newcomer' },
    password: login.password,
  });
  await api.post('/v1/operator/memberships', { tenant_id: tenant.id, user_id: user.id, role: 'owner' });
  return login;
}

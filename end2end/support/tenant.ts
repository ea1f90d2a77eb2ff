// A tenant of a test's own: whatever happens in it, no other test of the same server sees.
import { expect, type Page } from '@playwright/test';
import { Api, type Named } from './api.ts';
import type { Gateway, Login } from './gateway.ts';
import { signIn } from './people.ts';

export interface Tenant {
  id: string;
  slug: string;
  owner: Login;
}

/** What a provider has before publishing: an API, where it is reached, and what it is sold as. */
export interface Offer {
  service: string;
  gateway: string;
  product: string;
  plan: string;
}

/** A new one, which has nothing but its owner. */
export async function newTenant(gateway: Gateway, slug: string, name: string): Promise<Tenant> {
  const spec = { slug, name, is_provider: true, hostname_suffixes: [`${slug}.example`] };
  const { id } = await Api.operator(gateway).post<Named>('/v1/operator/tenants', spec);
  return { id, slug, owner: await member(gateway, id, slug, 'owner') };
}

/** Somebody new in it. */
export async function member(gateway: Gateway, tenant: string, slug: string, role: string): Promise<Login> {
  const api = Api.operator(gateway);
  const login = { email: `${role}@${slug}.example`, password: `a password of ${slug}` };
  const user = { email: login.email, name: 'Nell Newcomer' };
  const { id } = await api.post<Named>('/v1/operator/users', { user, password: login.password });
  await api.post('/v1/operator/memberships', { tenant_id: tenant, user_id: id, role });
  return login;
}

/** Signs its owner in; the answer is what a script of theirs works with. */
export async function enter(page: Page, gateway: Gateway, tenant: Tenant): Promise<Api> {
  await signIn(page, tenant.owner);
  const spec = { name: 'test', scopes: ['provider:write'] };
  const options = { headers: { origin: gateway.url }, data: spec };
  const answer = await page.request.post('/v1/me/access-tokens', options);
  expect(answer.ok(), await answer.text()).toBe(true);
  const { secret } = (await answer.json()) as { secret: string };
  return Api.of(gateway, secret, tenant.slug);
}

/** Makes something to publish. */
export async function offer(api: Api, { slug }: Tenant): Promise<Offer> {
  const service = await api.post<Named>('/v1/provider/api-services', {
    name: 'orders',
    title: 'Orders',
    api_version: '2.1.0',
    description: 'Orders of the shop.',
    backends: [
      { name: 'orders-v2', protocol: 'http', endpoints: [{ host: 'orders.example.com', port: 8080 }] },
      { name: 'orders-v1', protocol: 'http', endpoints: [{ host: 'old.example.com', port: 8080 }] },
    ],
    routes: [
      { name: 'list-orders', methods: ['GET'], path: { kind: 'prefix', value: '/orders' }, backends: [{ backend: 'orders-v2' }] },
      { name: 'ping', path: { kind: 'exact', value: '/ping' }, backends: [{ backend: 'orders-v2' }] },
    ],
    policies: [
      { name: 'fair-use', config: { rate_limit: { requests: 100, unit: 'minute' } } },
      { name: 'browsers', routes: ['list-orders'], config: { cors: { allow_origins: ['https://shop.example'] } } },
    ],
  });
  const gateway = await api.post<Named>('/v1/provider/gateways', {
    name: 'edge',
    title: 'Public edge',
    listeners: [{ name: 'web', port: 8080, protocol: 'http', hostname: `*.${slug}.example` }],
  });
  const product = await api.post<Named>('/v1/provider/products', {
    name: 'commerce', title: 'Commerce', status: 'active', api_services: [service.id],
  });
  const plan = await api.post<Named>(`/v1/provider/products/${product.id}/plans`, {
    name: 'gold', title: 'Gold', rate_limit: { requests: 600, unit: 'minute' }, approval: 'auto',
  });
  return { service: service.id, gateway: gateway.id, product: product.id, plan: plan.id };
}

/** A publish of it that is ready to be sent to a cluster. */
export async function draft(api: Api, { slug }: Tenant, offer: Offer, cluster: string): Promise<Named> {
  return api.post('/v1/provider/product-publishes', {
    product_id: offer.product,
    cluster_id: cluster,
    gateway_id: offer.gateway,
    api_services: [offer.service],
    plans: [offer.plan],
    environment: 'prod',
    hostnames: [`api.${slug}.example`],
    auth_mode: 'api_key',
  });
}

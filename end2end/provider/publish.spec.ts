// The main job, from nothing: describe an API, bundle it, publish it, watch it become live, take it back.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type List, type Named } from '../support/api.ts';
import { fill, follow, keeps, refuses, submit, unfold } from '../support/forms.ts';
import type { Gateway } from '../support/gateway.ts';
import { becomes, stateOf } from '../support/publishes.ts';
import { accessible, expect, type Page, scripted, settled, signIn, test } from '../support/test.ts';

const service = { Title: 'Orders', Name: 'orders', Version: '2.1.0', Description: 'Orders of the shop.' };
const gatewaySpec = { Title: 'Shop edge', Name: 'shop', 'Listener name': 'web', Port: '8080', Hostname: '*.shop.acme.example' };
const product = { Title: 'Commerce', Name: 'commerce', Version: '1', Categories: 'commerce, orders' };

test('from an API to a live address and back', async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();

  await test.step('an API service', () => describeService(page));
  await test.step('its backend', () => describeBackend(page));
  await test.step('its route', () => describeRoute(page));
  await test.step('its policies', () => describePolicies(page));
  await test.step('a gateway', () => describeGateway(page));
  await test.step('a product with a plan', () => describeProduct(page));
  await test.step('the wizard', () => publish(page));
  await test.step('it becomes live', () => becomesLive(page, gateway));
  await test.step('a change goes out as another revision', () => change(page, gateway));
  await test.step('withdraw', () => withdraw(page, gateway));
  await test.step('everything can be deleted again', () => deleteAll(page));
});

async function describeService(page: Page): Promise<void> {
  await follow(page, 'API services', page.getByRole('navigation', { name: 'Main navigation' }));
  await follow(page, 'New API service');
  const wrong = { ...service, Title: '', Name: 'Orders API!' };
  await fill(page, wrong);
  await submit(page, 'Create API service');
  await refuses(page, { Title: /required|needed|empty/i, Name: /letters/ });
  await keeps(page, wrong);
  await accessible(page, 'a refused form');

  await fill(page, service);
  await submit(page, 'Create API service');
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible();
  await expect(page.locator('.toaster')).toHaveText('Created.');
  await expect(page.getByText('Next: say where it runs')).toBeVisible();
}

async function describeBackend(page: Page): Promise<void> {
  await follow(page, 'Add backend');
  // An address in disguise: a resolver would take it for 127.0.0.1.
  const wrong = { Name: 'orders-v2', Protocol: 'HTTP', Endpoints: '2130706433:8080' };
  await fill(page, wrong);
  await submit(page, 'Save');
  await refuses(page, { Endpoints: /DNS name or an IP address/ });
  await expect(page.getByLabel('Endpoints', { exact: true })).toHaveValue(wrong.Endpoints);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(wrong.Name);

  await fill(page, { Endpoints: 'orders.example.com:8080' });
  await submit(page, 'Save');
  await expect(page.getByRole('row', { name: /orders-v2/ })).toContainText('orders.example.com:8080');
}

async function describeRoute(page: Page): Promise<void> {
  await follow(page, 'Routes (0)');
  await follow(page, 'Add route');
  await fill(page, { Name: 'list-orders', Path: 'orders' });
  await page.getByLabel('GET', { exact: true }).check();
  await submit(page, 'Save');
  await refuses(page, { Path: /\// });
  await expect(page.getByLabel('GET', { exact: true })).toBeChecked();

  await fill(page, { Path: '/orders' });
  await submit(page, 'Save');
  const row = page.getByRole('row', { name: /list-orders/ });
  await expect(row).toContainText('/orders');
  await expect(row).toContainText('orders-v2');
}

async function describePolicies(page: Page): Promise<void> {
  await follow(page, 'Policies (0)');
  await follow(page, 'Rate limit', await unfold(page, 'Add policy'));
  await fill(page, { Name: 'fair-use', Requests: '0' });
  await submit(page, 'Save');
  await refuses(page, { Requests: /1/ });
  await fill(page, { Requests: '100', Per: 'minute' });
  await submit(page, 'Save');
  await expect(page.getByRole('row', { name: /fair-use/ })).toContainText('Every route');

  await follow(page, 'CORS', await unfold(page, 'Add policy'));
  await fill(page, { Name: 'browsers', 'Allowed origins': 'https://shop.example' });
  await page.getByLabel('list-orders', { exact: true }).check();
  await submit(page, 'Save');
  await expect(page.getByRole('row', { name: /browsers/ })).toContainText('list-orders');
}

async function describeGateway(page: Page): Promise<void> {
  await follow(page, 'Gateways', page.getByRole('navigation', { name: 'Main navigation' }));
  await follow(page, 'New gateway');
  await fill(page, { ...gatewaySpec, Port: '70000' });
  await submit(page, 'Create gateway');
  await refuses(page, { Port: /65535/ });
  await fill(page, gatewaySpec);
  await submit(page, 'Create gateway');
  await expect(page.getByRole('row', { name: /web/ })).toContainText('*.shop.acme.example');
}

async function describeProduct(page: Page): Promise<void> {
  await follow(page, 'Products', page.getByRole('navigation', { name: 'Main navigation' }));
  await follow(page, 'New product');
  await fill(page, { ...product, Status: 'Active' });
  await page.getByLabel('Orders', { exact: true }).check();
  await submit(page, 'Create product');
  await expect(page.getByRole('heading', { name: 'Commerce', level: 1 })).toBeVisible();
  await follow(page, 'Add plan');
  await fill(page, { Title: 'Gold', Name: 'gold', 'Rate limit': '600', Price: '4900', Currency: 'EUR' });
  await submit(page, 'Save');
  await expect(page.getByRole('row', { name: /Gold/ })).toContainText('49.00 EUR per month');
}

async function publish(page: Page): Promise<void> {
  await follow(page, 'New publish');
  await expect(page.getByLabel('Product', { exact: true })).toHaveValue(/^prd_/);
  await page.getByRole('radio', { name: /^Demo cluster/ }).check();
  await page.getByRole('radio', { name: 'Production', exact: true }).check();
  await submit(page, 'Continue');

  await page.getByRole('radio', { name: /^Shop edge/ }).check();
  await fill(page, { Hostnames: 'not a name' });
  await submit(page, 'Continue');
  await expect(page).toHaveURL(/\/edit\/place/);
  await refuses(page, { Hostnames: /DNS name/ });
  // Outside of what the tenant may use, then of what the gateway serves.
  await fill(page, { Hostnames: 'api.elsewhere.example', 'Base path': '/v2' });
  await submit(page, 'Continue');
  await refuses(page, { Hostnames: /acme\.example/ });
  await fill(page, { Hostnames: 'api.acme.example' });
  await submit(page, 'Continue');
  await refuses(page, { Hostnames: /listener/ });
  await keeps(page, { Hostnames: 'api.acme.example', 'Base path': '/v2' });
  await fill(page, { Hostnames: 'api.shop.acme.example' });
  await submit(page, 'Continue');

  await page.getByRole('checkbox', { name: 'Orders' }).check();
  await submit(page, 'Continue');

  await page.getByRole('radio', { name: /^API key/ }).check();
  await page.getByRole('checkbox', { name: /^Gold/ }).check();
  await submit(page, 'Continue');

  // What will be sent is what the renderer says, not a summary of it.
  await expect(page.getByText('api.shop.acme.example/v2')).toBeVisible();
  const manifest = (kind: string) =>
    page.locator('details.manifest').filter({ has: page.locator('summary', { hasText: new RegExp(`^${kind} `) }) });
  await expect(manifest('HTTPRoute').first().locator('pre')).toContainText('/v2/orders');
  await expect(manifest('SecurityPolicy')).toHaveCount(1);
  await accessible(page, 'the review step');
  await fill(page, { Note: 'First of the shop' });
  await submit(page, 'Publish');
}

async function becomesLive(page: Page, gateway: Gateway): Promise<void> {
  await expect(page).toHaveURL(/\/publishes\/pub_[^/]*$/);
  await becomes(page, 'Live');
  await expect(page.getByText('First of the shop')).toBeVisible();
  if (scripted()) await expect(liveMark(page)).toHaveText('Live');
  const files = manifests(gateway, 'api.shop.acme.example');
  expect(files.length).toBeGreaterThan(0);
  expect(files.some((text) => text.includes('/v2/orders'))).toBe(true);
}

async function change(page: Page, gateway: Gateway): Promise<void> {
  await follow(page, 'Change and publish');
  await fill(page, { 'Base path': '/v3' });
  await submit(page, 'Continue');
  await submit(page, 'Continue');
  await submit(page, 'Continue');
  await expect(page.getByText('changed', { exact: true }).first()).toBeVisible();
  await submit(page, 'Publish');
  await expect(page.getByRole('row', { name: /^#2/ })).toBeVisible();
  await becomes(page, 'Live');
  expect(manifests(gateway, '/v2/orders')).toEqual([]);
  expect(manifests(gateway, '/v3/orders').length).toBeGreaterThan(0);
}

async function withdraw(page: Page, gateway: Gateway): Promise<void> {
  let form = await unfold(page, 'Withdraw');
  await expect(form).toContainText('api.shop.acme.example/v3 stops answering on');
  await form.getByRole('textbox').fill('Comerce');
  await submit(page, 'Withdraw', form);
  form = page.locator('details').filter({ hasText: 'stops answering' });
  await expect(form, 'stays open').toHaveAttribute('open', '');
  await expect(form.getByRole('textbox')).toHaveValue('Comerce');
  await expect(form.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await form.getByRole('textbox').fill('Commerce');
  await submit(page, 'Withdraw', form);
  await becomes(page, 'Withdrawn');
  expect(manifests(gateway, 'api.shop.acme.example')).toEqual([]);
}

async function deleteAll(page: Page): Promise<void> {
  const confirm = async (label: string, name: string): Promise<void> => {
    const form = await unfold(page, label);
    if (name !== '') await form.getByRole('textbox').fill(name);
    await submit(page, label, form);
    await expect(page.locator('.toaster')).toHaveText('Deleted.');
  };
  const open = async (list: string, entry: string): Promise<void> => {
    await follow(page, list, page.getByRole('navigation', { name: 'Main navigation' }));
    await follow(page, entry);
  };
  await confirm('Delete publish', 'Commerce');
  await expect(page.getByRole('row', { name: /Commerce/ })).toHaveCount(0);
  await open('Products', 'Commerce');
  await follow(page, 'Gold');
  await confirm('Delete plan', 'gold');
  await confirm('Delete product', 'commerce');
  await open('Gateways', 'Shop edge');
  await confirm('Delete gateway', 'shop');
  await open('API services', 'Orders');
  await confirm('Delete API service', 'orders');
  await expect(page.getByRole('row', { name: /Orders/ })).toHaveCount(0);
}

test('what a script does shows on the open page, and nothing typed is lost', { tag: '@js' }, async ({ page, gateway }) => {
  const api = Api.provider(gateway);
  const made = await secondPublish(api);
  await signIn(page, gateway.demo.logins[1]);
  await page.goto(`/provider/acme/publishes/${made.id}`);
  await settled(page);
  await expect(liveMark(page)).toHaveText('Live');
  await expect(stateOf(page)).toContainText('Draft');

  await api.act(`/v1/provider/product-publishes/${made.id}`, 'publish', { note: 'By a script' });
  await expect(stateOf(page)).toContainText('Live');
  await expect(page.getByRole('row', { name: /By a script/ })).toBeVisible();

  // Somebody is about to confirm when the page changes under them.
  const form = await unfold(page, 'Withdraw');
  await form.getByRole('textbox').fill('Half of the na');
  await api.act(`/v1/provider/product-publishes/${made.id}`, 'publish', { note: 'Once more' });
  await expect(page.getByRole('row', { name: /Once more/ })).toBeVisible();
  await expect(form).toHaveAttribute('open', '');
  await expect(form.getByRole('textbox')).toHaveValue('Half of the na');

  await api.act(`/v1/provider/product-publishes/${made.id}`, 'withdraw');
  await expect(stateOf(page)).toContainText('Withdrawn');
});

test('the page says so when the server dies, and finds it again', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  await signIn(page, gateway.demo.logins[1]);
  await page.goto(`/provider/acme/publishes/${gateway.demo.publish_id}`);
  await settled(page);
  await expect(liveMark(page)).toHaveText('Live');
  const restarted = gateway.crashAndRestart();
  await expect(liveMark(page)).toHaveText('Reconnecting…');
  await restarted;
  await expect(liveMark(page)).toHaveText('Live');
  await expect(stateOf(page)).toContainText('Online');
  await expect(stateOf(page)).toContainText('Live');
});

/** The phone's and the desktop's mark: one of them is shown. */
function liveMark(page: Page) {
  return page.locator('.live-mark').filter({ visible: true });
}

/** The demo's product once more, at another address; a draft. */
async function secondPublish(api: Api): Promise<Named> {
  const all = await api.get<List<Named & { spec: Record<string, unknown> }>>('/v1/provider/product-publishes');
  const first = all.items.find((publish) => (publish.spec.hostnames as string[]).includes('api.acme.example'));
  return api.post('/v1/provider/product-publishes', {
    ...first?.spec,
    environment: 'staging',
    hostnames: ['staging.acme.example'],
  });
}

/** The files the agent has written that contain `text`. */
function manifests(gateway: Gateway, text: string): string[] {
  const folder = gateway.demo.manifests_dir;
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .filter((content) => content.includes(text));
}

// Changing what is there already, and taking it away: each form is refused once and keeps what was typed, and
// what is removed asks for its name.
import { fill, follow, keeps, refuses, submit, unfold, type Values } from '../support/forms.ts';
import { enter, newTenant, type Offer, offer, type Tenant } from '../support/tenant.ts';
import type { Gateway } from '../support/gateway.ts';
import { expect, type Page, settled, test } from '../support/test.ts';

test('the parts of an API service', async ({ page, gateway }) => {
  const { service } = await begin(page, gateway, await newTenant(gateway, 'parts', 'Parts'));
  const tab = (name: string) => open(page, `/provider/parts/api-services/${service}/${name}`);

  await test.step('a route', async () => {
    await tab('routes');
    await follow(page, 'ping');
    await page.getByLabel('HEAD', { exact: true }).check();
    await refused(page, { Name: 'alive', Path: 'alive' }, { Path: /\// });
    await expect(page.getByLabel('HEAD', { exact: true })).toBeChecked();
    await fill(page, { Path: '/alive' });
    await submit(page, 'Save');
    const row = page.getByRole('row', { name: /alive/ });
    await expect(row).toContainText('HEAD');
    await expect(row).toContainText('/alive');
    await expect(page.getByRole('row', { name: /ping/ })).toHaveCount(0);
    await remove(page, 'list-orders', 'Policies that cover only it are switched off');
  });

  await test.step('a policy', async () => {
    await tab('policies');
    await expect(page.getByRole('row', { name: /browsers/ })).toContainText('Off');
    await follow(page, 'fair-use');
    await refused(page, { Requests: '0', Per: 'hour' }, { Requests: /1/ });
    await fill(page, { Requests: '250' });
    await submit(page, 'Save');
    await follow(page, 'fair-use');
    await keeps(page, { Requests: '250', Per: 'hour' });
    await tab('policies');
    await remove(page, 'browsers', 'no longer shapes requests');
  });

  await test.step('a backend', async () => {
    await tab('backends');
    await follow(page, 'orders-v1');
    await refused(page, { Name: 'archive', Endpoints: '2130706433:8080' }, { Endpoints: /DNS name or an IP address/ });
    await fill(page, { Endpoints: 'archive.example.com:9090' });
    await submit(page, 'Save');
    await expect(page.getByRole('row', { name: /archive/ })).toContainText('archive.example.com:9090');
    await remove(page, 'archive', 'This is refused while a route uses it');
    // A route uses the other one.
    const form = await unfold(page.getByRole('row', { name: /orders-v2/ }), 'Remove');
    await form.getByRole('textbox').fill('orders-v2');
    await submit(page, 'Remove', form);
    await expect(page.getByRole('alert')).toContainText('alive');
    await expect(page.getByRole('row', { name: /orders-v2/ })).toBeVisible();
  });
});

test('a gateway and its listeners', async ({ page, gateway }) => {
  const made = await begin(page, gateway, await newTenant(gateway, 'doors', 'Doors'));
  await open(page, `/provider/doors/gateways/${made.gateway}`);

  await test.step('the gateway', async () => {
    await follow(page, 'Edit');
    await refused(page, { Title: '', Labels: 'team=edge' }, { Title: /required|needed|empty/i });
    await fill(page, { Title: 'Front doors' });
    await submit(page, 'Save');
    await expect(page.getByRole('heading', { name: 'Front doors', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: 'team=edge' })).toBeVisible();
  });

  await test.step('another listener', async () => {
    // The last one cannot go.
    await expect(page.locator('summary').filter({ hasText: /^Remove$/ })).toHaveCount(0);
    await follow(page, 'Add listener');
    await refused(page, { 'Listener name': 'side', Port: '8080', Hostname: '*.doors.example' }, { Port: /web/ });
    await fill(page, { Port: '8081' });
    await submit(page, 'Save');
    await expect(page.getByRole('row', { name: /side/ })).toContainText('8081');
  });

  await test.step('a listener is changed, and one removed', async () => {
    await follow(page, 'web');
    await refused(page, { Port: '70000', Hostname: 'www.doors.example' }, { Port: /65535/ });
    await fill(page, { Port: '8443' });
    await submit(page, 'Save');
    await expect(page.getByRole('row', { name: /web/ })).toContainText('www.doors.example');
    await remove(page, 'side', 'what is published keeps it until it is published again');
    await expect(page.getByRole('row', { name: /web/ })).toContainText('8443');
  });
});

test('a product and its plan', async ({ page, gateway }) => {
  const { product } = await begin(page, gateway, await newTenant(gateway, 'wares', 'Wares'));
  await open(page, `/provider/wares/products/${product}`);

  await test.step('the product', async () => {
    await follow(page, 'Edit');
    await page.getByLabel('Orders', { exact: true }).uncheck();
    await refused(page, { Title: 'Wares', Documentation: 'no address' }, { Documentation: /http/ });
    await expect(page.getByLabel('Orders', { exact: true })).not.toBeChecked();
    await fill(page, { Documentation: 'https://docs.wares.example/', Status: 'Archived' });
    await submit(page, 'Save');
    await expect(page.getByRole('heading', { name: 'Wares', level: 1 })).toBeVisible();
    await expect(page.getByText('Archived', { exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: 'https://docs.wares.example/' })).toBeVisible();
  });

  await test.step('the plan', async () => {
    await follow(page, 'Gold');
    await refused(page, { Title: 'Platinum', Price: '9900', Currency: 'Euro' }, { Currency: /./ });
    await fill(page, { Currency: 'EUR' });
    await submit(page, 'Save');
    await expect(page.getByRole('row', { name: /Platinum/ })).toContainText('99.00 EUR per month');
    await follow(page, 'Platinum');
    let form = await unfold(page, 'Delete plan');
    await form.getByRole('textbox').fill('platinum');
    await submit(page, 'Delete plan', form);
    form = page.locator('details').filter({ hasText: 'The plan is deleted' });
    await expect(form.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
    await form.getByRole('textbox').fill('gold');
    await submit(page, 'Delete plan', form);
    await expect(page.getByText('No plan yet')).toBeVisible();
  });
});

/** Somebody who has something to change. */
async function begin(page: Page, gateway: Gateway, tenant: Tenant): Promise<Offer> {
  return offer(await enter(page, gateway, tenant), tenant);
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Fills the form in, and sees it refused for `reasons` with everything still in it. */
async function refused(page: Page, values: Values, reasons: Record<string, RegExp>): Promise<void> {
  await fill(page, values);
  const typed: Values = {};
  for (const label of Object.keys(values)) typed[label] = await page.getByLabel(label, { exact: true }).inputValue();
  await submit(page, 'Save');
  await refuses(page, reasons);
  await keeps(page, typed);
}

/** Removes a part from its table; another name than its own does not. */
async function remove(page: Page, name: string, consequence: string): Promise<void> {
  const row = page.getByRole('row', { name: new RegExp(name) });
  const form = await unfold(row, 'Remove');
  await expect(form).toContainText(consequence);
  await form.getByRole('textbox').fill('another');
  await submit(page, 'Remove', form);
  await expect(form, 'stays open').toHaveAttribute('open', '');
  await expect(form.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByRole('textbox')).toHaveValue('another');
  await form.getByRole('textbox').fill(name);
  await submit(page, 'Remove', form);
  await expect(row).toHaveCount(0);
}

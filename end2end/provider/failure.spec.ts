// A publish that cannot be applied: the page says so and why, and it is live once the cause is gone.
import { follow, submit } from '../support/forms.ts';
import { becomes, stateOf } from '../support/publishes.ts';
import { draft, enter, newTenant, offer } from '../support/tenant.ts';
import { expect, settled, test } from '../support/test.ts';

test('a failed publish is mended', async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'mended', 'Mended');
  const api = await enter(page, gateway, tenant);
  const { id } = await draft(api, tenant, await offer(api, tenant), gateway.demo.cluster_id);
  gateway.obstruct(id);

  await test.step('it fails, and says why', async () => {
    await page.goto(`/provider/mended/publishes/${id}/edit/review`);
    await settled(page);
    await submit(page, 'Publish');
    await becomes(page, 'Failed');
    await expect(stateOf(page)).toContainText('it is not a folder of ours');
    await expect(page.locator('.item').filter({ hasText: 'Routes and policies' })).toContainText('Failed');
  });

  await test.step('the lists say so, too', async () => {
    await follow(page, 'Publishes', page.getByRole('navigation', { name: 'Main navigation' }));
    await expect(page.getByRole('row', { name: /Commerce/ })).toContainText('Failed');
    await follow(page, 'Overview', page.getByRole('navigation', { name: 'Main navigation' }));
    await expect(page.getByRole('listitem').filter({ hasText: 'Failed' })).toContainText('1');
    await follow(page, 'Commerce');
  });

  await test.step('it is live once nothing is in the way', async () => {
    gateway.clear(id);
    await becomes(page, 'Live');
    await expect(stateOf(page)).not.toContainText('it is not a folder of ours');
  });

  await test.step('a change that fails leaves what was live', async () => {
    gateway.obstruct(id);
    await follow(page, 'Change and publish');
    for (const _ of ['place', 'services', 'access']) await submit(page, 'Continue');
    await submit(page, 'Publish');
    await becomes(page, 'Degraded');
    await expect(page.getByRole('row', { name: /^#1/ })).toContainText('serves');
    gateway.clear(id);
    await becomes(page, 'Live');
    await expect(page.getByRole('row', { name: /^#2/ })).toContainText('serves');
  });
});

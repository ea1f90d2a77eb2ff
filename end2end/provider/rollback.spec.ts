// Going back: an older revision is sent again, with one click and a reason.
import { submit, unfold } from '../support/forms.ts';
import { becomes, stateOf } from '../support/publishes.ts';
import { draft, enter, newTenant, offer } from '../support/tenant.ts';
import { expect, lookHere, scripted, settled, test } from '../support/test.ts';

test('an older revision is brought back', async ({ page, gateway }) => {
  const tenant = await newTenant(gateway, 'regretful', 'Regretful');
  const api = await enter(page, gateway, tenant);
  const { id } = await draft(api, tenant, await offer(api, tenant), gateway.demo.cluster_id);
  const path = `/v1/provider/product-publishes/${id}`;
  for (const note of ['First', 'Second']) await api.act(path, 'publish', { note });
  await page.goto(`/provider/regretful/publishes/${id}`);
  await settled(page);
  await becomes(page, 'Live');

  // The wanted one is no way back.
  await expect(page.getByRole('row', { name: /Second/ }).getByText('Roll back')).toHaveCount(0);
  const form = await unfold(page.getByRole('row', { name: /First/ }), 'Roll back');
  await expect(form).toContainText('A new revision with the content of revision 1 is sent to Demo cluster');
  await expect(form.getByLabel('Note')).toHaveValue('Back to revision 1');
  if (scripted()) await lookHere(page, 'roll-back', 'once');
  await form.getByLabel('Note').fill('The second one broke');
  await submit(page, 'Roll back', form);
  await expect(page.locator('.toaster')).toHaveText('Sent to the cluster.');
  await expect(page.getByRole('row', { name: /#3.*The second one broke/ })).toBeVisible();
  await becomes(page, 'Serving revision#3');
  await expect(stateOf(page)).toContainText('Live');
});

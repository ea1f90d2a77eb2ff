// How the account's page looks with more on it than the demo's people have.
import { submit, unfold } from '../support/forms.ts';
import { newTenant } from '../support/tenant.ts';
import { expect, lookHere, settled, signIn, test } from '../support/test.ts';

test('a new access token, and what it asks before it revokes', { tag: '@js' }, async ({ page, gateway }) => {
  const { owner } = await newTenant(gateway, 'scripts', 'Scripts');
  await signIn(page, owner);
  await page.goto('/account');
  await settled(page);
  const form = await unfold(page, 'Create access token');
  await form.getByLabel('Name', { exact: true }).fill('nightly');
  await form.getByLabel('provider:read', { exact: true }).check();
  await submit(page, 'Create access token', form);
  await expect(page.getByRole('region', { name: 'Access token' })).toContainText('imp_');
  await unfold(page.getByRole('row', { name: /nightly/ }), 'Revoke');
  await lookHere(page, 'account-token');
});

test('a form that was sent from elsewhere', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/status of 403 /);
  await page.setContent(`<form method="post" action="${gateway.url}/auth/login"><button>Send</button></form>`);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('Open the form on this site and send it from there.')).toBeVisible();
  await lookHere(page, 'error-page');
});

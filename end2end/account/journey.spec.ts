// One's own account, from the first start on: setting up, signing in and out, tokens for scripts, sessions.
import { fill, keeps, refuses, submit, unfold } from '../support/forms.ts';
import { newTenant } from '../support/tenant.ts';
import { accessible, expect, type Page, settled, signIn, test } from '../support/test.ts';

const first = { email: 'first@example.com', password: 'correct horse battery' };

test('the first operator sets up an empty installation', async ({ page, empty, browserConsole }) => {
  browserConsole.expect(/status of 404 /);
  const link = /http:\S*\/setup\?token=\S+/.exec(empty.log())?.[0] ?? 'no setup link in the log';
  await page.goto(link);
  await settled(page);
  await fill(page, { Name: 'Fay First', 'E-mail address': 'first', Password: 'short' });
  await submit(page, 'Create account');
  await refuses(page, { 'E-mail address': /@|address/, Password: /10/ });
  await keeps(page, { Name: 'Fay First', 'E-mail address': 'first', Password: '' });
  await accessible(page, 'a refused setup');

  await fill(page, { 'E-mail address': first.email, Password: first.password });
  await submit(page, 'Create account');
  await expect(page).toHaveURL(/\/operator\/clusters$/);
  await expect(page.getByText('No cluster yet')).toBeVisible();

  // The link worked once.
  await page.context().clearCookies();
  await page.goto(link);
  await settled(page);
  await fill(page, { Name: 'Eve', 'E-mail address': 'eve@example.com', Password: first.password });
  await submit(page, 'Create account');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(/\/setup/);
});

test('signing in says what is wrong and leads where one wanted to go', async ({ page, gateway }) => {
  const operator = gateway.demo.logins[0];
  const wanted = `/operator/clusters/${gateway.demo.cluster_id}`;
  await page.goto(wanted);
  await expect(page).toHaveURL(/\/login\?next=/);
  await settled(page);
  await fill(page, { 'E-mail address': operator.email, Password: 'not the password' });
  await submit(page, 'Sign in');
  await expect(page.getByRole('alert')).toContainText(/password/i);
  await keeps(page, { 'E-mail address': operator.email, Password: '' });
  await fill(page, { Password: operator.password });
  await submit(page, 'Sign in');
  await expect(page).toHaveURL(new RegExp(`${wanted}$`));

  const menu = page.getByRole('complementary').locator('details', { hasText: operator.email });
  await menu.locator('summary').click();
  await submit(page, 'Sign out', menu);
  await expect(page).toHaveURL(/\/login/);
  await page.goto(wanted);
  await expect(page).toHaveURL(/\/login/);
});

test('an access token is shown once, works, and is revoked', async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[1]);
  await account(page);
  let form = await unfold(page, 'Create access token');
  await form.getByLabel('Name', { exact: true }).fill('nightly');
  await submit(page, 'Create access token', form);
  form = page.locator('details').filter({ hasText: 'Write includes read' });
  await expect(form, 'stays open').toHaveAttribute('open', '');
  await expect(form.locator('.refusal')).toBeVisible();
  await keeps(form, { Name: 'nightly' });

  await form.getByLabel('provider:read', { exact: true }).check();
  await submit(page, 'Create access token', form);
  const token = (await page.getByRole('region', { name: 'Access token' }).innerText()).trim();
  const ask = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'x-tenant-slug': 'acme' };
    return (await fetch(`${gateway.url}/v1/provider/gateways`, { headers })).status;
  };
  expect(await ask()).toBe(200);
  await page.reload();
  await settled(page);
  await expect(page.getByText(token)).toHaveCount(0);
  expect(gateway.log()).not.toContain(token);

  const row = page.getByRole('row', { name: /nightly/ });
  const revoke = await unfold(row, 'Revoke');
  await revoke.getByRole('textbox').fill('nightly');
  await submit(page, 'Revoke', revoke);
  await expect(row).toContainText('Revoked');
  expect(await ask()).toBe(401);
});

test('other sessions are ended', async ({ page, gateway, browser, browserConsole }) => {
  const elsewhere = await browser.newContext({ baseURL: gateway.url, locale: 'en-US' });
  browserConsole.watch(elsewhere);
  const there = await elsewhere.newPage();
  await signIn(there, gateway.demo.logins[2]);
  await signIn(page, gateway.demo.logins[2]);
  await account(page);
  await expect(page.getByText('this one')).toBeVisible();
  const end = await unfold(page, 'End all other sessions');
  await submit(page, 'End all other sessions', end);
  await expect(page.locator('.toaster')).toHaveText('Your other sessions have ended.');
  await there.goto('/account');
  await expect(there).toHaveURL(/\/login/);
  await elsewhere.close();
});

test('one other session is ended, and no other', async ({ page, gateway, browser, browserConsole }) => {
  // The open page of the session that ends asks once more.
  browserConsole.expect(/status of 401 /);
  const { owner } = await newTenant(gateway, 'sessions', 'Sessions');
  const agents = { Firefox: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0', Safari: 'Version/18.0 (iPhone) Safari/604.1' };
  const open = async (userAgent: string): Promise<Page> => {
    const context = await browser.newContext({ baseURL: gateway.url, locale: 'en-US', userAgent });
    browserConsole.watch(context);
    const there = await context.newPage();
    await signIn(there, owner);
    return there;
  };
  const [firefox, safari] = [await open(agents.Firefox), await open(agents.Safari)];
  await signIn(page, owner);
  await account(page);

  const row = page.getByRole('row', { name: /Firefox, Windows/ });
  const end = await unfold(row, 'End');
  await expect(end).toContainText('Signs Firefox, Windows out at once');
  await submit(page, 'End', end);
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Safari, iOS/ })).toBeVisible();
  await firefox.goto('/account');
  await expect(firefox).toHaveURL(/\/login/);
  await safari.goto('/account');
  await expect(safari).toHaveURL(/\/account$/);
  await firefox.context().close();
  await safari.context().close();
});

async function account(page: Page): Promise<void> {
  await page.goto('/account');
  await settled(page);
}

// The API's explorer. It is not ours and hosts itself: here it has to find our document and to work under our policy.
import { expect, test } from './support/test.ts';

test('the API is explored without anything from elsewhere', { tag: '@js' }, async ({ page, gateway, browserConsole }) => {
  // It styles one element by an attribute, which our policy does not let it.
  browserConsole.expect(/Applying inline style violates/);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(`${gateway.url}/`)) elsewhere.push(request.url());
  });
  await page.goto('/docs/');
  await expect(page.getByRole('heading', { name: /^Imp-Gateway/ })).toBeVisible();
  await page.getByText('/v1/me', { exact: true }).click();
  await expect(page.getByRole('button', { name: 'Try it out' })).toBeVisible();
  await page.screenshot({ path: 'artifacts/docs.png', animations: 'disabled' });
  expect(elsewhere).toEqual([]);
});

// Pages in the hand: what is copied with a click, and what a keyboard reaches.
import { expect, settled, signIn, test } from './support/test.ts';

test('an id is copied whole, and the page says so', { tag: '@js' }, async ({ page, context, gateway }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, gateway.demo.logins[1]);
  await page.goto(`/provider/acme/publishes/${gateway.demo.publish_id}`);
  await settled(page);
  const id = page.locator('.short-id', { has: page.locator(`code[title="${gateway.demo.publish_id}"]`) });
  await expect(id).not.toContainText(gateway.demo.publish_id);
  await id.getByRole('button', { name: 'Copy' }).click();
  await expect(id.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(gateway.demo.publish_id);
});

test('a keyboard skips the navigation, signs in, opens and closes', async ({ page, gateway }) => {
  const { email, password } = gateway.demo.logins[1];
  await page.goto('/login');
  await settled(page);
  await page.getByLabel('E-mail address').focus();
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/provider\/acme$/);

  await page.goto(`/provider/acme/publishes/${gateway.demo.publish_id}`);
  await settled(page);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const focused = page.locator(':focus');
  await expect(page.locator('main').filter({ has: focused })).toHaveCount(1);

  const withdraw = page.locator('summary').filter({ hasText: /^Withdraw$/ });
  await withdraw.focus();
  await page.keyboard.press('Enter');
  await expect(withdraw.locator('..')).toHaveAttribute('open');
  await page.keyboard.press('Tab');
  await expect(withdraw.locator('..').getByRole('textbox')).toBeFocused();
});

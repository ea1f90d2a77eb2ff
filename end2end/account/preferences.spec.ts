// Language and theme: what the browser asks for, what the visitor chooses, and that it stays chosen.
import { expect, test } from '../support/test.ts';

test('the browser says which language', async ({ browser, gateway, browserConsole }) => {
  for (const [asked, lang] of [['ko-KR', 'ko'], ['en-US', 'en'], ['fr-FR', 'en']] as const) {
    const context = await browser.newContext({ locale: asked, baseURL: gateway.url });
    browserConsole.watch(context);
    const page = await context.newPage();
    await page.goto('/login');
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await context.close();
  }
});

test('a visitor switches the language and it stays', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page).toHaveURL(/\/login\??$/);
  await page.reload();
  await expect(page.getByRole('button', { name: '한국어' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a visitor switches the theme and it stays', async ({ page }) => {
  await page.goto('/login');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'imp-dark');
  await page.goto('/login');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'imp-dark');
  const dark = await background();
  await page.getByRole('button', { name: 'System' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  expect(await background()).not.toBe(dark);
});

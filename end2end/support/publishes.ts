// What a publish's page says of it as a whole.
import { expect, type Locator, type Page } from '@playwright/test';
import { scripted } from './look.ts';

/** Status, warnings and facts. */
export function stateOf(page: Page): Locator {
  return page.locator('section.panel').filter({ has: page.locator('[aria-live=polite]') });
}

/** The publish gets there: by itself where scripts run, else when the visitor looks again. */
export async function becomes(page: Page, wanted: string): Promise<void> {
  if (scripted()) {
    // The agent tries again less and less often while something is in its way.
    await expect(stateOf(page)).toContainText(wanted, { timeout: 120_000 });
    return;
  }
  await expect(async () => {
    await page.reload();
    await expect(stateOf(page)).toContainText(wanted, { timeout: 500 });
  }).toPass();
}

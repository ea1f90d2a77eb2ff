// Filling in forms the way people do: by what the labels say.
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './look.ts';

/** Text fields and lists by their labels; a value of a list is the text of one of its options. */
export type Values = Record<string, string>;

/** A form may be the whole page or a part of it. */
type Scope = Page | Locator;

export async function fill(scope: Scope, values: Values): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    const field = scope.getByLabel(label, { exact: true });
    const list = await field.evaluate((element) => element.tagName === 'SELECT');
    if (list) await field.selectOption({ label: value });
    else await field.fill(value);
  }
}

/** Presses a button and waits for the page that follows. */
export async function submit(page: Page, button: string, scope: Scope = page): Promise<void> {
  await leave(page, scope.getByRole('button', { name: button, exact: true }));
}

/** Follows a link and waits for its page. */
export async function follow(page: Page, link: string, scope: Scope = page.locator('main')): Promise<void> {
  await scope.getByRole('link', { name: link, exact: true }).click();
  await settled(page);
}

/** Unfolds what a button keeps folded and returns it. */
export async function unfold(scope: Scope, button: string): Promise<Locator> {
  const summary = scope.locator('summary').filter({ hasText: new RegExp(`^${button}$`) });
  const folded = summary.locator('xpath=..');
  await summary.click();
  await expect(folded).toHaveAttribute('open', '');
  return folded;
}

/** Every field named here still holds what was typed. */
export async function keeps(scope: Scope, values: Values): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await expect(scope.getByLabel(label, { exact: true }), `what was typed as ${label}`).toHaveValue(value);
  }
}

/** Every field named here says why it was refused, and only those. */
export async function refuses(scope: Scope, reasons: Record<string, string | RegExp>): Promise<void> {
  for (const [label, reason] of Object.entries(reasons)) {
    const field = scope.getByLabel(label, { exact: true });
    await expect(field, `${label} is marked`).toHaveAttribute('aria-invalid', 'true');
    await expect(field, `what ${label} is told`).toHaveAccessibleDescription(reason);
  }
  await expect(scope.locator('[aria-invalid=true]')).toHaveCount(Object.keys(reasons).length);
}

/** Clicks what loads a page: the old document goes, the new one comes and is ready. */
async function leave(page: Page, what: Locator): Promise<void> {
  const loaded = page.waitForEvent('load');
  await what.click();
  await loaded;
  await settled(page);
}

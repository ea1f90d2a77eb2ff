// Looks at a page the way people with different screens, eyes and languages do:
// a screenshot of each, and axe, which may find nothing.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const artifacts = join(import.meta.dirname, '../artifacts');
const widths = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const;
const themes = ['light', 'dark'] as const;
const languages = ['en', 'ko'] as const;

/**
 * Screenshots of `path` in artifacts/NAME-LANGUAGE-WIDTH-THEME.png. axe looks at each width and each theme in one
 * language and once in the other: colours and layout are the same there, only the words differ.
 */
export async function look(page: Page, name: string, path: string): Promise<void> {
  for (const language of languages) {
    await page.goto(path);
    await choose(page, language);
    await page.reload();
    await settled(page);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await lookHere(page, `${name}-${language}`, language === 'en' ? 'everywhere' : 'once');
  }
}

/** The same for the page as it is now, which cannot be loaded again: after a refusal, with a secret shown. */
export async function lookHere(page: Page, name: string, axe: 'everywhere' | 'once' = 'everywhere'): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  let looked = false;
  for (const [width, size] of Object.entries(widths)) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const what = `${name}-${width}-${theme}`;
      await test.step(what, async () => {
        // Where a click has scrolled to, what sticks to the window would be in the middle of the picture.
        await page.evaluate(() => window.scrollTo(0, 0));
        await page.screenshot({ path: join(artifacts, `${what}.png`), fullPage: true, animations: 'disabled' });
        // Colours do not depend on the width, nor the layout on the colours: two of the four show both of each.
        const differs = (width === 'desktop') === (theme === 'light');
        if (axe === 'everywhere' ? differs : !looked) await accessible(page, what);
        looked = true;
        await fits(page, what);
      });
    }
  }
}

/** As the visitor's earlier choice would. */
async function choose(page: Page, language: string): Promise<void> {
  await page.context().addCookies([{ name: 'imp_locale', value: language, url: new URL(page.url()).origin }]);
}

/**
 * axe finds nothing on the page as it is now. It waits with timers, which do not run in a browser without
 * scripts: there the journey goes on, and its twin with scripts looks at the same page.
 */
export async function accessible(page: Page, what: string): Promise<void> {
  if (!scripted()) return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(found, `axe on ${what}`).toEqual([]);
}

/** Nothing sticks out at the side. */
async function fits(page: Page, what: string): Promise<void> {
  const [content, window] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  expect(content, `the width of ${what}`).toBeLessThanOrEqual(window ?? 0);
}

/** The page is drawn and, where scripts run, hydrated: its buttons answer. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  if (scripted()) await expect(page.locator('html[data-hydrated]')).toBeAttached();
}

/** Whether the browser of this test runs scripts. */
export function scripted(): boolean {
  return test.info().project.name !== 'nojs';
}

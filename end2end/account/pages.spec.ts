// How the pages look that need no one signed in.
import { look, test } from '../support/test.ts';

test('sign in', { tag: '@js' }, async ({ page }) => {
  await look(page, 'login', '/login');
});

test('not found', { tag: '@js' }, async ({ page, browserConsole }) => {
  browserConsole.expect(/404/);
  await look(page, 'not-found', '/no/such/page');
});

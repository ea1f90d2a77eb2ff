// Whether agents are there, as an open page tells it while nobody loads it again.
import { expect, settled, signIn, test } from '../support/test.ts';

// Three missed heartbeats make an agent stale, fifteen offline: at the usual pace that would take minutes.
test.use({ settings: { IMP_HEARTBEAT_SECONDS: '1' } });

test('an agent falls silent and comes back on the open page', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[0]);
  await page.goto(`/operator/clusters/${gateway.demo.cluster_id}`);
  await settled(page);
  const agent = page.getByRole('table', { name: 'Agents' }).getByRole('row').nth(1);
  await expect(agent).toContainText('Online');
  gateway.signalAgent('SIGSTOP');
  try {
    await expect(agent).toContainText(/Stale|Offline/);
    await expect(agent).toContainText('Offline');
  } finally {
    gateway.signalAgent('SIGCONT');
  }
  await expect(agent).toContainText('Online');
});

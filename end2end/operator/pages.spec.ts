// How the operator's pages look, and the account's.
import { Api } from '../support/api.ts';
import { submit, unfold } from '../support/forms.ts';
import { look, lookHere, settled, signIn, test } from '../support/test.ts';

test.describe.configure({ timeout: 600_000 });

test('an empty installation', { tag: '@js' }, async ({ page, empty }) => {
  await look(page, 'setup', `${empty.url}/setup?token=any`);
});

test('account', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[0]);
  await look(page, 'account', '/account');
});

test('clusters', { tag: '@js' }, async ({ page, gateway }) => {
  const api = Api.operator(gateway);
  const empty = await api.post<{ id: string }>('/v1/operator/clusters', {
    name: 'look-1', title: 'Not connected yet', region: 'eu-central-1', environments: ['dev'], labels: { team: 'edge' },
  });
  await api.post(`/v1/operator/clusters/${empty.id}/registration-tokens`, { agent_name: 'waiting' });
  await signIn(page, gateway.demo.logins[0]);
  await look(page, 'operator-clusters', '/operator/clusters');
  await look(page, 'operator-cluster-new', '/operator/clusters/new');
  await look(page, 'operator-cluster', `/operator/clusters/${gateway.demo.cluster_id}`);
  await look(page, 'operator-cluster-edit', `/operator/clusters/${gateway.demo.cluster_id}/edit`);
  await look(page, 'operator-cluster-unconnected', `/operator/clusters/${empty.id}`);
});

test('a new secret, and what it asks before it deletes', { tag: '@js' }, async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[0]);
  await page.goto(`/operator/clusters/${gateway.demo.cluster_id}`);
  await settled(page);
  const form = await unfold(page, 'Create registration token');
  await form.getByLabel('Agent name').fill('second');
  await submit(page, 'Create registration token', form);
  await unfold(page, 'Delete cluster');
  await lookHere(page, 'operator-secret');
});

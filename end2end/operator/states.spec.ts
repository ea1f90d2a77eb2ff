// How the operator's pages look in states that the demo is not in.
import { Api, type Named } from '../support/api.ts';
import { submit, unfold } from '../support/forms.ts';
import { draft, enter, newTenant, offer } from '../support/tenant.ts';
import { look, lookHere, settled, signIn, test } from '../support/test.ts';

test.describe.configure({ mode: 'parallel' });

test('a cluster that no agent has joined', { tag: '@js' }, async ({ page, gateway }) => {
  const api = Api.operator(gateway);
  const { id } = await api.post<Named>('/v1/operator/clusters', {
    name: 'look-1', title: 'Not connected yet', region: 'eu-central-1', environments: ['dev'], labels: { team: 'edge' },
  });
  await api.post(`/v1/operator/clusters/${id}/registration-tokens`, { agent_name: 'waiting' });
  await signIn(page, gateway.demo.logins[0]);
  await look(page, 'cluster-unconnected', `/operator/clusters/${id}`);
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

test('a retired cluster with a publish to give up', { tag: '@js' }, async ({ page, gateway }) => {
  const operator = Api.operator(gateway);
  const tenant = await newTenant(gateway, 'stranded', 'Stranded');
  const cluster = await operator.post<Named>('/v1/operator/clusters', {
    name: 'retired-1', title: 'Retired 1', environments: ['prod'], declared: ['backend_api', 'global_rate_limit'],
    tenants: [tenant.id],
  });
  const api = await enter(page, gateway, tenant);
  const { id } = await draft(api, tenant, await offer(api, tenant), cluster.id);
  await api.act(`/v1/provider/product-publishes/${id}`, 'publish');
  const home = `/v1/operator/clusters/${cluster.id}`;
  const { version } = await operator.get<Named>(home);
  await operator.put(`${home}/status`, { status: 'retired' }, version);

  // The open page would hear of changes and ask for them, by now as nobody.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await signIn(page, gateway.demo.logins[0]);
  await look(page, 'cluster-retired', `/operator/clusters/${cluster.id}`);
  // The last look was in Korean.
  await unfold(page, '게시 포기');
  await lookHere(page, 'cluster-retired-forget-ko');
});

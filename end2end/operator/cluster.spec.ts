// A cluster and its agents: made, joined by a real agent with a token that is shown once, taken down again.
import { join } from 'node:path';
import { fill, follow, keeps, refuses, submit, unfold } from '../support/forms.ts';
import { Program } from '../support/process.ts';
import { accessible, expect, type Page, scripted, settled, signIn, test } from '../support/test.ts';

const cluster = { Title: 'Frankfurt 1', Name: 'frankfurt-1', Region: 'eu-central-1' };

test('a cluster gets its agent and loses it again', async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[0]);
  await expect(page).toHaveURL(/\/operator\/clusters$/);

  await test.step('a refused form keeps what was typed', async () => {
    await follow(page, 'New cluster');
    const wrong = { Title: 'Frankfurt 1', Name: 'F', Labels: 'no equals sign' };
    await fill(page, wrong);
    await submit(page, 'Create cluster');
    await refuses(page, { Name: /2 to 40/, Labels: /key=value|=/ });
    await keeps(page, wrong);
    await accessible(page, 'a refused cluster');
  });

  await test.step('the cluster is made', async () => {
    await fill(page, { ...cluster, Labels: 'team=platform' });
    await page.getByLabel('Production', { exact: true }).check();
    await submit(page, 'Create cluster');
    await expect(page.getByRole('heading', { name: 'Frankfurt 1', level: 1 })).toBeVisible();
    await expect(page.getByText('No agent yet')).toBeVisible();
  });

  const token = await test.step('a registration token is shown once', async () => {
    await fill(page, { 'Agent name': 'fra-agent', 'Valid for (minutes)': '1' });
    await submit(page, 'Create registration token');
    await refuses(page, { 'Valid for (minutes)': /5/ });
    await fill(page, { 'Valid for (minutes)': '30' });
    await submit(page, 'Create registration token');
    const shown = (await page.getByRole('region', { name: 'Registration token' }).innerText()).trim();
    expect(shown).toMatch(/^imp_/);
    await expect(page.getByRole('region', { name: 'Install command' })).toContainText(`--token ${shown}`);
    await page.reload();
    await settled(page);
    await expect(page.getByText(shown)).toHaveCount(0);
    await expect(page.getByRole('row', { name: /fra-agent/ })).toContainText('Pending');
    return shown;
  });

  const id = page.url().split('/').at(-1) ?? '';
  const folder = join(gateway.folder, 'frankfurt');
  const args = [
    ...['run', '--server', gateway.url, '--token', token, '--state-dir', join(folder, 'state')],
    ...['--target', 'directory', '--directory', join(folder, 'manifests')],
  ];
  const agent = Program.start('imp-agent', args, {}, join(folder, 'agent.log'));
  try {
    await test.step('the agent joins', async () => {
      await agentIs(page, 'Online');
      await expect(page.getByRole('row', { name: /imp_.*…/ })).toContainText('Used');
      await follow(page, 'Clusters', page.getByRole('navigation', { name: 'Main navigation' }));
      await expect(page.getByRole('row', { name: /Frankfurt 1/ })).toContainText('Online');
    });

    await test.step('the secret is in no log', async () => {
      expect(agent.log()).not.toContain(token);
      expect(gateway.log()).not.toContain(token);
    });

    await test.step('the agent is revoked', async () => {
      await page.goto(`/operator/clusters/${id}`);
      await settled(page);
      const form = await unfold(page, 'Revoke');
      await form.getByRole('textbox').fill('fra-agent');
      await submit(page, 'Revoke', form);
      await expect(page.locator('.toaster')).toHaveText('Revoked.');
      await expect(page.getByRole('row', { name: /fra-agent/ }).first()).toContainText('Revoked');
    });
  } finally {
    await agent.stop();
  }

  await test.step('edit, maintenance, retirement, end', async () => {
    await follow(page, 'Edit');
    await fill(page, { Title: 'Frankfurt one' });
    await submit(page, 'Save');
    await expect(page.getByRole('heading', { name: 'Frankfurt one', level: 1 })).toBeVisible();
    await submit(page, 'Put into maintenance');
    await expect(page.getByText('Maintenance', { exact: true })).toBeVisible();
    await submit(page, 'Take out of maintenance');
    const retire = await unfold(page, 'Retire cluster');
    await retire.getByRole('textbox').fill('frankfurt-1');
    await submit(page, 'Retire cluster', retire);
    await expect(page.getByText('Retired', { exact: true })).toBeVisible();
    const end = await unfold(page, 'Delete cluster');
    await end.getByRole('textbox').fill('frankfurt-1');
    await submit(page, 'Delete cluster', end);
    await expect(page.getByRole('row', { name: /Frankfurt/ })).toHaveCount(0);
  });
});

test('a cluster with publishes is not deleted', async ({ page, gateway }) => {
  await signIn(page, gateway.demo.logins[0]);
  await page.goto(`/operator/clusters/${gateway.demo.cluster_id}`);
  await settled(page);
  const end = await unfold(page, 'Delete cluster');
  await end.getByRole('textbox').fill('demo');
  await submit(page, 'Delete cluster', end);
  await expect(page.getByRole('alert')).toContainText(/publish/);
  await expect(page.getByRole('heading', { name: 'Demo cluster', level: 1 })).toBeVisible();
});

test('a provider finds no operator portal', async ({ page, gateway, browserConsole }) => {
  browserConsole.expect(/status of 404 /);
  await signIn(page, gateway.demo.logins[1]);
  const answer = await page.goto('/operator/clusters');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
});

/** Its presence: by itself where scripts run, else when the visitor looks again. */
async function agentIs(page: Page, presence: string): Promise<void> {
  const row = page.getByRole('row', { name: /fra-agent/ }).first();
  if (scripted()) {
    await expect(row).toContainText(presence);
    return;
  }
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText(presence, { timeout: 500 });
  }).toPass();
}

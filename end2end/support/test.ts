// What every spec imports instead of Playwright's own: a server per worker, and pages that may not complain.
import { test as base } from '@playwright/test';
import { Console } from './console.ts';
import { Gateway, type Settings } from './gateway.ts';
import { scripted } from './look.ts';

export { expect, type Page } from '@playwright/test';
export { accessible, look, lookHere, scripted, settled } from './look.ts';
export { signIn } from './people.ts';

export const test = base.extend<{ browserConsole: Console }, { settings: Settings; gateway: Gateway; empty: Gateway }>({
  /** Variables of the demo's environment; a spec that says some gets a server of its own. */
  settings: [{}, { scope: 'worker', option: true }],
  /** With the demo's world. */
  gateway: [
    async ({ settings }, use, worker) => {
      const gateway = await Gateway.start(`demo-${worker.project.name}-${worker.parallelIndex}`, 'demo', settings);
      await use(gateway);
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
  /** As it is right after installing: nobody, nothing. */
  empty: [
    async ({}, use, worker) => {
      const gateway = await Gateway.start(`empty-${worker.project.name}-${worker.parallelIndex}`, 'serve');
      await use(gateway);
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ gateway }, use) => use(gateway.url),
  browserConsole: [
    async ({ context }, use) => {
      const console = new Console(context, scripted());
      await use(console);
      console.check();
    },
    { auto: true },
  ],
});

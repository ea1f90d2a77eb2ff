// What every spec imports instead of Playwright's own: a server per worker, and pages that may not complain.
import { test as base } from '@playwright/test';
import { Console } from './console.ts';
import { Gateway } from './gateway.ts';
import { scripted } from './look.ts';

export { expect, type Page } from '@playwright/test';
export { accessible, look, lookHere, scripted, settled } from './look.ts';
export { signIn } from './people.ts';

export const test = base.extend<{ browserConsole: Console }, { gateway: Gateway; empty: Gateway }>({
  /** With the demo's world. */
  gateway: [
    async ({}, use, worker) => {
      const gateway = await Gateway.start(`demo-${worker.project.name}-${worker.parallelIndex}`, 'demo');
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

// What every spec imports instead of Playwright's own: a server per worker, and a page that may not complain.
import { test as base } from '@playwright/test';
import { Console } from './console.ts';
import { Gateway } from './gateway.ts';
import { scripted } from './look.ts';

export { expect } from '@playwright/test';
export { accessible, look, scripted, settled } from './look.ts';

export const test = base.extend<{ browserConsole: Console }, { gateway: Gateway }>({
  gateway: [
    async ({}, use, worker) => {
      const gateway = await Gateway.start(`server-${worker.project.name}-${worker.parallelIndex}`);
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

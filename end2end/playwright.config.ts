// How the journeys run: the system's Chromium, once with JavaScript and once without.
import { defineConfig, type Project } from '@playwright/test';

const chromium = {
  browserName: 'chromium' as const,
  launchOptions: {
    executablePath: process.env.IMP_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};

// A journey that needs a live page says so with the tag @js; one about a page without JavaScript with @nojs.
const projects: Project[] = [
  { name: 'js', use: { ...chromium }, grepInvert: /@nojs/ },
  { name: 'nojs', use: { ...chromium, javaScriptEnabled: false }, grepInvert: /@js/ },
];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  projects,
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // Guards against hanging, not measures of speed: on a busy machine a long journey takes minutes.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: { locale: 'en-US', colorScheme: 'light', trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  reporter: [['list'], ['./support/summary.ts']],
});

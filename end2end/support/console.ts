// A page may not complain: every console error or warning, uncaught exception and refused policy fails the test,
// unless the test said beforehand that it expects it.
import { type BrowserContext, expect } from '@playwright/test';

export class Console {
  private readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(context: BrowserContext, scripts: boolean) {
    // Without scripts nothing uses what was preloaded for them.
    if (!scripts) this.expect(/was preloaded using link preload but not used/);
    this.watch(context);
  }

  /** The same for another browser that a test opens. */
  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  }

  /** Allows complaints that match, from now on. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  check(): void {
    const surprises = this.complaints.filter((line) => !this.expected.some((pattern) => pattern.test(line)));
    expect(surprises, 'the browser console').toEqual([]);
  }
}

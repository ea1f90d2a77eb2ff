// A program of ours that runs beside the tests: started with its output in a log, stopped without leftovers.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const bin = process.env.IMP_BIN ?? join(import.meta.dirname, '../../target/debug');

export class Program {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    readonly logFile: string,
  ) {}

  /** Starts `name` of the build's folder; what it prints lands in `logFile`. */
  static start(name: string, args: string[], env: Record<string, string>, logFile: string): Program {
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(join(bin, name), args, {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    return new Program(name, child, logFile);
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until `ready` says yes; fails at once when the program ends before that. */
  async until(what: string, ready: () => Promise<boolean> | boolean, limit = 30_000): Promise<void> {
    const deadline = Date.now() + limit;
    while (!(await ready())) {
      if (!this.running) throw new Error(`${this.name} ended before ${what}:\n${this.log()}`);
      if (Date.now() > deadline) throw new Error(`${this.name}: no ${what} within ${limit} ms:\n${this.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends it as Ctrl-C would (or as a crash, with SIGKILL) and returns its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.running) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}

/** What runs on this machine, and what it was started with. */
export function processes(): { pid: number; args: string[] }[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    try {
      return [{ pid, args: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') }];
    } catch {
      // It ended between the two looks.
      return [];
    }
  });
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

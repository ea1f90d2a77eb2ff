// The real server for one worker: a debug build on a free port, with a data folder of its own.
// Usually as `imp-gateway demo`: with people, a cluster whose agent is real, and a published product.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, processes, Program } from './process.ts';

const site = process.env.IMP_SITE_ROOT ?? join(import.meta.dirname, '../../target/site');

export interface Login {
  email: string;
  password: string;
}

/** What `imp-gateway demo` leaves in demo.json. */
export interface Demo {
  operator_token: string;
  provider_token: string;
  customer_token: string;
  provider_tenant: string;
  customer_tenant: string;
  cluster_id: string;
  publish_id: string;
  manifests_dir: string;
}

/** Variables of the server's environment that a test wants otherwise than usual. */
export type Settings = Record<string, string>;

/** How its people sign in, as it leaves that in demo-logins.json. */
export type Logins = [operator: Login, provider: Login, customer: Login];

export class Gateway {
  private constructor(
    readonly url: string,
    /** A folder that goes with this server: its data, and room for agents' files. */
    readonly folder: string,
    private readonly address: string,
    private readonly command: 'demo' | 'serve',
    private readonly settings: Settings,
    private readonly logFile: string,
    private program: Program,
  ) {}

  static async start(name: string, command: 'demo' | 'serve', settings: Settings = {}): Promise<Gateway> {
    const folder = mkdtempSync(join(tmpdir(), 'imp-end2end-'));
    const address = `127.0.0.1:${await freePort()}`;
    const logFile = join(import.meta.dirname, '../test-results', `${name}.log`);
    rmSync(logFile, { force: true });
    const program = run(command, address, folder, settings, logFile);
    const gateway = new Gateway(`http://${address}`, folder, address, command, settings, logFile, program);
    await gateway.ready();
    return gateway;
  }

  /** What the demo has made, and who can sign in to look at it. */
  get demo(): Demo & { logins: Logins } {
    return { ...this.read<Demo>('demo.json'), logins: this.read<Logins>('demo-logins.json') };
  }

  log(): string {
    return this.program.log();
  }

  /** As after a crash: the process is killed and started again on the same data and port. */
  async crashAndRestart(): Promise<void> {
    await this.program.stop('SIGKILL');
    // Otherwise it would be taken for ready before it has looked at its folder.
    rmSync(this.file('demo.json'), { force: true });
    this.program = run(this.command, this.address, this.folder, this.settings, this.logFile);
    await this.ready();
  }

  /** Stops the demo's agent as a machine that hangs would, or lets it go on. It does not end: that would be noticed. */
  signalAgent(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const state = join(this.folder, 'data', 'agent');
    const agent = processes().find(({ args }) => args[args.indexOf('--state-dir') + 1] === state);
    if (agent === undefined) throw new Error(`no agent works on ${state}`);
    process.kill(agent.pid, signal);
  }

  /** Where the demo's agent writes what a publish routes. */
  private place(publish: string): string {
    return join(this.demo.manifests_dir, 'deploy', publish);
  }

  /** Puts a file where the agent wants a folder of its own: it cannot apply the publish. */
  obstruct(publish: string): void {
    rmSync(this.place(publish), { recursive: true, force: true });
    writeFileSync(this.place(publish), 'in the way');
  }

  /** Takes it away again. */
  clear(publish: string): void {
    rmSync(this.place(publish));
  }

  /** Ends it as Ctrl-C would; a server that does not end cleanly fails the run. */
  async stop(): Promise<void> {
    const code = await this.program.stop();
    const log = this.log();
    rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`imp-gateway ended with ${code}:\n${log}`);
    if (log.includes('panicked at')) throw new Error(`imp-gateway panicked:\n${log}`);
  }

  private file(name: string): string {
    return join(this.folder, 'data', name);
  }

  private read<T>(name: string): T {
    return JSON.parse(readFileSync(this.file(name), 'utf8')) as T;
  }

  private async ready(): Promise<void> {
    await this.program.until('an answer on /readyz', async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok === true && (this.command === 'serve' || existsSync(this.file('demo.json')));
    });
  }
}

function run(command: string, address: string, folder: string, settings: Settings, logFile: string): Program {
  const env = {
    IMP_ADDR: address,
    IMP_PUBLIC_URL: `http://${address}`,
    IMP_DATA_DIR: join(folder, 'data'),
    IMP_SITE_ROOT: site,
    ...settings,
  };
  return Program.start('imp-gateway', [command], env, logFile);
}

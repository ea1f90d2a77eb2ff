// The real server for one worker: a debug build on a free port, with a data folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Program } from './process.ts';

const site = process.env.IMP_SITE_ROOT ?? join(import.meta.dirname, '../../target/site');

export class Gateway {
  private constructor(
    readonly url: string,
    /** A folder that goes with this server: its data, and room for agents' files. */
    readonly folder: string,
    private readonly address: string,
    private readonly logFile: string,
    private program: Program,
  ) {}

  static async start(name: string): Promise<Gateway> {
    const folder = mkdtempSync(join(tmpdir(), 'imp-end2end-'));
    const address = `127.0.0.1:${await freePort()}`;
    const logFile = join(import.meta.dirname, '../test-results', `${name}.log`);
    rmSync(logFile, { force: true });
    const program = serve(address, folder, logFile);
    const gateway = new Gateway(`http://${address}`, folder, address, logFile, program);
    await gateway.ready();
    return gateway;
  }

  log(): string {
    return this.program.log();
  }

  /** As after a crash: the process is killed and started again on the same data and port. */
  async crashAndRestart(): Promise<void> {
    await this.program.stop('SIGKILL');
    this.program = serve(this.address, this.folder, this.logFile);
    await this.ready();
  }

  /** Ends it as Ctrl-C would; a server that does not end cleanly fails the run. */
  async stop(): Promise<void> {
    const code = await this.program.stop();
    const log = this.log();
    rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`imp-gateway ended with ${code}:\n${log}`);
    if (log.includes('panicked at')) throw new Error(`imp-gateway panicked:\n${log}`);
  }

  private async ready(): Promise<void> {
    await this.program.until('/readyz', async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok === true;
    });
  }
}

function serve(address: string, folder: string, logFile: string): Program {
  const env = { IMP_ADDR: address, IMP_PUBLIC_URL: `http://${address}`, IMP_DATA_DIR: join(folder, 'data'), IMP_SITE_ROOT: site };
  return Program.start('imp-gateway', ['serve'], env, logFile);
}

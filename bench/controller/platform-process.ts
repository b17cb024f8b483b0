/** The platform under measurement: main.ts in a process of its own, without a local Flink, and what /proc says of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { platformEnvironmentOf, platformNodeOptions } from '../../packages/cli/src/guard.ts';

/** Clock ticks of /proc in a second: 100 on every Linux that matters. */
const ticksPerS = 100;

export class PlatformProcess {
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.url = url;
    this.token = token;
  }

  /**
   * `nodeOptions`: further options of Node, such as those of its profiler. `isPlain`: without what saves memory, as the C library
   * is by itself. Throws when the platform does not answer.
   */
  static async start(dataDir: string, nodeOptions: string[] = [], isPlain = false): Promise<PlatformProcess> {
    const main = join(import.meta.dirname, '../../packages/server/src/main.ts');
    const ours = platformEnvironmentOf(join(homedir(), '.cache', 'liusu'));
    const { NODE_COMPILE_CACHE } = ours;
    const child = spawn(process.execPath, [...platformNodeOptions, ...nodeOptions, main], {
      env: {
        ...process.env,
        ...(isPlain ? { NODE_COMPILE_CACHE } : ours),
        LIUSU_DATA: dataDir,
        LIUSU_LOCAL_ENGINE: '0',
        LIUSU_PORT: '0',
        LIUSU_LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    const url = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
        const found = /^(http:\S+)\n/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the platform ended with ${code ?? 'a signal'}\n${errors}`)));
    });
    const token = readFileSync(join(dataDir, 'secrets', 'cli-token'), 'utf8').trim();
    return new PlatformProcess(child, url, token);
  }

  /** Seconds of processor time used so far. */
  cpuS(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const [user = '', system = ''] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / ticksPerS;
  }

  rssMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

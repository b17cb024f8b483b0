/** A whole Liusu with its own Flink in a temporary folder, as `up` starts it, and the addresses behind it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';

const launcher = join(import.meta.dirname, '../../liusu');

export class LiusuInstance {
  readonly folder: string;
  client!: LiusuClient;
  projectId = '';
  restUrl = '';
  gatewayUrl = '';
  gatewayPid = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Starts it and waits until all of it answers. */
  static async start(): Promise<LiusuInstance> {
    const instance = new LiusuInstance(mkdtempSync(join(tmpdir(), 'liusu-bench-')));
    // Flink would outlive a measurement that is broken off.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void instance.stop().finally(() => process.exit(1)));
    }
    try {
      await instance.#liusu(['up', '--detach', '-o', 'json']);
      const data = join(instance.folder, 'data');
      const { urls, engine } = readJson(join(data, 'run', 'platform.json')) as { urls: string[]; engine: string };
      const recordOf = (name: string) =>
        readJson(join(data, 'run', `${name}.json`)) as { pid: number; ports: { rest: number } };
      instance.restUrl = `http://127.0.0.1:${recordOf('jobmanager').ports.rest}`;
      const gateway = recordOf(`gateway-${engine}`);
      instance.gatewayUrl = `http://127.0.0.1:${gateway.ports.rest}`;
      instance.gatewayPid = gateway.pid;
      const token = readFileSync(join(data, 'secrets', 'cli-token'), 'utf8').trim();
      instance.client = new LiusuClient({ baseUrl: urls[0] ?? '', token });
      instance.projectId = (await instance.client.call('listProjects')).items[0]?.id ?? '';
      return instance;
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#liusu(['clean', '--yes']);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #liusu(args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(launcher, args, {
        env: { ...process.env, LIUSU_LANG: 'en', LIUSU_DATA: join(this.folder, 'data') },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`liusu ${args.join(' ')} ended with ${code}\n${errors}`)),
      );
    });
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

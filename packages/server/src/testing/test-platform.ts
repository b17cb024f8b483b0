/** The whole platform as its users have it, for tests: main.ts in a process of its own, over a temporary data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';
import { readEventStream } from '@liusu/contract/event-stream';
import { PreviewEvent } from '@liusu/contract/sql';

import { instanceMark } from '../drivers/local/local-folders.ts';
import { testCacheDir } from '../drivers/test-engines.ts';
import { createProcessTable } from '../lib/process-identity.ts';

const startTimeoutMs = 240_000;
const endTimeoutMs = 90_000;
const processTable = createProcessTable();

/** Looks again and again until `look` gives something. Throws, with the last error as cause, when the time is over. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs: number,
  pollMs = 250,
): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadlineMs) {
      throw new Error(`${what} did not come within ${timeoutMs / 1000} s`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** A running platform with its local Flink. */
export class TestPlatform {
  readonly client: LiusuClient;
  readonly #child: ChildProcess;
  readonly #dataDir: string;

  private constructor(child: ChildProcess, dataDir: string, client: LiusuClient) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.client = client;
  }

  /** Starts it and waits until cluster and gateway answer. Throws with the platform's last words when it does not come up. */
  static async start(engine: string): Promise<TestPlatform> {
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'liusu-test-platform-')));
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')],
      {
        env: { ...process.env, LIUSU_DATA: dataDir, LIUSU_CACHE: testCacheDir, LIUSU_ENGINE: engine, LIUSU_PORT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    try {
      const url = await eventually(
        'the address of the platform',
        () => {
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
          return /^(http:\S+)\n/.exec(output)?.[1];
        },
        startTimeoutMs,
      );
      const token = readFileSync(join(dataDir, 'secrets', 'cli-token'), 'utf8').trim();
      const platform = new TestPlatform(child, dataDir, new LiusuClient({ baseUrl: url, token }));
      await eventually('a platform that is well', () => platform.#isWell(), startTimeoutMs);
      return platform;
    } catch (error) {
      await endByForce(child, dataDir);
      throw new Error(`the platform did not come up:\n${errors}`, { cause: error });
    }
  }

  async #isWell(): Promise<true | undefined> {
    const { status, checks } = await this.client.call('getHealth');
    if (status === 'ok') return true;
    throw new Error(`${status}: ${JSON.stringify(checks)}`);
  }

  /** The project every platform has. */
  async projectId(): Promise<string> {
    const project = (await this.client.call('listProjects')).items[0];
    if (project === undefined) throw new Error('there is no project');
    return project.id;
  }

  /** Ends it as `down` does, without savepoints. Returns its exit code and the pids of Flink processes that stayed. */
  async shutDown(): Promise<{ exitCode: number | null; left: number[] }> {
    const exited = this.#child.exitCode === null ? once(this.#child, 'exit') : Promise.resolve();
    await this.client.call('shutDown', { body: { savepointBudgetMs: 0 } });
    await eventually('the end of the platform', () => (this.#child.exitCode === null ? undefined : true), endTimeoutMs);
    await exited;
    return { exitCode: this.#child.exitCode, left: enginePids(this.#dataDir) };
  }

  /** Ends whatever is still there and removes the folder. Safe after `shutDown`, and safe after a failure. */
  async dispose(): Promise<void> {
    await endByForce(this.#child, this.#dataDir);
  }
}

function enginePids(dataDir: string): number[] {
  return processTable
    .findByCommandLine(instanceMark(dataDir))
    .filter((pid) => processTable.identify(pid) !== undefined);
}

/** The platform goes first: it would start again what is killed under it. */
async function endByForce(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  for (const pid of enginePids(dataDir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It ended by itself between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  await eventually('the end of Flink', () => (enginePids(dataDir).length === 0 ? true : undefined), endTimeoutMs);
  rmSync(dataDir, { recursive: true, force: true });
}

const mostRows = 1_000_000;

/** Runs a script's query in batch mode by the preview route and returns every row. Throws when it did not come to its end. */
export async function previewRows(
  client: LiusuClient,
  projectId: string,
  script: string,
  timeoutMs: number,
): Promise<unknown[][]> {
  const body = { script, mode: 'batch' as const, limit: mostRows, timeoutMs };
  const response = await client.open('previewSql', { params: { projectId }, body });
  if (response.body === null) throw new Error('the preview answered without a body');
  const rows: unknown[][] = [];
  let reason: string | undefined;
  for await (const data of readEventStream(response.body)) {
    const event = PreviewEvent.parse(data);
    if (event.type === 'rows') rows.push(...event.rows.map((row) => row.cells));
    else if (event.type === 'failed') throw new Error(`the preview failed: ${JSON.stringify(event.problem)}`);
    else if (event.type === 'ended') reason = event.reason;
  }
  if (reason !== 'finished') throw new Error(`the preview ended after ${rows.length} rows: ${reason ?? 'broken off'}`);
  return rows;
}

/** The whole platform as its users have it, for tests: main.ts in a process of its own, over a temporary data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';
import { readEventStream } from '@liusu/contract/event-stream';
import { PreviewEvent } from '@liusu/contract/sql';

import { foldersOf, instanceMark } from '../drivers/local/local-folders.ts';
import { readRunRecord } from '../drivers/local/run-record.ts';
import { testCacheDir } from '../drivers/test-engines.ts';
import { messageOf } from '../lib/errors.ts';
import { createProcessTable } from '../lib/process-identity.ts';

const startTimeoutMs = 240_000;
const endTimeoutMs = 90_000;
const mostLastLines = 30;
const processTable = createProcessTable();

/** What can come no more: who waits for it need not wait any longer. */
export class NeverComes extends Error {}

/**
 * Looks again and again until `look` gives something. Throws, with the last error as cause, when the time is over, and at once what
 * `look` throws as NeverComes.
 */
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
      if (error instanceof NeverComes) throw error;
      last = error;
    }
    if (performance.now() > deadlineMs) {
      throw new Error(`${what} did not come within ${timeoutMs / 1000} s`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** What a platform of a test may do beyond the usual. */
export interface TestPlatformOptions {
  /** Scripts may name a folder `files` beside the data folder. */
  files?: boolean;
  /** Further variables of its environment: of a platform among several, the database and the key they share. */
  environment?: Record<string, string>;
}

/** A running platform with its local Flink. */
export class TestPlatform {
  /** The test's own, removed by `dispose`; empty unless `files` was asked for. */
  readonly files: string;
  readonly #root: string;
  readonly #dataDir: string;
  readonly #engine: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #lastWords: () => string = () => '';
  #client: LiusuClient | undefined;

  private constructor(engine: string, options: TestPlatformOptions) {
    this.#engine = engine;
    this.#environment = options.environment ?? {};
    this.#root = realpathSync(mkdtempSync(join(tmpdir(), 'liusu-test-platform-')));
    this.#dataDir = join(this.#root, 'data');
    this.files = join(this.#root, 'files');
    if (options.files === true) mkdirSync(this.files);
  }

  /** Starts it and waits until cluster and gateway answer. Throws with the platform's last words when it does not come up. */
  static async start(engine: string, options: TestPlatformOptions = {}): Promise<TestPlatform> {
    const platform = new TestPlatform(engine, options);
    try {
      await platform.launch();
      await platform.#withLastWords(eventually('a platform that is well', () => platform.#isWell(), startTimeoutMs));
      return platform;
    } catch (error) {
      await platform.dispose();
      throw error;
    }
  }

  get client(): LiusuClient {
    if (this.#client === undefined) throw new Error('the platform is not up');
    return this.#client;
  }

  get database(): string {
    return join(this.#dataDir, 'liusu.db');
  }

  /** Folder of the embedded lake. */
  get warehouse(): string {
    return join(this.#dataDir, 'warehouse');
  }

  /** Where Flink itself answers now; undefined without a JobManager. */
  get flinkUrl(): string | undefined {
    const port = readRunRecord(foldersOf(this.#dataDir).run, 'jobmanager')?.ports['rest'];
    return port === undefined ? undefined : `http://127.0.0.1:${port}`;
  }

  /** The id of its data folder, by which it is known where several share a database. */
  get replicaId(): string {
    return readFileSync(join(this.#dataDir, 'replica-id'), 'utf8').trim();
  }

  /**
   * Starts the platform's process over what is there; resolves when it answers, before its engine does. Throws at once, with its last
   * lines, when the process ends instead.
   */
  async launch(): Promise<void> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')],
      {
        env: {
          ...process.env,
          LIUSU_DATA: this.#dataDir,
          LIUSU_CACHE: testCacheDir,
          LIUSU_ENGINE: this.#engine,
          LIUSU_PORT: '0',
          LIUSU_SQL_PATHS: this.files,
          ...this.#environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    this.#lastWords = () => `${output}${errors}`.trimEnd().split('\n').slice(-mostLastLines).join('\n');
    const address = () => {
      const found = /^(http:\S+)\n/.exec(output)?.[1];
      if (found === undefined) this.#failIfEnded();
      return found;
    };
    const url = await this.#withLastWords(eventually('the address of the platform', address, startTimeoutMs, 50));
    const token = readFileSync(join(this.#dataDir, 'secrets', 'cli-token'), 'utf8').trim();
    this.#client = new LiusuClient({ baseUrl: url, token });
  }

  /** With what the platform said last, which goes with it, when the time is over. */
  async #withLastWords<T>(waiting: Promise<T>): Promise<T> {
    try {
      return await waiting;
    } catch (error) {
      if (error instanceof NeverComes) throw error;
      throw new Error(`${messageOf(error)}; the platform said last:\n${this.#lastWords()}`, { cause: error });
    }
  }

  #failIfEnded(): void {
    const { exitCode, signalCode } = this.#child ?? {};
    if (exitCode == null && signalCode == null) return;
    throw new NeverComes(`the platform ended (${exitCode ?? signalCode}) and said last:\n${this.#lastWords()}`);
  }

  /** Kills one of its processes, or the platform itself, without warning. Flink's processes are not the platform's children. */
  async kill(role: 'platform' | 'jobmanager' | 'taskmanager' | 'gateway'): Promise<void> {
    if (role === 'platform') return endChild(this.#child);
    const { processes } = await this.client.call('getSystem');
    const pid = processes.find((process) => process.role === role)?.pid;
    if (pid == null) throw new Error(`there is no ${role}`);
    process.kill(pid, 'SIGKILL');
  }

  /** Stops the platform's own process where it stands; its gateway runs on. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Lets a paused one go on. */
  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  async #isWell(): Promise<true | undefined> {
    this.#failIfEnded();
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
    const child = this.#child;
    if (child === undefined) throw new Error('the platform is not up');
    const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
    await this.client.call('shutDown', { body: { savepointBudgetMs: 0 } });
    await eventually('the end of the platform', () => (child.exitCode === null ? undefined : true), endTimeoutMs);
    await exited;
    return { exitCode: child.exitCode, left: enginePids(this.#dataDir) };
  }

  /** Ends whatever is still there and removes the folders. Safe after `shutDown`, and safe after a failure. */
  async dispose(): Promise<void> {
    await endByForce(this.#child, this.#dataDir);
    rmSync(this.#root, { recursive: true, force: true });
  }
}

function enginePids(dataDir: string): number[] {
  return processTable
    .findByCommandLine(instanceMark(dataDir))
    .filter((pid) => processTable.identify(pid) !== undefined);
}

async function endChild(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The platform goes first: it would start again what is killed under it. */
async function endByForce(child: ChildProcess | undefined, dataDir: string): Promise<void> {
  await endChild(child);
  // A folder that was never made has no processes.
  if (!existsSync(dataDir)) return;
  for (const pid of enginePids(dataDir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It ended by itself between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  await eventually('the end of Flink', () => (enginePids(dataDir).length === 0 ? true : undefined), endTimeoutMs);
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

/** The whole platform with its own local Flink, for tests that need all of it: what main.ts starts, in this process. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';
import { readEventStream } from '@liusu/contract/event-stream';
import type { JobDetail, JobSettings } from '@liusu/contract/job';
import { PreviewEvent } from '@liusu/contract/sql';

import { type App, startApp } from '../app.ts';
import { readConfig, repositoryRoot } from '../config.ts';
import type { Driver, GatewayProcess } from '../drivers/driver.ts';
import { createLocalEngine, createSideGateway } from '../drivers/local/create-local-engine.ts';
import { runForOutput } from '../drivers/local/spawn.ts';
import { createRemoteDriver } from '../drivers/remote/remote-driver.ts';
import { testCacheDir, testJava, testSources } from '../drivers/test-engines.ts';
import { createProcessTable } from '../lib/process-identity.ts';
import { eventually } from './test-platform.ts';

export class RealPlatform {
  /** The test's own; removed by `remove`. */
  readonly root: string;
  /** Below it scripts may name files. */
  readonly files: string;
  readonly #engineId: string;
  #driver: Driver | undefined;
  #gateway: GatewayProcess | undefined;
  app!: App;
  client!: LiusuClient;
  projectId = '';

  private constructor(root: string, engineId: string) {
    this.root = root;
    this.files = join(root, 'files');
    this.#engineId = engineId;
  }

  static async make(engineId: string): Promise<RealPlatform> {
    const platform = new RealPlatform(await mkdtemp(join(tmpdir(), 'liusu-platform-')), engineId);
    await mkdir(platform.files);
    return platform;
  }

  /** Starts the platform, or starts it again over what is there; resolves when cluster and gateway answer. */
  async up(): Promise<void> {
    const data = join(this.root, 'data');
    const config = readConfig({
      LIUSU_DATA: data,
      LIUSU_CACHE: testCacheDir,
      LIUSU_ENGINE: this.#engineId,
      LIUSU_LOG_LEVEL: 'info',
      LIUSU_SQL_PATHS: this.files,
    });
    this.app = await startApp(config, {
      table: createProcessTable(runForOutput),
      createRemoteDriver,
      createEngine: ({ folder, engineId, clock, log, bucketOptions }) => {
        const common = {
          dataDir: folder.root,
          cacheDir: testCacheDir,
          enginesDir: join(repositoryRoot, 'engines'),
          java: testJava,
          sources: testSources,
          log,
          clock,
          bucketOptions,
        };
        const { driver, gateway, fetch, fetchFileSystems, optionsInForce } = createLocalEngine({ ...common, engineId });
        this.#driver = driver;
        this.#gateway = gateway;
        return {
          driver,
          gateway,
          fetchFileSystems,
          optionsInForce,
          createGateway: (other) => createSideGateway({ ...common, engineId: other }),
          start: (stages) =>
            stages.run('engine', async () => {
              await fetch();
              await Promise.all([driver.start(), gateway.start()]);
              await Promise.all([driver.waitUntilAnswering(120_000), gateway.waitUntilAnswering(120_000)]);
            }),
          release: async () => {
            await gateway.release();
            await driver.release();
          },
        };
      },
    });
    const token = readFileSync(join(data, 'secrets', 'cli-token'), 'utf8').trim();
    this.client = new LiusuClient({ baseUrl: this.app.url, token });
    await eventually(
      'a healthy platform',
      async () => ((await this.client.call('getHealth')).status === 'ok' ? true : undefined),
      240_000,
    );
    this.projectId = (await this.client.call('listProjects')).items[0]?.id ?? '';
  }

  /** Makes a job and starts it. Returns its id. */
  async startJob(name: string, script: string, settings: Partial<JobSettings>): Promise<string> {
    const { id } = await this.client.call('createJob', {
      params: { projectId: this.projectId },
      body: { name, script, settings },
    });
    await this.client.call('startJob', { params: { jobId: id }, body: {} });
    return id;
  }

  job(jobId: string): Promise<JobDetail> {
    return this.client.call('getJob', { params: { jobId } });
  }

  /** As the command `down`: jobs are stopped with savepoints, then everything ends. */
  async down(): Promise<void> {
    await this.client.call('shutDown', { body: { savepointBudgetMs: 60_000 } });
    await this.app.ended;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** Kills a process of Flink without warning. */
  async kill(role: 'jobmanager' | 'taskmanager'): Promise<void> {
    const { processes } = await this.client.call('getSystem');
    const pid = processes.find((process) => process.role === role)?.pid;
    if (pid == null) throw new Error(`there is no ${role}`);
    process.kill(pid, 'SIGKILL');
  }

  get flinkUrl(): string {
    const url = this.#driver?.endpoint()?.url;
    if (url === undefined) throw new Error('the local cluster has no address');
    return url;
  }

  /** The SQL gateway, for what others do beside the platform. */
  get gatewayUrl(): string {
    const url = this.#gateway?.url();
    if (url === undefined) throw new Error('the gateway has no address');
    return url;
  }

  /** Asks Flink itself. */
  async flink<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(`${this.flinkUrl}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The rows of a bounded query, as cells. */
  async query(sql: string): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    const response = await this.client.open('previewSql', {
      params: { projectId: this.projectId },
      body: { script: sql, mode: 'batch', timeoutMs: 90_000 },
    });
    if (response.body === null) throw new Error('the preview has no body');
    for await (const json of readEventStream(response.body)) {
      const event = PreviewEvent.parse(json);
      if (event.type === 'rows') rows.push(...event.rows.map((row) => row.cells));
      if (event.type === 'failed') throw new Error(`the query failed: ${JSON.stringify(event.problem)}`);
    }
    return rows;
  }
}

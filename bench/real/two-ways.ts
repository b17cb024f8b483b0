/** The same SQL started in two ways on one cluster: through Liusu, and by calls to the same gateway. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { JobSettings } from '@liusu/contract/job';

import { HttpFlinkRest } from '../../packages/server/src/flink/http-flink-rest.ts';
import { SqlGatewayClient } from '../../packages/server/src/flink/sql-gateway-client.ts';
import { systemClock } from '../../packages/server/src/lib/clock.ts';
import { GatewaySession } from '../../packages/server/src/sql/gateway-session.ts';
import { planProperties } from '../../packages/server/src/sql/plan/plan-compiler.ts';
import { platformProperties, settingsProperties } from '../../packages/server/src/sql/session-properties.ts';
import type { LiusuInstance } from './liusu-instance.ts';
import type { SqlClient } from './sql-client.ts';

/** What both ways are given: tables first, the INSERT last. */
export interface Statements {
  tables: string[];
  /** Names of the tables. */
  names: string[];
  insert: string;
}

export interface StartedJob {
  flinkJobId: string;
  /** When the first call was made (epoch ms). */
  askedMs: number;
}

export const engine = 'flink-2.2';
const lookEveryMs = 20;
const longestMs = 120_000;

export class TwoWays {
  readonly rest: HttpFlinkRest;
  readonly #instance: LiusuInstance;
  readonly #gateway: SqlGatewayClient;
  readonly #statements: Statements;
  #jobId = '';

  constructor(instance: LiusuInstance, statements: Statements) {
    this.#instance = instance;
    this.#statements = statements;
    this.rest = new HttpFlinkRest(() => ({ url: instance.restUrl }));
    this.#gateway = new SqlGatewayClient(instance.gatewayUrl);
  }

  async close(): Promise<void> {
    await this.rest.close();
    await this.#gateway.close();
  }

  get jobId(): string {
    return this.#jobId;
  }

  async createJob(name: string): Promise<void> {
    const { client, projectId } = this.#instance;
    const script = [...this.#statements.tables, this.#statements.insert].map((text) => `${text};\n`).join('');
    this.#jobId = (await client.call('createJob', { params: { projectId }, body: { name, script } })).id;
  }

  /** One command of the API; Liusu does the rest. Returns once Liusu has chosen the Flink JobID. */
  async throughLiusu(): Promise<StartedJob> {
    const { client } = this.#instance;
    const before = (await client.call('getJob', { params: { jobId: this.#jobId } })).run?.id;
    const askedMs = Date.now();
    await client.call('startJob', { params: { jobId: this.#jobId }, body: { restore: { kind: 'none' } } });
    const run = await until('a new run', async () => {
      const found = (await client.call('getJob', { params: { jobId: this.#jobId } })).run;
      return found === null || found.id === before ? undefined : found;
    });
    return { flinkJobId: run.flinkJobId, askedMs };
  }

  /**
   * The session is open before the time counts, as Liusu's is. As a `plan`: the statements that Liusu sends, with the settings it
   * sends. As an `insert`: the tables and the INSERT alone, as by Flink's SQL client; operators then have ids that no edit survives.
   */
  async byHand(how: 'plan' | 'insert'): Promise<StartedJob> {
    const handle = await this.#gateway.openSession({});
    const session = new GatewaySession(this.#gateway, handle, '', systemClock);
    const flinkJobId = randomBytes(16).toString('hex');
    const { settings, own } = this.#properties(flinkJobId);
    const { tables, names, insert } = this.#statements;
    const file = join(this.#instance.folder, `${flinkJobId}.json`);
    const { signal } = new AbortController();
    const askedMs = Date.now();
    for (const table of tables) await session.run(table, { signal, config: settings });
    if (how === 'insert') await session.run(insert, { signal, config: { ...settings, ...own } });
    else {
      const config = { ...settings, ...planProperties };
      const compile = `COMPILE PLAN 'file://${file}' FOR STATEMENT SET BEGIN ${insert}; END`;
      await session.run(compile, { signal, config });
      for (const name of names) await session.rowsOf(`SHOW CREATE TABLE ${name}`, { signal, config: settings });
      await session.run(`EXECUTE PLAN 'file://${file}'`, { signal, config: { ...config, ...own } });
    }
    await session.close();
    rmSync(file, { force: true });
    return { flinkJobId, askedMs };
  }

  /** By Flink's own SQL client, with the settings that Liusu gives. */
  async bySqlClient(client: SqlClient): Promise<StartedJob> {
    const flinkJobId = randomBytes(16).toString('hex');
    const { settings, own } = this.#properties(flinkJobId);
    const sets = Object.entries({ ...settings, ...own }).map(([key, value]) => `SET '${key}' = '${value}'`);
    const askedMs = Date.now();
    await client.run([...sets, ...this.#statements.tables, this.#statements.insert]);
    return { flinkJobId, askedMs };
  }

  #properties(flinkJobId: string): { settings: Record<string, string>; own: Record<string, string> } {
    const { hostname, port } = new URL(this.#instance.restUrl);
    return {
      settings: settingsProperties(engine, JobSettings.parse({}), 'UTC'),
      own: platformProperties(engine, {
        target: { address: hostname, port: Number(port) },
        flinkJobId,
        flinkJobName: 'by hand',
        marks: {},
        checkpointFolder: `file://${join(this.#instance.folder, 'data', 'state', 'by-hand', flinkJobId)}`,
        restorePath: null,
        allowNonRestored: false,
        checkpointsRetained: 3,
      }),
    };
  }

  /** Waits until Flink lists the job with this status. */
  async whenIn(flinkJobId: string, status: string): Promise<void> {
    // The list is made anew for each call; what Flink says of one job may be some seconds old.
    await until(`the job ${status}`, async () => {
      const job = (await this.rest.jobs()).find((one) => one.flinkJobId === flinkJobId);
      if (job?.status === 'FAILED' && status !== 'FAILED') throw new Error(`the job ${flinkJobId} failed`);
      return job?.status === status ? true : undefined;
    });
  }

  /** When the job came into these statuses (epoch ms), by Flink's own clock; asked once it is past the last of them. */
  timesOf<S extends string>(flinkJobId: string, statuses: readonly S[]): Promise<Record<S, number>> {
    return until('the times of the job', async () => {
      const times = (await this.rest.findJob(flinkJobId))?.timestampsMs ?? {};
      return statuses.every((status) => (times[status] ?? 0) > 0) ? (times as Record<S, number>) : undefined;
    });
  }

  /** When the last of the job's tasks began to run (epoch ms), by Flink's own clock. The job has to be at its end. */
  async tasksRanMs(flinkJobId: string): Promise<number> {
    const job = await this.rest.findJob(flinkJobId);
    const times = await Promise.all(
      (job?.vertices ?? []).map(async ({ id }) => {
        const answer = await fetch(`${this.#instance.restUrl}/jobs/${flinkJobId}/vertices/${id}/subtasktimes`);
        const { subtasks } = (await answer.json()) as { subtasks: { timestamps: Record<string, number> }[] };
        return subtasks.map(({ timestamps }) => timestamps['RUNNING'] ?? Number.NaN);
      }),
    );
    return Math.max(...times.flat());
  }
}

/** Looks until there is something. Throws after two minutes, and whatever `look` throws. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + longestMs;
  while (performance.now() < endMs) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(lookEveryMs);
  }
  throw new Error(`${what} did not come`);
}

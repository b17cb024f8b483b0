/** The same SQL started in two ways on one cluster: through Liusu, and by calls to the same gateway. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { JobSettings } from '@liusu/contract/job';

import { HttpFlinkRest } from '../../packages/server/src/flink/http-flink-rest.ts';
import type { JobDetailAnswer } from '../../packages/server/src/flink/flink-rest.ts';
import { SqlGatewayClient } from '../../packages/server/src/flink/sql-gateway-client.ts';
import { systemClock } from '../../packages/server/src/lib/clock.ts';
import { GatewaySession } from '../../packages/server/src/sql/gateway-session.ts';
import { platformProperties, settingsProperties } from '../../packages/server/src/sql/session-properties.ts';
import type { LiusuInstance } from './liusu-instance.ts';

/** What both ways are given: tables first, the INSERT last. */
export interface Statements {
  tables: string[];
  insert: string;
}

export interface StartedJob {
  flinkJobId: string;
  /** When the first call was made (epoch ms). */
  askedMs: number;
}

const engine = 'flink-2.2';
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

  /** The statements that Liusu sends, with the settings it sends. The session is open before the time counts, as Liusu's is. */
  async byHand(): Promise<StartedJob> {
    const settings = settingsProperties(engine, JobSettings.parse({}), 'UTC');
    const handle = await this.#gateway.openSession({});
    const session = new GatewaySession(this.#gateway, handle, '', systemClock);
    const flinkJobId = randomBytes(16).toString('hex');
    const { hostname, port } = new URL(this.#instance.restUrl);
    const own = platformProperties(engine, {
      target: { address: hostname, port: Number(port) },
      flinkJobId,
      flinkJobName: 'by hand',
      marks: {},
      checkpointFolder: `file://${join(this.#instance.folder, 'data', 'state', 'by-hand', flinkJobId)}`,
      restorePath: null,
      allowNonRestored: false,
      checkpointsRetained: 3,
    });
    const { signal } = new AbortController();
    const askedMs = Date.now();
    for (const table of this.#statements.tables) await session.run(table, { signal, config: settings });
    await session.run(this.#statements.insert, { signal, config: { ...settings, ...own } });
    await session.close();
    return { flinkJobId, askedMs };
  }

  /** What Flink says of the job once it has this status. */
  whenIn(flinkJobId: string, status: string): Promise<JobDetailAnswer> {
    return until(`the job ${status}`, async () => {
      const job = await this.rest.findJob(flinkJobId);
      if (job?.status === 'FAILED' && status !== 'FAILED') throw new Error(`the job ${flinkJobId} failed`);
      return job?.status === status ? job : undefined;
    });
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

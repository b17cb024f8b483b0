/**
 * Several people writing SQL at once: each has a job, types, is saved and checked as the workbench does it, looks around and now
 * and then runs a preview. How long the API takes to answer them, and how long a check by Flink takes. `./liusu bench editors`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { readEventStream } from '@liusu/contract/event-stream';
import type { PreviewEvent } from '@liusu/contract/sql';

import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { percentile } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '60' },
    /** Seconds of the same work before anything counts: a gateway that was just started compiles what it runs. */
    'warm-up': { type: 'string', default: '30' },
    output: { type: 'string', short: 'o', default: 'table' },
  },
});
const people = Number(options.people);
const seconds = Number(options.seconds);
const warmUpS = Number(options['warm-up']);

/** The workbench saves 1.5 s after the last key and checks a little earlier; people pause at about this pace. */
const typingPauseMs = 1500;
const previewEvery = 8;

const definitions = `CREATE TEMPORARY TABLE orders (
  id BIGINT, user_id BIGINT, amount DECIMAL(10, 2), created TIMESTAMP(3),
  WATERMARK FOR created AS created - INTERVAL '5' SECOND
) WITH ('connector' = 'datagen', 'rows-per-second' = '100', 'number-of-rows' = '100');
CREATE TEMPORARY TABLE users (id BIGINT, city STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '100');
CREATE TEMPORARY TABLE totals (city STRING, orders BIGINT, amount DECIMAL(38, 2)) WITH ('connector' = 'blackhole');
`;
/** No two people and no two rounds ask the same: the platform remembers what it has checked. */
const query = (person: number, round: number) =>
  `SELECT u.city, COUNT(*), SUM(o.amount) FROM orders AS o JOIN users AS u ON o.user_id = u.id WHERE o.amount > ${person}.${round} GROUP BY u.city`;

type Kind = 'save' | 'read' | 'search' | 'check' | 'preview';

/** Milliseconds of every answer, by what was asked; of those alone that were asked for once it counts. */
class Stopwatch {
  readonly ms: Record<Kind, number[]> = { save: [], read: [], search: [], check: [], preview: [] };
  readonly #countsFromMs = performance.now() + warmUpS * 1000;

  async time<T>(kind: Kind, ask: () => Promise<T>): Promise<T> {
    const fromMs = performance.now();
    const answer = await ask();
    if (fromMs >= this.#countsFromMs) this.ms[kind].push(performance.now() - fromMs);
    return answer;
  }
}

async function write(instance: LiusuInstance, person: number, untilMs: number, watch: Stopwatch): Promise<void> {
  const { client, projectId } = instance;
  const project = { params: { projectId } };
  const created = await client.call('createJob', {
    ...project,
    body: { name: `bench ${person}`, script: definitions, folder: `bench/${person}` },
  });
  const job = { params: { jobId: created.id } };
  let revision = created.draftRevision;
  // People do not type in step.
  await pause((person * typingPauseMs) / people);
  for (let round = 1; performance.now() < untilMs; round += 1) {
    const script = `${definitions}INSERT INTO totals ${query(person, round)};\n`;
    const saved = watch.time('save', () =>
      client.call('updateJob', { ...job, body: { script, draftRevision: revision } }),
    );
    const checked = watch.time('check', () => client.call('validateSql', { ...project, body: { script } }));
    await watch.time('read', () => client.call('listJobs', { ...project, query: { limit: 500 } }));
    await watch.time('read', () => client.call('getJob', job));
    await watch.time('search', () => client.call('searchScripts', { ...project, query: { text: 'amount' } }));
    revision = (await saved).draftRevision;
    const { ok } = await checked;
    if (!ok) throw new Error('the script of the benchmark has an error');
    if (round % previewEvery === 0) await watch.time('preview', () => preview(instance, query(person, round)));
    await pause(typingPauseMs);
  }
}

/** Runs a query until its first row. */
async function preview({ client, projectId }: LiusuInstance, text: string): Promise<void> {
  const ending = new AbortController();
  const body = { script: `${definitions}${text};`, limit: 10, timeoutMs: 60_000 };
  const answer = await client.open('previewSql', { params: { projectId }, body, signal: ending.signal });
  if (answer.body === null) throw new Error('a preview has no body');
  for await (const data of readEventStream(answer.body)) {
    const event = data as PreviewEvent;
    if (event.type === 'failed') throw new Error(`a preview failed: ${event.problem.detail}`);
    if (event.type === 'rows' || event.type === 'ended') break;
  }
  ending.abort();
}

const instance = await LiusuInstance.start();
try {
  const watch = new Stopwatch();
  const untilMs = performance.now() + (warmUpS + seconds) * 1000;
  await Promise.all(Array.from({ length: people }, (_, person) => write(instance, person + 1, untilMs, watch)));
  const rows = Object.entries(watch.ms).map(([kind, ms]) => ({
    kind,
    answers: ms.length,
    p50Ms: Math.round(percentile(ms, 0.5)),
    p95Ms: Math.round(percentile(ms, 0.95)),
    p99Ms: Math.round(percentile(ms, 0.99)),
  }));
  if (options.output === 'json') console.log(JSON.stringify({ people, seconds, warmUpS, rows }));
  else {
    console.log(`${machineLine()}, ${people} people for ${seconds} s, after ${warmUpS} s\n`);
    console.log('| asked | answers | p50 | p95 | p99 |\n|---|---|---|---|---|');
    for (const row of rows)
      console.log(`| ${row.kind} | ${row.answers} | ${row.p50Ms} ms | ${row.p95Ms} ms | ${row.p99Ms} ms |`);
  }
} finally {
  await instance.stop();
}

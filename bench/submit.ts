/**
 * From asking for a job to Flink's RUNNING: through Liusu, by the same calls to the same gateway by hand, and by the plain INSERT,
 * in turns. And how long after Flink's RUNNING Liusu tells it. Run it by `./liusu bench submit [--rounds N] [-o json]`.
 */
import { parseArgs } from 'node:util';

import { readEventStream } from '@liusu/contract/event-stream';
import type { LiveEvent } from '@liusu/contract/overview';

import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { type StartedJob, TwoWays, until } from './real/two-ways.ts';
import { median, percentile } from './statistics.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, output: { type: 'string', default: 'table' } },
});
const rounds = Number(values.rounds);
/** Not counted: the gateway and the JobManager compile what they run often. */
const warmUps = 5;

interface Round {
  /** From asking to the job's RUNNING, and to its last task's. */
  ms: number;
  tasksMs: number;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

say('starting Liusu with its own Flink …');
const instance = await LiusuInstance.start();
const ways = new TwoWays(instance, {
  tables: [
    "CREATE TEMPORARY TABLE source_rows (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10')",
    "CREATE TEMPORARY TABLE sink_rows (id BIGINT) WITH ('connector' = 'blackhole')",
  ],
  names: ['source_rows', 'sink_rows'],
  insert: 'INSERT INTO sink_rows SELECT id FROM source_rows',
});
const stopListening = new AbortController();
/** When the live stream told RUNNING, by run. */
const toldMs = new Map<string, number>();

async function listen(): Promise<void> {
  const response = await instance.client.open('streamEvents', { signal: stopListening.signal });
  if (response.body === null) throw new Error('the live stream has no body');
  for await (const data of readEventStream(response.body)) {
    const told = data as LiveEvent;
    if (told.type === 'job-event' && told.event.to === 'RUNNING') toldMs.set(told.event.runId ?? '', Date.now());
  }
}

async function timed({ flinkJobId, askedMs }: StartedJob): Promise<Round> {
  const { RUNNING: runningMs } = await ways.timesOf(flinkJobId, ['RUNNING', 'CANCELED']);
  return { ms: runningMs - askedMs, tasksMs: (await ways.tasksRanMs(flinkJobId)) - askedMs };
}

async function roundThroughLiusu(): Promise<Round & { learntMs: number; learntTasksMs: number }> {
  const started = await ways.throughLiusu();
  const { client } = instance;
  const params = { jobId: ways.jobId };
  const run = (await client.call('getJob', { params })).run;
  const learntAtMs = await until('RUNNING in the live stream', async () => toldMs.get(run?.id ?? ''));
  await client.call('stopJob', { params, body: { mode: 'cancel' } });
  await until('the end of the run', async () =>
    (await client.call('getJob', { params })).run?.endedAt == null ? undefined : true,
  );
  const round = await timed(started);
  const learntMs = learntAtMs - started.askedMs;
  return { ...round, learntMs: learntMs - round.ms, learntTasksMs: learntMs - round.tasksMs };
}

async function roundByHand(how: 'plan' | 'insert'): Promise<Round> {
  const started = await ways.byHand(how);
  await ways.whenIn(started.flinkJobId, 'RUNNING');
  await ways.rest.cancel(started.flinkJobId);
  await ways.whenIn(started.flinkJobId, 'CANCELED');
  return await timed(started);
}

/** Of neighbours in time: what the machine does besides falls on both. */
function ratio(some: Round[], others: Round[]): number {
  return Number(median(some.map(({ ms }, index) => ms / (others[index]?.ms ?? Number.NaN))).toFixed(3));
}

try {
  const listening = listen().catch((error: unknown) => {
    if (!stopListening.signal.aborted) throw error;
  });
  await ways.createJob('bench');
  const liusu: Awaited<ReturnType<typeof roundThroughLiusu>>[] = [];
  const hand: Round[] = [];
  const plain: Round[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    // Who goes first changes: what one leaves to be cleaned up falls on the next.
    const isLiusuFirst = round % 2 === 0;
    const early = isLiusuFirst ? await roundThroughLiusu() : undefined;
    const byPlan = await roundByHand('plan');
    const one = early ?? (await roundThroughLiusu());
    const byInsert = await roundByHand('insert');
    const name = round < 0 ? `warm-up ${round + warmUps + 1}/${warmUps}` : `round ${round + 1}/${rounds}`;
    say(`${name}: Liusu ${one.ms} ms, by hand ${byPlan.ms} ms, INSERT ${byInsert.ms} ms, learnt ${one.learntMs} ms`);
    if (round < 0) continue;
    liusu.push(one);
    hand.push(byPlan);
    plain.push(byInsert);
  }
  stopListening.abort();
  await listening;
  const learntMs = liusu.map((round) => round.learntMs);
  const learntTasksMs = liusu.map((round) => round.learntTasksMs);
  const result = {
    rounds,
    liusuMedianMs: median(liusu.map((round) => round.ms)),
    byHandMedianMs: median(hand.map((round) => round.ms)),
    plainInsertMedianMs: median(plain.map((round) => round.ms)),
    ratioMedian: ratio(liusu, hand),
    ratioToPlainInsertMedian: ratio(liusu, plain),
    learntMedianMs: median(learntMs),
    learntP95Ms: percentile(learntMs, 0.95),
    learntOfTasksMedianMs: median(learntTasksMs),
    learntOfTasksP95Ms: percentile(learntTasksMs, 0.95),
  };
  if (values.output === 'json') console.log(JSON.stringify(result));
  else {
    console.log(`${machineLine()}; ${rounds} rounds\n\n| what | median | p95 |\n|---|---|---|`);
    console.log(`| asked to RUNNING, through Liusu | ${result.liusuMedianMs} ms | |`);
    console.log(`| asked to RUNNING, same calls by hand | ${result.byHandMedianMs} ms | |`);
    console.log(`| asked to RUNNING, plain INSERT by hand | ${result.plainInsertMedianMs} ms | |`);
    console.log(`| ratio to the same calls | ${result.ratioMedian} | |`);
    console.log(`| ratio to the plain INSERT | ${result.ratioToPlainInsertMedian} | |`);
    console.log(`| told, after the job's RUNNING | ${result.learntMedianMs} ms | ${result.learntP95Ms} ms |`);
    console.log(
      `| told, after the last task's RUNNING | ${result.learntOfTasksMedianMs} ms | ${result.learntOfTasksP95Ms} ms |`,
    );
  }
} finally {
  stopListening.abort();
  await ways.close();
  await instance.stop();
}

/**
 * From asking for a job to Flink's RUNNING: through Liusu, and by the same calls to the same gateway by hand, in turns. And how
 * long after Flink's RUNNING Liusu tells it. Run it by `./liusu bench submit [--rounds N] [-o json]`.
 */
import { parseArgs } from 'node:util';

import { readEventStream } from '@liusu/contract/event-stream';
import type { LiveEvent } from '@liusu/contract/overview';

import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { TwoWays, until } from './real/two-ways.ts';
import { median, percentile } from './statistics.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, output: { type: 'string', default: 'table' } },
});
const rounds = Number(values.rounds);
/** Not counted: the gateway and the JobManager compile what they run often. */
const warmUps = 4;

const instance = await LiusuInstance.start();
const ways = new TwoWays(instance, {
  tables: [
    "CREATE TEMPORARY TABLE source_rows (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10')",
    "CREATE TEMPORARY TABLE sink_rows (id BIGINT) WITH ('connector' = 'blackhole')",
  ],
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

async function roundThroughLiusu(): Promise<{ ms: number; learntMs: number }> {
  const { flinkJobId, askedMs } = await ways.throughLiusu();
  const job = await until('RUNNING', async () => {
    const found = await ways.rest.findJob(flinkJobId);
    return found?.status === 'RUNNING' ? found : undefined;
  });
  const runningMs = job.timestampsMs['RUNNING'] ?? Number.NaN;
  const { client } = instance;
  const params = { jobId: ways.jobId };
  const run = (await client.call('getJob', { params })).run;
  const learntAtMs = await until('RUNNING in the live stream', async () => toldMs.get(run?.id ?? ''));
  await client.call('stopJob', { params, body: { mode: 'cancel' } });
  await ways.whenIn(flinkJobId, 'CANCELED');
  await until('the end of the run', async () =>
    (await client.call('getJob', { params })).run?.endedAt == null ? undefined : true,
  );
  return { ms: runningMs - askedMs, learntMs: learntAtMs - runningMs };
}

async function roundByHand(): Promise<{ ms: number }> {
  const { flinkJobId, askedMs } = await ways.byHand();
  const job = await ways.whenIn(flinkJobId, 'RUNNING');
  await ways.rest.cancel(flinkJobId);
  await ways.whenIn(flinkJobId, 'CANCELED');
  return { ms: (job.timestampsMs['RUNNING'] ?? Number.NaN) - askedMs };
}

try {
  const listening = listen().catch((error: unknown) => {
    if (!stopListening.signal.aborted) throw error;
  });
  await ways.createJob('bench');
  const liusu: { ms: number; learntMs: number }[] = [];
  const hand: { ms: number }[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const one = await roundThroughLiusu();
    const other = await roundByHand();
    if (round < 0) continue;
    liusu.push(one);
    hand.push(other);
  }
  stopListening.abort();
  await listening;
  const result = {
    rounds,
    liusuMedianMs: median(liusu.map((round) => round.ms)),
    byHandMedianMs: median(hand.map((round) => round.ms)),
    // Of neighbours in time: what the machine does besides falls on both.
    ratioMedian: Number(median(liusu.map((round, index) => round.ms / (hand[index]?.ms ?? Number.NaN))).toFixed(3)),
    learntMedianMs: median(liusu.map((round) => round.learntMs)),
    learntP95Ms: percentile(
      liusu.map((round) => round.learntMs),
      0.95,
    ),
  };
  if (values.output === 'json') console.log(JSON.stringify(result));
  else {
    console.log(`${machineLine()}; ${rounds} rounds\n\n| what | median |\n|---|---|`);
    console.log(`| asked to RUNNING, through Liusu | ${result.liusuMedianMs} ms |`);
    console.log(`| asked to RUNNING, by hand | ${result.byHandMedianMs} ms |`);
    console.log(`| ratio | ${result.ratioMedian} |`);
    console.log(`| RUNNING learnt after | ${result.learntMedianMs} ms (p95 ${result.learntP95Ms} ms) |`);
  }
} finally {
  stopListening.abort();
  await ways.close();
  await instance.stop();
}

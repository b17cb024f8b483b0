/**
 * Rows per second of one bounded job through Liusu, and of the same SQL by calls to the gateway by hand, on one cluster in turns,
 * by Flink's own times of RUNNING and FINISHED. Run it by `./liusu bench throughput [--rounds N] [--rows N] [-o json]`.
 */
import { parseArgs } from 'node:util';

import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { type StartedJob, TwoWays, until } from './real/two-ways.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '5000000' },
    output: { type: 'string', default: 'table' },
  },
});
const rounds = Number(values.rounds);
const rows = Number(values.rows);

const instance = await LiusuInstance.start();
const ways = new TwoWays(instance, {
  tables: [
    `CREATE TEMPORARY TABLE source_rows (id BIGINT, grp INT) WITH ('connector' = 'datagen', 'rows-per-second' = '100000000',
      'number-of-rows' = '${rows}', 'fields.grp.min' = '1', 'fields.grp.max' = '1000')`,
    "CREATE TEMPORARY TABLE sink_rows (grp INT, n BIGINT) WITH ('connector' = 'blackhole')",
  ],
  insert: 'INSERT INTO sink_rows SELECT grp, COUNT(*) FROM source_rows GROUP BY grp',
});

async function rowsPerS({ flinkJobId }: StartedJob): Promise<number> {
  const job = await ways.whenIn(flinkJobId, 'FINISHED');
  const { RUNNING: fromMs = Number.NaN, FINISHED: toMs = Number.NaN } = job.timestampsMs;
  return (rows * 1000) / (toMs - fromMs);
}

async function roundThroughLiusu(): Promise<number> {
  const { client } = instance;
  const rate = await rowsPerS(await ways.throughLiusu());
  await until('the end of the run', async () =>
    (await client.call('getJob', { params: { jobId: ways.jobId } })).phase === 'FINISHED' ? true : undefined,
  );
  return rate;
}

try {
  await ways.createJob('bench');
  const liusu: number[] = [];
  const hand: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes: the second finds a warmer machine.
    const isLiusuFirst = round % 2 === 0;
    const first = isLiusuFirst ? await roundThroughLiusu() : await rowsPerS(await ways.byHand());
    const second = isLiusuFirst ? await rowsPerS(await ways.byHand()) : await roundThroughLiusu();
    // The first round warms Flink up.
    if (round < 0) continue;
    liusu.push(isLiusuFirst ? first : second);
    hand.push(isLiusuFirst ? second : first);
  }
  const result = {
    rounds,
    rows,
    liusuRowsPerS: Math.round(median(liusu)),
    byHandRowsPerS: Math.round(median(hand)),
    ratioMedian: Number(median(liusu.map((rate, index) => rate / (hand[index] ?? Number.NaN))).toFixed(3)),
  };
  if (values.output === 'json') console.log(JSON.stringify(result));
  else {
    console.log(`${machineLine()}; ${rounds} rounds of ${rows} rows\n\n| what | median |\n|---|---|`);
    console.log(`| through Liusu | ${result.liusuRowsPerS} rows/s |`);
    console.log(`| by hand | ${result.byHandRowsPerS} rows/s |`);
    console.log(`| ratio | ${result.ratioMedian} |`);
  }
} finally {
  await ways.close();
  await instance.stop();
}

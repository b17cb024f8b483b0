/**
 * Rows per second of one bounded job through Liusu, and of the same SQL by Flink's SQL client, on one cluster in turns,
 * by Flink's own times of RUNNING and FINISHED. Run it by `./liusu bench throughput [--rounds N] [--rows N] [-o json]`.
 */
import { parseArgs } from 'node:util';

import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { SqlClient } from './real/sql-client.ts';
import { engine, type StartedJob, TwoWays, until } from './real/two-ways.ts';
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

process.stderr.write('starting Liusu with its own Flink …\n');
const instance = await LiusuInstance.start();
const ways = new TwoWays(instance, {
  tables: [
    `CREATE TEMPORARY TABLE source_rows (id BIGINT, grp INT) WITH ('connector' = 'datagen', 'rows-per-second' = '100000000',
      'number-of-rows' = '${rows}', 'fields.grp.min' = '1', 'fields.grp.max' = '1000')`,
    "CREATE TEMPORARY TABLE sink_rows (grp INT, n BIGINT) WITH ('connector' = 'blackhole')",
  ],
  names: ['source_rows', 'sink_rows'],
  insert: 'INSERT INTO sink_rows SELECT grp, COUNT(*) FROM source_rows GROUP BY grp',
});

async function rowsPerS({ flinkJobId }: StartedJob): Promise<number> {
  await ways.whenIn(flinkJobId, 'FINISHED');
  const { RUNNING: fromMs, FINISHED: toMs } = await ways.timesOf(flinkJobId, ['RUNNING', 'FINISHED']);
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
  const { folder, gatewayUrl, gatewayPid } = instance;
  const sqlClient = await SqlClient.prepare({ engine, gatewayUrl, gatewayPid, folder });
  await ways.createJob('bench');
  const liusu: number[] = [];
  const hand: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes: the second finds a warmer machine.
    const isLiusuFirst = round % 2 === 0;
    const first = isLiusuFirst ? await roundThroughLiusu() : await rowsPerS(await ways.bySqlClient(sqlClient));
    const second = isLiusuFirst ? await rowsPerS(await ways.bySqlClient(sqlClient)) : await roundThroughLiusu();
    const [one, other] = isLiusuFirst ? [first, second] : [second, first];
    const name = round < 0 ? 'warm-up' : `round ${round + 1}/${rounds}`;
    process.stderr.write(`${name}: Liusu ${Math.round(one)} rows/s, SQL client ${Math.round(other)} rows/s\n`);
    // The first round warms Flink up.
    if (round < 0) continue;
    liusu.push(one);
    hand.push(other);
  }
  const result = {
    rounds,
    rows,
    liusuRowsPerS: Math.round(median(liusu)),
    sqlClientRowsPerS: Math.round(median(hand)),
    ratioMedian: Number(median(liusu.map((rate, index) => rate / (hand[index] ?? Number.NaN))).toFixed(3)),
  };
  if (values.output === 'json') console.log(JSON.stringify(result));
  else {
    console.log(`${machineLine()}; ${rounds} rounds of ${rows} rows\n\n| what | median |\n|---|---|`);
    console.log(`| through Liusu | ${result.liusuRowsPerS} rows/s |`);
    console.log(`| by Flink's SQL client | ${result.sqlClientRowsPerS} rows/s |`);
    console.log(`| ratio | ${result.ratioMedian} |`);
  }
} finally {
  await ways.close();
  await instance.stop();
}

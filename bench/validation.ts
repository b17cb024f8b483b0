/**
 * How long Flink's check of a script takes while it is written: at first, and again after one edit, with what the platform remembers
 * and with nothing remembered, in turns on one gateway. Run it by `./liusu bench validation [--rounds N] [--large] [-o json]`.
 * Each size is printed as soon as it is measured.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { JobSettings } from '@liusu/contract/job';

import { systemClock } from '../packages/server/src/lib/clock.ts';
import { silentLog } from '../packages/server/src/lib/log.ts';
import { SessionSource } from '../packages/server/src/sql/gateways.ts';
import { ValidationService } from '../packages/server/src/sql/validate.ts';
import { machineLine } from './machine.ts';
import { LiusuInstance } from './real/liusu-instance.ts';
import { median, percentile } from './statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    /** Scripts of 30 tables and 9 INSERTs too: a round of them takes many seconds. */
    large: { type: 'boolean', default: false },
    output: { type: 'string', default: 'table' },
  },
});
const rounds = Number(values.rounds);
interface Size {
  tables: number;
  inserts: number;
}

/** Not counted: the gateway compiles what it runs often. */
const warmUps = 3;
const sizes: Size[] = [
  { tables: 3, inserts: 1 },
  { tables: 10, inserts: 3 },
  ...(values.large ? [{ tables: 30, inserts: 9 }] : []),
];

interface Edits {
  /** Part of a name, so that no two scripts are alike. */
  mark: string;
  /** A number in the first INSERT. */
  limit: number;
  /** Length of a column of the first table. */
  length: number;
}

/** Every third table is a sink; each INSERT joins two sources and aggregates. */
function script({ tables, inserts }: Size, { mark, limit, length }: Edits): string {
  const lines: string[] = [];
  for (let i = 0; i < tables; i++) {
    lines.push(
      i % 3 === 2
        ? `CREATE TEMPORARY TABLE sink_${mark}_${i} (customer STRING, orders BIGINT, total DECIMAL(38, 2), PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'blackhole');`
        : `CREATE TEMPORARY TABLE source_${mark}_${i} (id BIGINT, customer STRING, note VARCHAR(${i === 0 ? length : 20}), amount DECIMAL(10, 2), created TIMESTAMP(3), WATERMARK FOR created AS created - INTERVAL '5' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '10');`,
    );
  }
  for (let i = 0; i < inserts; i++) {
    const [left, right, sink] = [i * 3, i * 3 + 1, i * 3 + 2];
    lines.push(
      `INSERT INTO sink_${mark}_${sink} SELECT l.customer, COUNT(*), SUM(r.amount) FROM source_${mark}_${left} AS l JOIN source_${mark}_${right} AS r ON l.id = r.id WHERE l.amount > ${i === 0 ? limit : 5} GROUP BY l.customer;`,
    );
  }
  return lines.join('\n');
}

// The platform's own timers keep no process alive.
const alive = setInterval(() => undefined, 60_000);
const instance = await LiusuInstance.start();
const folder = join(instance.folder, 'bench');
const sessions = new SessionSource({
  gateways: {
    forEngine: (engine) => ({
      engine,
      start: async () => undefined,
      url: () => instance.gatewayUrl,
      incarnation: () => 'bench',
      processes: () => [],
      stop: async () => undefined,
    }),
  },
  prelude: [`CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}/warehouse')`],
  clock: systemClock,
  log: silentLog(),
  poolSize: 1,
});
const common = {
  sessions,
  catalogs: { lake: 'paimon' },
  scratchFolder: join(folder, 'scratch'),
  resolveJars: async () => [],
  paths: { allowed: [], denied: [] },
  clock: systemClock,
};
const ways = {
  remembered: new ValidationService(common),
  'from scratch': new ValidationService({ ...common, remember: false }),
};
type Way = keyof typeof ways;
type What = 'first check' | 'INSERT edited' | 'table edited' | 'nothing edited';

async function measure(way: Way, text: string): Promise<number> {
  const startMs = performance.now();
  const { ok, diagnostics } = await ways[way].validate({
    script: text,
    engine: 'flink-2.2',
    settings: JobSettings.parse({}),
    timeZone: 'UTC',
    variables: {},
    signal: AbortSignal.timeout(120_000),
  });
  if (!ok) throw new Error(`the script is not right: ${JSON.stringify(diagnostics)}`);
  return performance.now() - startMs;
}

/** One person opens a script, edits an INSERT, then a table, then saves without a change. */
async function round(way: Way, size: Size, mark: string): Promise<Record<What, number>> {
  return {
    'first check': await measure(way, script(size, { mark, limit: 1, length: 20 })),
    'INSERT edited': await measure(way, script(size, { mark, limit: 2, length: 20 })),
    'table edited': await measure(way, script(size, { mark, limit: 2, length: 30 })),
    'nothing edited': await measure(way, script(size, { mark, limit: 2, length: 30 })),
  };
}

interface Found {
  size: string;
  what: What;
  way: Way;
  p50Ms: number;
  p95Ms: number;
}

async function measureSize(size: Size): Promise<Found[]> {
  const taken: Record<Way, Record<What, number>[]> = { remembered: [], 'from scratch': [] };
  for (let i = -warmUps; i < rounds; i++) {
    for (const way of Object.keys(ways) as Way[]) {
      const one = await round(way, size, `${size.tables}_${way.charAt(0)}_${i + warmUps}`);
      if (i >= 0) taken[way].push(one);
    }
  }
  return (['first check', 'INSERT edited', 'table edited', 'nothing edited'] as const).flatMap((what) =>
    (Object.keys(ways) as Way[]).map((way) => {
      const times = taken[way].map((one) => one[what]);
      return {
        size: `${size.tables} tables, ${size.inserts} INSERT${size.inserts === 1 ? '' : 's'}`,
        what,
        way,
        p50Ms: Math.round(median(times)),
        p95Ms: Math.round(percentile(times, 0.95)),
      };
    }),
  );
}

function print(found: readonly Found[]): void {
  for (const one of found.filter(({ way }) => way === 'remembered')) {
    const other = found.find((each) => each.way !== one.way && each.what === one.what);
    console.log(
      `| ${one.size} | ${one.what} | ${other?.p50Ms} ms | ${other?.p95Ms} ms | ${one.p50Ms} ms | ${one.p95Ms} ms |`,
    );
  }
}

try {
  const isJson = values.output === 'json';
  if (!isJson) {
    console.log(`${machineLine()}; ${rounds} rounds\n`);
    console.log(
      '| script | check | from scratch p50 | p95 | with what is known p50 | p95 |\n|---|---|---|---|---|---|',
    );
  }
  const all: Found[] = [];
  for (const size of sizes) {
    const found = await measureSize(size);
    all.push(...found);
    if (!isJson) print(found);
  }
  if (isJson) console.log(JSON.stringify({ rounds, found: all }));
} finally {
  for (const service of Object.values(ways)) await service.close();
  await sessions.close();
  rmSync(folder, { recursive: true, force: true });
  await instance.stop();
  clearInterval(alive);
}

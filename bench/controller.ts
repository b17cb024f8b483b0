/**
 * The job controller with many jobs, on a fake Flink: how late it learns what changed, what it costs, how fast the API answers
 * meanwhile. Run it by `./liusu bench controller [--jobs N] [--clusters C] [--seconds S] [--profile DIR] [-o json]`; without
 * `--jobs` it prints the table for 100, 1,000 and 10,000 jobs. With `--against-plain ROUNDS` it takes turns with a platform that does
 * without what saves memory, and prints both and what of the one is for 1 of the other (medians).
 */
import { parseArgs } from 'node:util';

import { type ControllerResult, measureController } from './controller/measure.ts';
import { machineLine } from './machine.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string' },
    clusters: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    profile: { type: 'string' },
    'against-plain': { type: 'string' },
    output: { type: 'string', default: 'table' },
  },
});

function countOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1, not ${text}`);
  return value;
}

interface Compared {
  plain: ControllerResult[];
  asItIs: ControllerResult[];
}

const measured = ['rssMb', 'cpuCores', 'stalenessP95Ms', 'apiReadP99Ms', 'apiWriteP99Ms'] as const;

async function measure(jobs: number, isPlain: boolean): Promise<ControllerResult> {
  process.stderr.write(`${jobs} jobs${isPlain ? ', plain' : ''} …\n`);
  return measureController({
    jobs,
    clusters: values.clusters === undefined ? Math.min(100, jobs) : countOf('clusters', values.clusters),
    seconds: countOf('seconds', values.seconds),
    profile: values.profile,
    isPlain,
  });
}

async function compare(jobs: number, rounds: number): Promise<Compared> {
  const compared: Compared = { plain: [], asItIs: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Who is first changes, so that what the machine does beside is shared out.
    for (const isPlain of round % 2 === 0 ? [true, false] : [false, true])
      (isPlain ? compared.plain : compared.asItIs).push(await measure(jobs, isPlain));
  }
  return compared;
}

function ratios({ plain, asItIs }: Compared): Record<string, number> {
  const middle = (results: ControllerResult[], name: (typeof measured)[number]) =>
    median(results.map((result) => result[name]));
  return Object.fromEntries(
    measured.map((name) => [name, Number((middle(asItIs, name) / middle(plain, name)).toFixed(2))]),
  );
}

function table(rows: (ControllerResult & { platform?: string })[]): string {
  const cells = rows.map(
    (row) =>
      `| ${row.platform === undefined ? '' : `${row.platform} | `}${row.jobs} | ${row.clusters} | ${row.stalenessP95Ms} ms | ${row.cpuCores} | ${row.rssMb} MB | ${row.apiReadP99Ms} ms | ${row.apiWriteP99Ms} ms | ${row.requestsPerRound} | ${row.overlappingPolls} |`,
  );
  const first = rows[0]?.platform === undefined ? '' : 'platform | ';
  return [
    `| ${first}jobs | clusters | staleness p95 | cores | RSS | API reads p99 | API writes p99 | requests per round | overlapping polls |`,
    `|${first === '' ? '' : '---|'}---|---|---|---|---|---|---|---|---|`,
    ...cells,
  ].join('\n');
}

const sizes = values.jobs === undefined ? [100, 1_000, 10_000] : [countOf('jobs', values.jobs)];
if (values['against-plain'] === undefined) {
  const results: ControllerResult[] = [];
  for (const jobs of sizes) results.push(await measure(jobs, false));
  if (values.output === 'json') console.log(JSON.stringify(values.jobs === undefined ? results : results[0]));
  else console.log(`${machineLine()}\n\n${table(results)}`);
} else {
  const rounds = countOf('against-plain', values['against-plain']);
  const results: (Compared & { jobs: number; ratios: Record<string, number> })[] = [];
  for (const jobs of sizes) {
    const compared = await compare(jobs, rounds);
    const result = { jobs, ...compared, ratios: ratios(compared) };
    results.push(result);
    if (values.output === 'json') continue;
    const rows = [
      ...compared.plain.map((row) => ({ ...row, platform: 'plain' })),
      ...compared.asItIs.map((row) => ({ ...row, platform: 'as it is' })),
    ];
    console.log(`${machineLine()}\n\n${table(rows)}\n\nas it is for 1 of plain: ${JSON.stringify(result.ratios)}`);
  }
  if (values.output === 'json') console.log(JSON.stringify(values.jobs === undefined ? results : results[0]));
}

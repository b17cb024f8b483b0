/**
 * The job controller with many jobs, on a fake Flink: how late it learns what changed, what it costs, how fast the API answers
 * meanwhile. Run it by `./liusu bench controller [--jobs N] [--clusters C] [--seconds S] [--profile DIR] [-o json]`; without
 * `--jobs` it prints the table for 100, 1,000 and 10,000 jobs.
 */
import { parseArgs } from 'node:util';

import { type ControllerResult, measureController } from './controller/measure.ts';
import { machineLine } from './machine.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string' },
    clusters: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    profile: { type: 'string' },
    output: { type: 'string', default: 'table' },
  },
});

function countOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1, not ${text}`);
  return value;
}

const sizes = values.jobs === undefined ? [100, 1_000, 10_000] : [countOf('jobs', values.jobs)];
const results: ControllerResult[] = [];
for (const jobs of sizes) {
  process.stderr.write(`${jobs} jobs …\n`);
  results.push(
    await measureController({
      jobs,
      clusters: values.clusters === undefined ? Math.min(100, jobs) : countOf('clusters', values.clusters),
      seconds: countOf('seconds', values.seconds),
      profile: values.profile,
    }),
  );
}

if (values.output === 'json') console.log(JSON.stringify(values.jobs === undefined ? results : results[0]));
else {
  console.log(`${machineLine()}\n`);
  console.log(
    '| jobs | clusters | staleness p95 | cores | RSS | API reads p99 | API writes p99 | requests per round | overlapping polls |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const row of results) {
    console.log(
      `| ${row.jobs} | ${row.clusters} | ${row.stalenessP95Ms} ms | ${row.cpuCores} | ${row.rssMb} MB | ${row.apiReadP99Ms} ms | ${row.apiWriteP99Ms} ms | ${row.requestsPerRound} | ${row.overlappingPolls} |`,
    );
  }
}

/**
 * The editor with 2,000 tables: from a key to the list of completions in real Chromium, the provider by itself, and the instant
 * checks of 500 lines. The console is the one in packages/web/dist (`./liusu up` builds it), its API is mocked and answers at
 * once. Run it by `./liusu bench completion [--rounds N] [-o json]`.
 */
import { parseArgs } from 'node:util';

import { measureChromium } from './completion/chromium.ts';
import { longScript, measureChecks, measureProvider } from './completion/provider.ts';
import { machineLine } from './machine.ts';
import { percentile } from './statistics.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '60' }, output: { type: 'string', short: 'o', default: 'table' } },
});
const rounds = Number(values.rounds);

const measured: Record<string, number[]> = {
  ...(await measureProvider(rounds)),
  [`instant checks of ${longScript().split('\n').length} lines`]: await measureChecks(rounds),
  ...(await measureChromium(rounds)),
};
const figures = Object.entries(measured).map(([name, ms]) => ({
  name,
  p50Ms: percentile(ms, 0.5),
  p95Ms: percentile(ms, 0.95),
  worstMs: Math.max(...ms),
  count: ms.length,
}));
if (values.output === 'json') process.stdout.write(`${JSON.stringify({ machine: machineLine(), figures })}\n`);
else {
  const rows = figures.map(
    ({ name, p50Ms, p95Ms, worstMs, count }) =>
      `| ${name} | ${p50Ms.toFixed(1)} ms | ${p95Ms.toFixed(1)} ms | ${worstMs.toFixed(1)} ms | ${count} |`,
  );
  const head = ['| what | p50 | p95 | worst | n |', '| --- | --- | --- | --- | --- |'];
  process.stdout.write(`${machineLine()}\n\n${[...head, ...rows].join('\n')}\n`);
}

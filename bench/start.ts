/**
 * How long a start takes and what it costs: time to the console, to the first SQL job RUNNING, memory of each process; cold
 * (empty cache: everything is fetched) and warm. Prints a table in Markdown. Run it by `./liusu bench start`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const launcher = join(import.meta.dirname, '..', 'liusu');
const warmRounds = 3;

const script = `CREATE TEMPORARY TABLE source_rows (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10');
CREATE TEMPORARY TABLE sink_rows (id BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO sink_rows SELECT id FROM source_rows;
`;

interface Round {
  consoleMs: number;
  readyMs: number;
  runningMs: number;
  memory: Map<string, number>;
}

/** Runs a command; calls `onError` with each line of its standard error as it comes. */
function run(
  args: string[],
  env: Record<string, string>,
  onError: (line: string) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(launcher, args, {
      env: { ...process.env, LIUSU_LANG: 'en', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
      for (const line of chunk.toString('utf8').split('\n')) onError(line);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`liusu ${args.join(' ')} ended with ${code}\n${errors}`)),
    );
  });
}

async function measure(folder: string, name: string, cache: string): Promise<Round> {
  const env = { LIUSU_DATA: join(folder, name), LIUSU_CACHE: cache };
  const fromMs = performance.now();
  let consoleMs = 0;
  try {
    await run(['up', '--detach', '-o', 'json'], env, (line) => {
      if (consoleMs === 0 && line.startsWith('console: ')) consoleMs = performance.now() - fromMs;
    });
    const readyMs = performance.now() - fromMs;
    const file = join(folder, 'job.sql');
    writeFileSync(file, script);
    await run(['job', 'create', 'bench', file], env);
    await run(['job', 'start', 'bench', '--wait'], env);
    const runningMs = performance.now() - fromMs;
    const status = JSON.parse(await run(['status', '-o', 'json'], env)) as {
      processes: { role: string; rssBytes: number | null }[];
    };
    return {
      consoleMs,
      readyMs,
      runningMs,
      memory: new Map(status.processes.map((item) => [item.role, item.rssBytes ?? 0])),
    };
  } finally {
    await run(['clean', '--yes'], env);
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

const folder = mkdtempSync(join(tmpdir(), 'liusu-bench-'));
try {
  const cache = join(folder, 'cache');
  const cold = await measure(folder, 'cold', cache);
  const warm: Round[] = [];
  for (let round = 0; round < warmRounds; round += 1) warm.push(await measure(folder, `warm-${round}`, cache));
  const roles = [...cold.memory.keys()];
  const medianOf = (of: (round: Round) => number) => median(warm.map(of));
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB\n`,
  );
  console.log(`| | cold | warm (median of ${warmRounds}) |\n|---|---|---|`);
  console.log(`| console answers | ${seconds(cold.consoleMs)} | ${seconds(medianOf((round) => round.consoleMs))} |`);
  console.log(`| engine ready | ${seconds(cold.readyMs)} | ${seconds(medianOf((round) => round.readyMs))} |`);
  console.log(
    `| first SQL job RUNNING | ${seconds(cold.runningMs)} | ${seconds(medianOf((round) => round.runningMs))} |`,
  );
  for (const role of roles) {
    const mib = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;
    console.log(
      `| memory of ${role} | ${mib(cold.memory.get(role) ?? 0)} | ${mib(medianOf((round) => round.memory.get(role) ?? 0))} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

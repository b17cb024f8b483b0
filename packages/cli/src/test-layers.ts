/** The layers of tests: what each needs on the machine, and how it is run and counted. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from './run-process.ts';
import type { NeedName } from './test-needs.ts';

export interface LayerResult {
  passed: number;
  failed: number;
  /** What failed, one line each. */
  failures: string[];
}

export interface LayerContext {
  root: string;
  long: boolean;
  /** Seeds of the model test, and nothing else of it. */
  seeds?: { count: number; from: number } | undefined;
  onLine: (line: string) => void;
}

export interface Layer {
  name: string;
  /** Programs and fonts the layer cannot do without. */
  needs: NeedName[];
  /** What its long form needs besides. */
  longNeeds?: NeedName[];
  run: (context: LayerContext) => Promise<LayerResult>;
}

const typeProjects = ['packages/contract', 'packages/server', 'packages/cli', 'packages/web', 'e2e', 'tools'];

export const layers: Layer[] = [
  { name: 'types', needs: [], run: runTypes },
  { name: 'lint', needs: [], run: runLint },
  { name: 'unit', needs: [], run: (context) => runVitest(context, 'unit') },
  { name: 'model', needs: [], run: runModel },
  { name: 'integration', needs: ['postgres', 'python'], run: (context) => runVitest(context, 'integration') },
  {
    name: 'flink',
    needs: ['postgres', 'python'],
    longNeeds: ['ip', 'nft'],
    run: (context) => runVitest(context, 'flink'),
  },
  { name: 'browser', needs: ['chromium', 'chinese-fonts'], run: (context) => runVitest(context, 'browser') },
  { name: 'fresh', needs: ['ip'], run: (context) => runVitest(context, 'fresh') },
];

/** One test per program: it exits with 0 or it failed. */
async function runPrograms(
  context: LayerContext,
  programs: { name: string; script: string; args: string[] }[],
): Promise<LayerResult> {
  const result: LayerResult = { passed: 0, failed: 0, failures: [] };
  for (const { name, script, args } of programs) {
    const { code, failure } = await run(process.execPath, [join(context.root, script), ...args], {
      cwd: context.root,
      onLine: context.onLine,
    });
    if (code === 0) result.passed += 1;
    else {
      result.failed += 1;
      result.failures.push(`${name}: ${failure ?? `exit code ${code ?? 'none'}`}`);
    }
  }
  return result;
}

function runTypes(context: LayerContext): Promise<LayerResult> {
  const script = 'node_modules/typescript/bin/tsc';
  return runPrograms(
    context,
    typeProjects.map((project) => ({ name: `types ${project}`, script, args: ['-p', project] })),
  );
}

function runLint(context: LayerContext): Promise<LayerResult> {
  return runPrograms(context, [
    { name: 'oxlint', script: 'node_modules/oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
    { name: 'rules of the house', script: 'tools/lint/check.ts', args: [] },
    { name: 'format', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  ]);
}

/** All of the model test, or the seeds that were asked for alone. */
function runModel(context: LayerContext): Promise<LayerResult> {
  const { seeds } = context;
  if (seeds === undefined) return runVitest(context, 'model');
  return runVitest(context, 'model', {
    files: ['random.model.test.ts'],
    env: { LIUSU_MODEL_SEEDS: String(seeds.count), LIUSU_MODEL_FROM: String(seeds.from) },
  });
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
}

/** A skipped test counts as failed: a layer runs whole or not at all. */
async function runVitest(
  context: LayerContext,
  project: string,
  only: { files: string[]; env: Record<string, string> } = { files: [], env: {} },
): Promise<LayerResult> {
  const folder = mkdtempSync(join(tmpdir(), 'liusu-test-'));
  try {
    const output = join(folder, 'report.json');
    const { code, failure } = await run(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(context.root, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--root', context.root, '--project', project, ...only.files],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
      ],
      {
        cwd: context.root,
        env: { ...process.env, ...only.env, LIUSU_TEST_LONG: context.long ? '1' : '0', NO_COLOR: '1' },
        onLine: context.onLine,
      },
    );
    return resultOf(project, readReport(output), code, failure);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    // Vitest ended before it could write one: the caller counts the layer as failed.
    return undefined;
  }
}

/** Sums a report. A layer without a report, without tests, or that ended badly without a failed test has failed once. */
export function resultOf(
  project: string,
  report: VitestReport | undefined,
  code: number | null,
  failure?: string,
): LayerResult {
  if (report === undefined)
    return {
      passed: 0,
      failed: 1,
      failures: [`${project}: ${failure ?? `ended with ${code ?? 'a signal'} and no report`}`],
    };
  const skipped = report.numPendingTests + report.numTodoTests;
  const failures = report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    const broken = file.status === 'failed' && failed.length === 0;
    return [
      ...failed.map((test) => `${file.name}: ${test.fullName}`),
      ...(broken ? [`${file.name}: ${file.message.split('\n')[0] ?? 'could not be run'}`] : []),
    ];
  });
  for (const file of report.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'skipped' || test.status === 'pending' || test.status === 'todo')
        failures.push(`${file.name}: skipped: ${test.fullName}`);
  const brokenFiles = failures.length - report.numFailedTests - skipped;
  let failed = report.numFailedTests + skipped + Math.max(0, brokenFiles);
  if (report.numPassedTests + failed === 0) {
    failed = 1;
    failures.push(`${project}: no test was found`);
  } else if (failed === 0 && code !== 0) {
    failed = 1;
    failures.push(`${project}: ${failure ?? `every test passed, yet it ended with ${code ?? 'a signal'}`}`);
  }
  return { passed: report.numPassedTests, failed, failures };
}

/** Runs one edit of SQL on real Flink: the first text to known results, a savepoint, the second text from it. For tests. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { JobSettings } from '@liusu/contract/job';
import { needsConsent } from '@liusu/contract/upgrade';
import { expect } from 'vitest';

import { systemClock } from '../../lib/clock.ts';
import { newFlinkJobId } from '../../lib/ids.ts';
import { silentLog } from '../../lib/log.ts';
import type { TestFlink } from '../../testing/flink-cluster.ts';
import { eventually } from '../../testing/test-platform.ts';
import { GatewaySubmitter } from '../gateway-submitter.ts';
import type { SessionSource } from '../gateways.ts';
import type { SubmissionOutcome, SubmissionRequest } from '../submission.ts';
import { candidateCompiler } from './candidate.ts';
import { inputs, type Pair } from './pair-inputs.ts';
import { PlanCompiler } from './plan-compiler.ts';
import { PlanRunner, readsSwitchedTtl } from './plan-runner.ts';
import type { MadePlan, PlanUse, RunPlan } from './run-plan.ts';
import { parsePlan } from './stored-plan.ts';
import { type Comparison, comparePlans } from './verdict.ts';

/** Long enough for a machine that does much else. */
const timeoutMs = 180_000;

export class PairRun {
  readonly #pair: Pair;
  readonly #flink: TestFlink;
  readonly #sessions: SessionSource;
  readonly #root: string;
  readonly #started: string[] = [];
  made: RunPlan | undefined;

  /** `root`: a folder of this run's own. */
  constructor(pair: Pair, flink: TestFlink, sessions: SessionSource, root: string) {
    this.#pair = pair;
    this.#flink = flink;
    this.#sessions = sessions;
    this.#root = root;
  }

  async prepare(): Promise<void> {
    for (const [table, { first }] of Object.entries(inputs)) await this.#put(table, 'first.csv', first);
  }

  /** The first text, to its results; then stopped. Returns the savepoint. */
  async first(use: PlanUse | undefined): Promise<string> {
    const { flinkJobId, outcome } = await this.#submit(this.#pair.before, {}, null, false, use);
    expect(outcome).toEqual({ kind: 'submitted' });
    await this.#becomes(flinkJobId, this.#pair.first);
    const { rest, folder } = this.#flink;
    const triggerId = newFlinkJobId();
    const targetDirectory = `file://${folder}/savepoints`;
    await rest.stopWithSavepoint(flinkJobId, { triggerId, targetDirectory, drain: false });
    const answer = await eventually(
      'the savepoint',
      async () => {
        const found = await rest.findSavepointOperation(flinkJobId, triggerId);
        return found?.state === 'COMPLETED' ? found : undefined;
      },
      timeoutMs,
    );
    if (answer.path === null) throw new Error(`no savepoint: ${answer.failure ?? ''}`);
    for (const [table, { last }] of Object.entries(inputs)) await this.#put(table, 'last.csv', last);
    return answer.path;
  }

  /** What is said of the second text before it runs. */
  async verdict(base: RunPlan): Promise<Comparison> {
    const compile = candidateCompiler({
      sessions: this.#sessions,
      compiler: this.#compiler(),
      catalogs: {},
      scratchFolder: join(this.#root, 'scratch'),
      resolveJars: async () => [],
      paths: { allowed: [this.#root], denied: [], realPath: (path) => path },
    });
    const candidate = await compile({
      script: this.#pair.after,
      engine: this.#flink.engine,
      settings: this.#settings(this.#pair.settingsAfter),
      timeZone: 'UTC',
      variables: { root: this.#root },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (candidate.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(candidate)}`);
    return comparePlans({ plan: parsePlan(base.plan), tables: base.tables }, candidate, {
      nextId: base.nextId,
      readsSwitchedTtl: readsSwitchedTtl(this.#flink.engine),
    });
  }

  /** Sends the second text over the state. */
  async second(savepoint: string, use: PlanUse | undefined, mayDrop: boolean) {
    return this.#submit(this.#pair.after, this.#pair.settingsAfter ?? {}, savepoint, mayDrop, use);
  }

  /** The second text to its results, which tell whose state went on. */
  async proves(flinkJobId: string): Promise<void> {
    await this.#becomes(flinkJobId, this.#pair.last);
    await this.cancel(flinkJobId);
  }

  /** True when Flink did not start it from the state: refused at once, or failed before it ran. */
  async isRefusedByFlink({
    flinkJobId,
    outcome,
  }: {
    flinkJobId: string;
    outcome: SubmissionOutcome;
  }): Promise<boolean> {
    if (outcome.kind === 'refused') return true;
    const status = await eventually(
      'an end or a start',
      async () => {
        const job = await this.#flink.rest.findJob(flinkJobId);
        const runs = job?.status === 'RUNNING' && job.vertices.every((vertex) => vertex.status === 'RUNNING');
        return runs || job?.status === 'FAILED' ? job?.status : undefined;
      },
      timeoutMs,
    );
    if (status === 'FAILED') return true;
    // State that does not fit is found when the first record comes: it runs on only if all is read.
    const wentOn = await this.#completesCheckpoint(flinkJobId);
    if (wentOn) await this.cancel(flinkJobId);
    return !wentOn;
  }

  async cancel(flinkJobId: string): Promise<void> {
    const { rest } = this.#flink;
    // What Flink says of one job may be some seconds old, and it refuses to cancel what is over; its list is made anew.
    const isOver = async () => {
      const job = (await rest.jobs()).find((one) => one.flinkJobId === flinkJobId);
      return job === undefined || ['CANCELED', 'FAILED', 'FINISHED'].includes(job.status) ? true : undefined;
    };
    if ((await isOver()) === true) return;
    await rest.cancel(flinkJobId);
    await eventually('the end of the job', isOver, timeoutMs);
  }

  /** Ends whatever a failed test left. */
  async end(): Promise<void> {
    for (const flinkJobId of this.#started) await this.cancel(flinkJobId);
  }

  mayDrop(outcome: Comparison['outcome']): boolean {
    return needsConsent(outcome);
  }

  async #submit(
    script: string,
    settings: Partial<JobSettings>,
    restorePath: string | null,
    allowNonRestored: boolean,
    use: PlanUse | undefined,
  ): Promise<{ flinkJobId: string; outcome: SubmissionOutcome }> {
    const clock = systemClock;
    const log = silentLog();
    const submitter = new GatewaySubmitter({
      sessions: this.#sessions,
      resolveJars: async () => [],
      paths: { allowed: [this.#root], denied: [], realPath: (path) => path },
      plans: new PlanRunner(this.#compiler(), log),
      fateOf: () => 'alive',
      clock,
      log,
    });
    const flinkJobId = newFlinkJobId();
    this.#started.push(flinkJobId);
    const request: SubmissionRequest = {
      cluster: this.#flink.cluster,
      flinkJobId,
      flinkJobName: this.#pair.name,
      script,
      settings: this.#settings(settings),
      timeZone: 'UTC',
      variables: { root: this.#root },
      step: 0,
      checkpointFolder: `file://${this.#flink.folder}/checkpoints`,
      restorePath,
      allowNonRestored,
      marks: {},
      onAttempt: async () => undefined,
      onPlan: async (made: MadePlan) => {
        this.made = made.kind === 'plan' ? made.plan : undefined;
      },
      signal: new AbortController().signal,
    };
    const outcome = await submitter.submit(use === undefined ? request : { ...request, plan: use });
    return { flinkJobId, outcome };
  }

  #settings(more: Partial<JobSettings> = {}): JobSettings {
    return JobSettings.parse({ checkpointIntervalMs: 500, restart: { kind: 'none' }, ...more });
  }

  #compiler(): PlanCompiler {
    return new PlanCompiler(join(this.#root, 'plans'), {});
  }

  async #put(table: string, name: string, rows: readonly string[]): Promise<void> {
    const folder = join(this.#root, 'in', table);
    await mkdir(folder, { recursive: true });
    if (rows.length === 0) return;
    const aside = join(this.#root, `${table}-${name}`);
    await writeFile(aside, `${rows.join('\n')}\n`);
    await rename(aside, join(folder, name));
  }

  /** Waits for the results, and that they stay over the next checkpoint. */
  async #becomes(flinkJobId: string, expected: Pair['first']): Promise<void> {
    let found: unknown;
    const look = async () => {
      found = await this.#results(Object.keys(expected));
      if (JSON.stringify(found) === JSON.stringify(sorted(expected))) return 'reached';
      return (await this.#flink.rest.findJob(flinkJobId))?.status === 'FAILED' ? 'failed' : undefined;
    };
    const end = await eventually('the results', look, timeoutMs).catch(() => 'not reached');
    if (end === 'failed') {
      const [first] = await this.#flink.rest.exceptions(flinkJobId);
      throw new Error(`the job failed: ${first?.stack.slice(0, 3000) ?? 'no exception is known'}`);
    }
    expect(found).toEqual(sorted(expected));
    expect(await this.#completesCheckpoint(flinkJobId)).toBe(true);
    expect(await this.#results(Object.keys(expected))).toEqual(sorted(expected));
  }

  /** True after one more checkpoint; false when the job fails first. */
  async #completesCheckpoint(flinkJobId: string): Promise<boolean> {
    const { rest } = this.#flink;
    const before = (await rest.findCheckpoints(flinkJobId))?.counts.completed ?? 0;
    return eventually(
      'one more checkpoint',
      async () => {
        if ((await rest.findJob(flinkJobId))?.status === 'FAILED') return { ok: false };
        return ((await rest.findCheckpoints(flinkJobId))?.counts.completed ?? 0) > before ? { ok: true } : undefined;
      },
      timeoutMs,
    ).then(({ ok }) => ok);
  }

  /** What was written less what was taken back, by sink. */
  async #results(tables: readonly string[]): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const table of tables) {
      const counts = new Map<string, number>();
      for (const { row, by } of await this.#changes(table)) counts.set(row, (counts.get(row) ?? 0) + by);
      found[table] = [...counts]
        .flatMap(([row, count]) => Array.from({ length: Math.abs(count) }, () => (count < 0 ? `-${row}` : row)))
        .toSorted();
    }
    return Object.fromEntries(Object.entries(found).toSorted());
  }

  /** Changes in all files of a sink, those still being written too. The last line may be cut off: it is left for later. */
  async #changes(table: string): Promise<{ row: string; by: 1 | -1 }[]> {
    const folder = join(this.#root, 'out', table);
    const files = await readdir(folder).catch(() => []);
    const changes: { row: string; by: 1 | -1 }[] = [];
    for (const file of files) {
      if (file.endsWith('.crc')) continue;
      const text = await readFile(join(folder, file), 'utf8').catch(() => '');
      for (const line of text.split('\n').slice(0, -1)) {
        const { before, after } = JSON.parse(line) as Record<'before' | 'after', Record<string, unknown> | null>;
        if (before !== null) changes.push({ row: Object.values(before).map(String).join(), by: -1 });
        if (after !== null) changes.push({ row: Object.values(after).map(String).join(), by: 1 });
      }
    }
    return changes;
  }
}

function sorted(rows: Pair['first']): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rows)
      .toSorted()
      .map(([table, all]) => [table, all.toSorted()]),
  );
}

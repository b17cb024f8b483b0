/**
 * Makes ready what a run is submitted with: its stored plan, a new plan under the ids of the one that wrote the state, or its
 * SQL as it is. Nothing is sent to a cluster here. What was decided is handed to `onPlan`, which writes it down, before
 * the caller sends anything.
 */
import { needsConsent, type UpgradeReason } from '@liusu/contract/upgrade';

import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import type { Log } from '../../lib/log.ts';
import type { GatewaySession } from '../gateway-session.ts';
import type { PreparedScript, PreparedStatement } from '../prepared-script.ts';
import { type Compiled, type PlanCompiler, planProperties } from './plan-compiler.ts';
import type { MadePlan, PlanUse, RunPlan } from './run-plan.ts';
import { parsePlan, planText } from './stored-plan.ts';
import { type Comparison, comparePlans, firstPlan } from './verdict.ts';

export interface PlanTask {
  use: PlanUse;
  session: GatewaySession;
  script: PreparedScript;
  inserts: readonly PreparedStatement[];
  config: Readonly<Record<string, string>>;
  engine: string;
  fileName: string;
  /** The person said that state may be dropped. */
  mayDropState: boolean;
  onPlan(made: MadePlan): Promise<void>;
  signal: AbortSignal;
}

export type ReadyPlan =
  | {
      kind: 'plan';
      statement: string;
      properties: Readonly<Record<string, string>>;
      mayFallBack: boolean;
      done(): void;
    }
  | { kind: 'statement-set' }
  /** It would lose state, or cannot be submitted so that it keeps it. */
  | { kind: 'refused'; message: string }
  | { kind: 'failed'; error: StatementFailed };

export class PlanRunner {
  readonly #compiler: PlanCompiler;
  readonly #log: Log;

  constructor(compiler: PlanCompiler, log: Log) {
    this.#compiler = compiler;
    this.#log = log;
  }

  /** Throws GATEWAY_UNAVAILABLE, SQL_TIMEOUT; what Flink refuses is an answer. */
  async prepare(task: PlanTask): Promise<ReadyPlan> {
    const { use } = task;
    if (use.kind === 'statement-set') return await this.#statementSet(task, use.reason);
    if (use.kind === 'stored') return await this.#stored(task, use.plan);
    let compiled: Compiled;
    try {
      compiled = await this.#compiler.compile(task);
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      // Wrong SQL, or right SQL that has no plan: submitted as it is, Flink tells which.
      if (use.base === null) return await this.#statementSet(task, 'PLAN_NOT_SUPPORTED');
      return { kind: 'failed', error };
    }
    if (compiled.kind === 'impossible') {
      if (use.base === null) return await this.#statementSet(task, compiled.reason);
      return { kind: 'refused', message: withoutPlan[compiled.reason] ?? 'a plan cannot be stored for it' };
    }
    const { plan, tables } = compiled;
    const after = { plan, tables: tables.tables };
    let comparison: Comparison | null = null;
    let numbered: { plan: typeof plan; nextId: number };
    if (use.base === null) numbered = firstPlan(plan, use.nextId);
    else {
      const before = { plan: parsePlan(use.base.plan), tables: use.base.tables };
      comparison = comparePlans(before, after, { nextId: use.nextId, readsSwitchedTtl: readsSwitchedTtl(task.engine) });
      if (needsConsent(comparison.outcome) && !task.mayDropState) {
        return { kind: 'refused', message: lossOf(comparison) };
      }
      numbered = comparison;
    }
    const made: RunPlan = {
      plan: planText(numbered.plan),
      tables: tables.tables,
      nextId: numbered.nextId,
      engine: task.engine,
    };
    try {
      await this.#hideTables(task, tables.shadows);
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      if (use.base === null) return await this.#statementSet(task, 'CATALOG_NOT_SUPPORTED');
      return { kind: 'failed', error };
    }
    await task.onPlan({ kind: 'plan', plan: made, comparison });
    return this.#ready(task, made.plan, use.base === null);
  }

  async #statementSet(task: PlanTask, reason: UpgradeReason): Promise<ReadyPlan> {
    await task.onPlan({ kind: 'statement-set', reason });
    return { kind: 'statement-set' };
  }

  /** A stored plan goes out as it is, over the tables as the session has them now. */
  async #stored(task: PlanTask, { plan }: RunPlan): Promise<ReadyPlan> {
    const { session, script, config, signal } = task;
    try {
      const tables = await this.#compiler.tables(session, script, parsePlan(plan), config, signal);
      if (tables === undefined) return { kind: 'refused', message: withoutPlan.CATALOG_NOT_SUPPORTED ?? '' };
      await this.#hideTables(task, tables.shadows);
    } catch (error) {
      if (error instanceof StatementFailed) return { kind: 'failed', error };
      throw error;
    }
    return this.#ready(task, plan, false);
  }

  async #hideTables({ session, config, signal }: PlanTask, shadows: readonly string[]): Promise<void> {
    for (const shadow of shadows) await session.run(shadow, { signal, config });
  }

  #ready(task: PlanTask, text: string, mayFallBack: boolean): ReadyPlan {
    const { statement, done } = this.#compiler.place(task.fileName, text);
    this.#log.debug({ file: task.fileName, bytes: text.length }, 'a run is submitted with a stored plan');
    return { kind: 'plan', statement, properties: planProperties, mayFallBack, done };
  }
}

/** State was written by a plan's operators, and this SQL cannot be submitted with one. */
const withoutPlan: Partial<Record<UpgradeReason, string>> = {
  HINTS_NOT_SUPPORTED:
    'its state was written by a stored plan, and an OPTIONS hint is not kept in one: take the hint out, or start without state',
  CATALOG_NOT_SUPPORTED:
    'its state was written by a stored plan, which cannot use a table of this catalog: use another, or start without state',
};

function lossOf({ operators }: Comparison): string {
  const lost = operators.filter(({ state, code }) => state === 'lost' || code === 'OPERATOR_ADDED');
  const told = lost.slice(0, 5).map(({ operator, text }) => `${operator}: ${text.en}`);
  const more = lost.length > told.length ? ` And ${lost.length - told.length} more.` : '';
  return `not all state can be taken over. ${told.join(' ')}${more} To go on without it, allow non-restored state when you start the job (--allow-non-restored).`;
}

/** Flink 2.2 reads state written without an end of life into state with one, and the reverse (FLINK-32955). */
export function readsSwitchedTtl(engine: string): boolean {
  const match = /(\d+)\.(\d+)/.exec(engine);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return major > 2 || (major === 2 && minor >= 2);
}

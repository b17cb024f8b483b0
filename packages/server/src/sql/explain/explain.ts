/**
 * Explains a script without side effects: definitions as in its validation, then what Flink would run, as a graph with advice.
 * The INSERTs of a streaming script are one job, and so one plan; of a batch script each is one.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { SqlExplanation, SqlPlan } from '@liusu/contract/sql-plan';

import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { LiusuError } from '../../lib/errors.ts';
import { diagnosticsOf, inOrder } from '../diagnostics.ts';
import type { GatewaySession, RunOptions } from '../gateway-session.ts';
import { optionsOf } from '../options.ts';
import {
  checkStatement,
  type PartlyPrepared,
  type PreparedScript,
  type PreparedStatement,
  prepareWhatCanBe,
} from '../prepared-script.ts';
import { checkOptions } from '../reserved-keys.ts';
import { settingsProperties } from '../session-properties.ts';
import { SessionSettings } from '../session-settings.ts';
import { StatementChecker } from '../statement-checker.ts';
import { createdNameOf, queryOfTableAs } from '../table-shadow.ts';
import type { ValidationInput, ValidationOptions } from '../validate.ts';
import { adviceOn } from './advice.ts';
import { withOrigins } from './origins.ts';
import { graphOf } from './plan-graph.ts';
import { readPlanText } from './plan-text.ts';
import { durationMs } from './state.ts';

/** Kinds whose queries have a plan. */
const planned: ReadonlySet<string> = new Set(['INSERT', 'STATEMENT_SET', 'SELECT', 'CREATE_TABLE_AS']);

/** A statement with the settings that hold where it stands. */
interface Planned {
  statement: PreparedStatement;
  settings: Record<string, string>;
}

/** What is explained together: all INSERTs of a streaming script as the one job they would be; all else by itself. */
interface Job {
  statements: readonly PreparedStatement[];
  /** What is explained. */
  text: string;
  settings: Record<string, string>;
}

export class ExplainService {
  readonly #options: ValidationOptions;

  constructor(options: ValidationOptions) {
    this.#options = options;
  }

  /** Plans of a script, and what is wrong with it. Throws GATEWAY_UNAVAILABLE when Flink cannot be asked. */
  async explain(input: ValidationInput): Promise<SqlExplanation> {
    const startMs = this.#options.clock.nowMs();
    const ms = () => this.#options.clock.nowMs() - startMs;
    let prepared: PartlyPrepared;
    try {
      checkOptions(input.settings.options);
      prepared = prepareWhatCanBe(input.script, input.variables);
      const { error } = prepared.script;
      if (error !== undefined) throw new LiusuError('SQL_SYNTAX', error.message, { positions: [error] });
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      return { plans: [], diagnostics: diagnosticsOf(error), ms: ms() };
    }
    const { script, faults, spoiled } = prepared;
    const scratch = join(this.#options.scratchFolder, randomUUID());
    const session = await this.#options.sessions.open(input.engine, input.signal);
    try {
      const base = settingsProperties(input.engine, input.settings, input.timeZone);
      const checker = this.#checker(session, script, input, base, pathToFileURL(scratch).href);
      const own = new SessionSettings(base);
      const writes: Planned[] = [];
      const plans: SqlPlan[] = [];
      const planOf = (job: Job) => this.#planOf(job, session, script, input);
      for (const statement of script.statements) {
        const settings = own.current();
        if (spoiled.has(statement.index)) checker.passOver(statement);
        else if (!planned.has(statement.kind) || !this.#mayBeSent(statement, script)) await checker.check(statement);
        else if (input.settings.mode === 'streaming' && isWrite(statement)) writes.push({ statement, settings });
        else {
          const plan = await planOf(jobOf({ statement, settings }));
          if (plan === undefined) await checker.check(statement);
          else {
            plans.push(plan);
            // A table that it creates is not there for the others.
            checker.passOver(statement);
          }
        }
        if (statement.kind === 'SET' || statement.kind === 'RESET') own.apply(statement.text.text);
      }
      if (writes.length > 0) {
        const plan = await planOf(jobOfAll(writes));
        if (plan !== undefined) plans.unshift(plan);
        // Each statement alone tells what is wrong, and where.
        else for (const { statement } of writes) await checker.check(statement);
      }
      const told = faults.flatMap((fault) => diagnosticsOf(fault));
      return { plans, diagnostics: inOrder([...told, ...checker.diagnostics]), ms: ms() };
    } finally {
      await session.close();
      await rm(scratch, { recursive: true, force: true });
    }
  }

  /** False for a statement that is refused before Flink is asked, which a check of it tells: it is not planned either. */
  #mayBeSent(statement: PreparedStatement, script: PreparedScript): boolean {
    try {
      checkStatement(statement, script.lines, this.#options.paths);
      return true;
    } catch (error) {
      if (error instanceof LiusuError) return false;
      throw error;
    }
  }

  #checker(
    session: GatewaySession,
    script: PreparedScript,
    input: ValidationInput,
    settings: Record<string, string>,
    scratchUri: string,
  ): StatementChecker {
    const { catalogs, resolveJars, paths, connectorsOf } = this.#options;
    const { engine, signal } = input;
    return new StatementChecker({
      session,
      script,
      engine,
      mode: input.settings.mode,
      settings,
      catalogs,
      scratchUri,
      resolveJars,
      connectors: connectorsOf?.(engine) ?? [],
      paths,
      signal,
    });
  }

  /** Undefined when Flink refuses the statements. */
  async #planOf(
    job: Job,
    session: GatewaySession,
    script: PreparedScript,
    { signal, settings: { mode, parallelism } }: ValidationInput,
  ): Promise<SqlPlan | undefined> {
    const { settings } = job;
    // Where Flink cannot tell all, the kinds of changes alone make a plan.
    const details =
      mode === 'streaming'
        ? ['PLAN_ADVICE, CHANGELOG_MODE, JSON_EXECUTION_PLAN', 'CHANGELOG_MODE']
        : ['JSON_EXECUTION_PLAN', 'CHANGELOG_MODE'];
    let text: string | undefined;
    for (const detail of details) {
      text ??= await explained(session, `EXPLAIN ${detail} ${job.text}`, { signal, config: settings });
    }
    if (text === undefined) return undefined;
    const plan = readPlanText(text);
    const results = job.statements.flatMap((statement) => statement.inner ?? [statement]);
    const graph = withOrigins(
      graphOf(plan, { mode, ttlMs: durationMs(settings['table.exec.state.ttl'] ?? '0') ?? 0 }),
      {
        lines: script.lines,
        results,
        views: script.statements.filter(({ kind }) => kind === 'CREATE_VIEW' || kind === 'CREATE_TEMPORARY_VIEW'),
      },
    );
    const advice = adviceOn(graph, { mode, parallelism, settings, tables: tablesOf(script), notes: plan.notes });
    return {
      statements: job.statements.map(({ index }) => index),
      nodes: graph.nodes.map(({ result: _result, notes: _notes, ...node }) => node),
      edges: graph.edges,
      advice,
    };
  }
}

/** What Flink says; undefined when it refuses. */
async function explained(session: GatewaySession, statement: string, options: RunOptions): Promise<string | undefined> {
  try {
    const rows = await session.rowsOf(statement, options);
    return String(rows[0]?.[0] ?? '');
  } catch (error) {
    if (error instanceof StatementFailed) return undefined;
    throw error;
  }
}

/** True for what is explained with the others of its kind in a streaming script. */
function isWrite({ kind }: PreparedStatement): boolean {
  return kind === 'INSERT' || kind === 'STATEMENT_SET';
}

function jobOf({ statement, settings }: Planned): Job {
  const text =
    statement.kind === 'CREATE_TABLE_AS'
      ? (queryOfTableAs(statement)?.text ?? '')
      : insertsText(statement.inner ?? [statement]);
  return { statements: [statement], text, settings };
}

function jobOfAll(writes: readonly Planned[]): Job {
  return {
    statements: writes.map(({ statement }) => statement),
    text: insertsText(writes.flatMap(({ statement }) => statement.inner ?? [statement])),
    settings: writes.at(-1)?.settings ?? {},
  };
}

function insertsText(inserts: readonly PreparedStatement[]): string {
  const texts = inserts.map(({ tokens, text: { text } }) =>
    tokens[0]?.value === 'EXECUTE' ? text.slice(tokens[1]?.start) : text,
  );
  return texts.length === 1 ? (texts[0] ?? '') : `STATEMENT SET BEGIN\n${texts.map((one) => `${one};\n`).join('')}END`;
}

/** Options of the tables a script defines, by the last part of the name in lower case. */
function tablesOf(script: PreparedScript): Map<string, Record<string, string>> {
  const tables = new Map<string, Record<string, string>>();
  for (const statement of script.statements) {
    if (statement.kind !== 'CREATE_TABLE' && statement.kind !== 'CREATE_TEMPORARY_TABLE') continue;
    const name = createdNameOf(statement)?.parts.at(-1)?.toLowerCase();
    if (name === undefined) continue;
    tables.set(name, Object.fromEntries(optionsOf(statement.tokens).map(({ key, value }) => [key, value])));
  }
  return tables;
}

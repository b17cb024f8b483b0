/**
 * Compiles a script that does not run yet, to compare it with one that does. As in validation, nothing outside is touched:
 * the session is thrown away, definitions are temporary, and what would change something elsewhere is only parsed.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { JobSettings } from '@liusu/contract/job';
import type { SqlDiagnostic } from '@liusu/contract/sql';
import type { UpgradeReason } from '@liusu/contract/upgrade';

import { rootMessageOf } from '../../flink/gateway-fault.ts';
import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { LiusuError } from '../../lib/errors.ts';
import { redactText } from '../../lib/redact.ts';
import type { JarResolver } from '../connectors.ts';
import { diagnosticsOf, inOrder } from '../diagnostics.ts';
import type { SessionSource } from '../gateways.ts';
import { type JobStep, noInsert, stepsOf } from '../job-steps.ts';
import type { PathPolicy } from '../paths.ts';
import { prepareScript, requireWhole } from '../prepared-script.ts';
import { checkOptions } from '../reserved-keys.ts';
import { settingsProperties } from '../session-properties.ts';
import { SessionSettings } from '../session-settings.ts';
import { StatementChecker } from '../statement-checker.ts';
import type { Compiled, PlanCompiler } from './plan-compiler.ts';
import type { PlanOfRun } from './verdict.ts';

export interface CandidateInput {
  script: string;
  engine: string;
  settings: JobSettings;
  timeZone: string;
  variables: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

export type Candidate =
  | ({ kind: 'plan' } & PlanOfRun)
  /** Whether it can be submitted, and with which state, can only be tried. */
  | { kind: 'impossible'; reason: Exclude<UpgradeReason, 'NOT_COMPILED'>; detail: string | null }
  /** Flink refuses the script as it is: certain, whatever is there when it runs. */
  | { kind: 'not-compiled'; errors: readonly SqlDiagnostic[] };

/** Compiles a script without effect. Throws GATEWAY_UNAVAILABLE, and what is missing beside the script, such as CONNECTOR_FILE_GONE. */
export type CompileCandidate = (input: CandidateInput) => Promise<Candidate>;

export interface CandidateOptions {
  sessions: SessionSource;
  compiler: PlanCompiler;
  catalogs: Readonly<Record<string, string>>;
  /** A folder of the gateway's machine for tables that exist only while a script is looked at. */
  scratchFolder: string;
  resolveJars: JarResolver;
  paths: PathPolicy;
}

export function candidateCompiler(options: CandidateOptions): CompileCandidate {
  return async (input) => {
    const scratch = join(options.scratchFolder, randomUUID());
    try {
      return await compileCandidate(options, input, scratch);
    } catch (error) {
      // Not one of the script's statements: what was to be there before them.
      if (error instanceof StatementFailed) return cannotTell(error);
      if (error instanceof LiusuError && error.status === 422) {
        return { kind: 'not-compiled', errors: diagnosticsOf(error) };
      }
      throw error;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

function cannotTell(error: StatementFailed): Candidate {
  return { kind: 'impossible', reason: 'NOT_CHECKED', detail: redactText(rootMessageOf(error.fault)) };
}

async function compileCandidate(options: CandidateOptions, input: CandidateInput, scratch: string): Promise<Candidate> {
  const { engine, signal } = input;
  checkOptions(input.settings.options);
  const script = prepareScript(input.script, input.variables);
  requireWhole(script);
  const [step] = stepsOf(script, input.settings.mode);
  if (step === undefined) throw new LiusuError('JOB_HAS_NO_STATEMENT', noInsert);
  const session = await options.sessions.open(engine, signal);
  try {
    const base = settingsProperties(engine, input.settings, input.timeZone);
    const checker = new StatementChecker({
      session,
      script,
      engine,
      mode: input.settings.mode,
      settings: base,
      catalogs: options.catalogs,
      scratchUri: pathToFileURL(scratch).href,
      resolveJars: options.resolveJars,
      paths: options.paths,
      signal,
    });
    if (input.settings.mode === 'batch') {
      // Each of its steps is a job of its own, over what those before it have made.
      for (const statement of script.statements) await checker.check(statement);
      return refusalOf(checker) ?? { kind: 'impossible', reason: 'BATCH', detail: null };
    }
    const own = new SessionSettings(base);
    for (const { statement } of step.before) {
      await checker.check(statement);
      if (statement.kind === 'SET' || statement.kind === 'RESET') own.apply(statement.text.text);
    }
    const found = refusalOf(checker);
    if (found !== undefined) return found;
    let compiled: Compiled;
    try {
      compiled = await options.compiler.compile({
        session,
        script,
        inserts: step.dml,
        config: own.current(),
        fileName: `check-${randomUUID()}`,
        signal,
      });
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      // Wrong SQL, right SQL that has no plan, or SQL over what is only made when it runs.
      const isSure = await judgeInserts(checker, step);
      const detail = redactText(rootMessageOf(error.fault));
      return (
        refusalOf(checker) ?? { kind: 'impossible', reason: isSure ? 'PLAN_NOT_SUPPORTED' : 'NOT_CHECKED', detail }
      );
    }
    if (compiled.kind === 'plan') return { kind: 'plan', plan: compiled.plan, tables: compiled.tables.tables };
    // Of SQL with hints no plan was tried.
    if (compiled.reason === 'HINTS_NOT_SUPPORTED') await judgeInserts(checker, step);
    return refusalOf(checker) ?? { ...compiled, detail: null };
  } finally {
    await session.close();
  }
}

/** What the checker found for certain. */
function refusalOf(checker: StatementChecker): Candidate | undefined {
  const errors = inOrder(checker.diagnostics.filter(({ severity }) => severity === 'error'));
  const [first] = errors;
  if (first === undefined) return undefined;
  if (checker.isOutOfReach) return { kind: 'impossible', reason: 'NOT_CHECKED', detail: first.message };
  return { kind: 'not-compiled', errors };
}

/** Adds what Flink says of each INSERT; false when it cannot say it of all of them yet. */
async function judgeInserts(checker: StatementChecker, { dml }: JobStep): Promise<boolean> {
  let isSure = true;
  for (const statement of dml) if ((await checker.check(statement)) === 'NOT_CHECKED') isSure = false;
  return isSure;
}

/**
 * Compiles a script that does not run yet, to compare it with one that does. As in validation, nothing outside is touched:
 * the session is thrown away, definitions are temporary, and what would change something elsewhere is only parsed.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { JobSettings } from '@liusu/contract/job';
import type { UpgradeReason } from '@liusu/contract/upgrade';

import { rootMessageOf } from '../../flink/gateway-fault.ts';
import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { LiusuError } from '../../lib/errors.ts';
import { redactText } from '../../lib/redact.ts';
import type { JarResolver } from '../connectors.ts';
import { summaryOf } from '../diagnostics.ts';
import type { SessionSource } from '../gateways.ts';
import { noInsert, stepsOf } from '../job-steps.ts';
import type { PathPolicy } from '../paths.ts';
import { prepareScript, requireWhole } from '../prepared-script.ts';
import { checkOptions } from '../reserved-keys.ts';
import { settingsProperties } from '../session-properties.ts';
import { SessionSettings } from '../session-settings.ts';
import { StatementChecker } from '../statement-checker.ts';
import type { PlanCompiler } from './plan-compiler.ts';
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
  ({ kind: 'plan' } & PlanOfRun) | { kind: 'impossible'; reason: UpgradeReason; detail: string | null };

/** Compiles a script without effect. Throws GATEWAY_UNAVAILABLE. */
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
      if (error instanceof StatementFailed) return notCompiled(redactText(rootMessageOf(error.fault)));
      if (error instanceof LiusuError && error.status < 500) return notCompiled(error.message);
      throw error;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

function notCompiled(detail: string): Candidate {
  return { kind: 'impossible', reason: 'NOT_COMPILED', detail };
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
    const own = new SessionSettings(base);
    for (const { statement } of step.before) {
      await checker.check(statement);
      if (statement.kind === 'SET' || statement.kind === 'RESET') own.apply(statement.text.text);
    }
    const errors = checker.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return notCompiled(summaryOf(errors));
    const compiled = await options.compiler.compile({
      session,
      script,
      inserts: step.dml,
      config: own.current(),
      fileName: `check-${randomUUID()}`,
      signal,
    });
    if (compiled.kind === 'impossible') return { ...compiled, detail: null };
    return { kind: 'plan', plan: compiled.plan, tables: compiled.tables.tables };
  } finally {
    await session.close();
  }
}

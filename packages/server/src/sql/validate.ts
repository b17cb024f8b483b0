/**
 * Lets Flink check a script without side effects, in a session of no other use. Definitions become temporary, queries are
 * explained, and what would change something outside is only parsed. Every statement is checked: an error in one does not
 * hide those of the next, and what follows from an earlier error is not reported again. While a script is edited, what did not change
 * is not asked again (check-memory.ts).
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { JobSettings } from '@liusu/contract/job';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { CheckMemory, keysOf, type ReadySession, type StatementKeys } from './check-memory.ts';
import type { CheckerState } from './checker-state.ts';
import { diagnosticsOf, inOrder } from './diagnostics.ts';
import type { SessionSource } from './gateways.ts';
import type { JarResolver } from './connectors.ts';
import type { PathPolicy } from './paths.ts';
import { type PartlyPrepared, type PreparedScript, prepareWhatCanBe } from './prepared-script.ts';
import { checkOptions } from './reserved-keys.ts';
import { settingsProperties } from './session-properties.ts';
import { StatementChecker } from './statement-checker.ts';
import { unknownOptions } from './unknown-setting.ts';

export interface ValidationOptions {
  sessions: SessionSource;
  /** Types of the catalogs the prelude creates, by name: `lake` -> `paimon`. */
  catalogs: Readonly<Record<string, string>>;
  /** A folder of the gateway's machine for tables that exist only while a script is checked. */
  scratchFolder: string;
  resolveJars: JarResolver;
  /** Connectors an engine can be given, whether or not they are on its class path. */
  connectorsOf?: (engine: string) => readonly string[];
  /** Settings an engine knows; empty where that is not recorded. */
  settingsOf?: (engine: string) => ReadonlySet<string>;
  paths: PathPolicy;
  clock: Clock;
  /** False: every check asks about everything, in a session of its own. */
  remember?: boolean;
}

export interface ValidationInput {
  script: string;
  engine: string;
  settings: JobSettings;
  timeZone: string;
  variables: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

type Checked = SqlValidation['statements'][number]['checked'];

export class ValidationService {
  readonly #options: ValidationOptions;
  readonly #memory: CheckMemory;

  constructor(options: ValidationOptions) {
    this.#options = options;
    this.#memory = new CheckMemory({
      nowMs: () => options.clock.nowMs(),
      discard: (ready) => this.#discard(ready),
    });
  }

  /** Findings about a script. Throws GATEWAY_UNAVAILABLE when Flink cannot be asked. */
  async validate(input: ValidationInput): Promise<SqlValidation> {
    const startMs = this.#options.clock.nowMs();
    const ms = () => this.#options.clock.nowMs() - startMs;
    try {
      checkOptions(input.settings.options);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      return { ok: false, diagnostics: diagnosticsOf(error), statements: [], ms: ms() };
    }
    const prepared = prepareWhatCanBe(input.script, input.variables);
    const run = await this.#run(prepared, input);
    const known = this.#options.settingsOf?.(input.engine) ?? new Set<string>();
    const diagnostics = inOrder([
      ...unknownOptions(input.settings.options, input.engine, known),
      ...prepared.faults.flatMap((fault) => diagnosticsOf(fault)),
      ...run.diagnostics,
    ]);
    return {
      ok: diagnostics.every((one) => one.severity !== 'error'),
      statements: run.statements,
      diagnostics,
      ms: ms(),
    };
  }

  /** Ends the sessions that are kept for further checks. */
  async close(): Promise<void> {
    await this.#memory.close();
  }

  async #run(
    { script, spoiled }: PartlyPrepared,
    input: ValidationInput,
  ): Promise<Pick<SqlValidation, 'statements' | 'diagnostics'>> {
    const base = settingsProperties(input.engine, input.settings, input.timeZone);
    const keys = keysOf(script.statements, JSON.stringify([input.engine, input.settings.mode, base]));
    // A session with all definitions is none for a statement before one of them, nor for a script that breaks off.
    const mayKeep = this.#options.remember !== false && !keys.isMixed && script.error === undefined;
    const kept = mayKeep
      ? this.#memory.take(keys.session, this.#options.sessions.incarnation(input.engine))
      : undefined;
    const ready = kept ?? (await this.#newSession(input));
    let isKept = false;
    try {
      const checker = this.#checker(script, input, base, ready, kept?.state);
      const { statements, definitions, isClean } = await this.#checkAll(
        checker,
        { script, spoiled },
        keys,
        kept?.checked,
      );
      if (mayKeep && isClean) {
        isKept = true;
        await this.#memory.put(keys.session, { ...ready, state: checker.state, checked: definitions });
      }
      return { statements, diagnostics: [...checker.diagnostics, ...brokenOff(script)] };
    } finally {
      if (!isKept) await this.#discard(ready);
    }
  }

  async #newSession({
    engine,
    signal,
  }: ValidationInput): Promise<Pick<ReadySession, 'session' | 'scratch' | 'bornMs'>> {
    const { sessions, clock, scratchFolder } = this.#options;
    const session = await sessions.open(engine, signal);
    return { session, scratch: join(scratchFolder, randomUUID()), bornMs: clock.nowMs() };
  }

  async #discard({ session, scratch }: Pick<ReadySession, 'session' | 'scratch'>): Promise<void> {
    await session.close();
    await rm(scratch, { recursive: true, force: true });
  }

  #checker(
    script: PreparedScript,
    { engine, settings, signal }: ValidationInput,
    base: Record<string, string>,
    ready: Pick<ReadySession, 'session' | 'scratch'>,
    state: CheckerState | undefined,
  ): StatementChecker {
    return new StatementChecker({
      session: ready.session,
      script,
      engine,
      mode: settings.mode,
      settings: base,
      catalogs: this.#options.catalogs,
      scratchUri: pathToFileURL(ready.scratch).href,
      ...(state === undefined ? {} : { state }),
      resolveJars: this.#options.resolveJars,
      connectors: this.#options.connectorsOf?.(engine) ?? [],
      ...(this.#options.settingsOf === undefined ? {} : { knownSettings: this.#options.settingsOf(engine) }),
      paths: this.#options.paths,
      signal,
    });
  }

  /** Checks what is not known. `resumed`: what each definition came to in this session before. */
  async #checkAll(
    checker: StatementChecker,
    { script, spoiled }: Omit<PartlyPrepared, 'faults'>,
    keys: StatementKeys,
    resumed: readonly Checked[] | undefined,
  ): Promise<{ statements: SqlValidation['statements']; definitions: Checked[]; isClean: boolean }> {
    const statements: SqlValidation['statements'] = [];
    const definitions: Checked[] = [];
    let isClean = true;
    for (const statement of script.statements) {
      // What is broken off in the middle is told once, where it was opened.
      if (statement.index === script.error?.statement) {
        checker.judgeCharacters(statement);
        continue;
      }
      checker.judgePlace(statement);
      checker.judgeSetting(statement);
      const before = checker.diagnostics.length;
      const key = keys.statements.get(statement.index);
      const isSpoiled = spoiled.has(statement.index);
      let checked = key === undefined ? resumed?.[definitions.length] : this.#known(key);
      if (isSpoiled) checked = checker.passOver(statement);
      else if (checked === undefined) {
        checked = await checker.check(statement);
        if (key !== undefined && checker.diagnostics.length === before) this.#memory.remember(key, checked);
      } else if (key === undefined) checker.resume(statement);
      if (key === undefined) {
        definitions.push(checked);
        isClean &&= checker.diagnostics.length === before && !isSpoiled;
      }
      const { statement: index, ...place } = statement.position;
      statements.push({ index, kind: statement.kind, ...place, checked });
    }
    return { statements, definitions, isClean };
  }

  #known(key: string): Checked | undefined {
    return this.#options.remember === false ? undefined : this.#memory.known(key);
  }
}

/** What is said of a script that is not closed at its end. */
function brokenOff({ error }: PreparedScript): SqlDiagnostic[] {
  return error === undefined ? [] : diagnosticsOf(new LiusuError('SQL_SYNTAX', error.message, { positions: [error] }));
}

/**
 * Lets Flink check a script without side effects, in a session that is thrown away. Definitions become temporary, queries are
 * explained, and what would change something outside is only parsed. Every statement is checked: an error in one does not
 * hide those of the next, and what follows from an earlier error is not reported again.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { JobSettings } from '@liusu/contract/job';
import type { SqlValidation } from '@liusu/contract/sql';

import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { SessionSource } from './gateways.ts';
import type { JarResolver } from './connectors.ts';
import type { PathPolicy } from './paths.ts';
import { type PreparedScript, prepareScript } from './prepared-script.ts';
import { checkOptions } from './reserved-keys.ts';
import { settingsProperties } from './session-properties.ts';
import { StatementChecker } from './statement-checker.ts';

export interface ValidationOptions {
  sessions: SessionSource;
  /** Types of the catalogs the prelude creates, by name: `lake` -> `paimon`. */
  catalogs: Readonly<Record<string, string>>;
  /** A folder of the gateway's machine for tables that exist only while a script is checked. */
  scratchFolder: string;
  resolveJars: JarResolver;
  /** Connectors an engine can be given, whether or not they are on its class path. */
  connectorsOf?: (engine: string) => readonly string[];
  paths: PathPolicy;
  clock: Clock;
}

export interface ValidationInput {
  script: string;
  engine: string;
  settings: JobSettings;
  timeZone: string;
  variables: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

export class ValidationService {
  readonly #options: ValidationOptions;

  constructor(options: ValidationOptions) {
    this.#options = options;
  }

  /** Findings about a script. Throws GATEWAY_UNAVAILABLE when Flink cannot be asked. */
  async validate(input: ValidationInput): Promise<SqlValidation> {
    const startMs = this.#options.clock.nowMs();
    const { signal, engine } = input;
    let script: PreparedScript;
    try {
      checkOptions(input.settings.options);
      script = prepareScript(input.script, input.variables);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      return {
        ok: false,
        diagnostics: diagnosticsOf(error),
        statements: [],
        ms: this.#options.clock.nowMs() - startMs,
      };
    }
    const scratch = join(this.#options.scratchFolder, randomUUID());
    const session = await this.#options.sessions.open(engine, signal);
    try {
      const checker = new StatementChecker({
        session,
        script,
        engine,
        mode: input.settings.mode,
        settings: settingsProperties(engine, input.settings, input.timeZone),
        catalogs: this.#options.catalogs,
        scratchUri: pathToFileURL(scratch).href,
        resolveJars: this.#options.resolveJars,
        connectors: this.#options.connectorsOf?.(engine) ?? [],
        paths: this.#options.paths,
        signal,
      });
      const statements: SqlValidation['statements'] = [];
      for (const statement of script.statements) {
        // What is broken off in the middle is told once, where it was opened.
        if (statement.index === script.error?.statement) continue;
        const checked = await checker.check(statement);
        const { statement: index, ...place } = statement.position;
        statements.push({ index, kind: statement.kind, ...place, checked });
      }
      const { diagnostics } = checker;
      if (script.error !== undefined) {
        const { message } = script.error;
        diagnostics.push(...diagnosticsOf(new LiusuError('SQL_SYNTAX', message, { positions: [script.error] })));
      }
      return {
        ok: diagnostics.every((one) => one.severity !== 'error'),
        diagnostics,
        statements,
        ms: this.#options.clock.nowMs() - startMs,
      };
    } finally {
      await session.close();
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

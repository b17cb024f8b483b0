/** Checks a script's statements one after another in one throwaway session; see validate.ts. */
import type { JobMode } from '@liusu/contract/job';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { LiusuError } from '../lib/errors.ts';
import { atItsPlace, type JarResolver } from './connectors.ts';
import { diagnoseFault, diagnosticFor, diagnosticsOf } from './diagnostics.ts';
import type { GatewaySession } from './gateway-session.ts';
import { MappedText } from './mapped-text.ts';
import { optionsOf } from './options.ts';
import type { PathPolicy } from './paths.ts';
import { checkStatement, type PreparedScript, type PreparedStatement } from './prepared-script.ts';
import { SessionSettings } from './session-settings.ts';
import { asScratchTable, asTemporary, createdNameOf } from './table-shadow.ts';
import { readName } from './tokens.ts';

export interface CheckerOptions {
  session: GatewaySession;
  script: PreparedScript;
  engine: string;
  mode: JobMode;
  settings: Readonly<Record<string, string>>;
  catalogs: Readonly<Record<string, string>>;
  scratchUri: string;
  resolveJars: JarResolver;
  paths: PathPolicy;
  signal: AbortSignal;
}

type Checked = SqlValidation['statements'][number]['checked'];

/** Catalog types whose tables live in the session only, or need a connector like any other. */
const memoryTypes: ReadonlySet<string> = new Set(['generic_in_memory', 'memory']);

export class StatementChecker {
  readonly diagnostics: SqlDiagnostic[] = [];
  readonly #options: CheckerOptions;
  readonly #settings: SessionSettings;
  readonly #catalogTypes: Map<string, string>;
  /** Last parts of names of tables the script creates: for "did you mean". */
  readonly #created = new Set<string>();
  /** Last parts of names that could not be created here: what fails for lack of them is not the later statement's fault. */
  readonly #unavailable = new Set<string>();
  readonly #addedJars = new Set<string>();
  #currentCatalog = 'default_catalog';
  #scratchTables = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#settings = new SessionSettings(options.settings);
    this.#catalogTypes = new Map([['default_catalog', 'generic_in_memory'], ...Object.entries(options.catalogs)]);
  }

  /** Checks one statement and adds what it finds to `diagnostics`. Throws when the gateway does not answer. */
  async check(statement: PreparedStatement): Promise<Checked> {
    const { script, paths } = this.#options;
    try {
      checkStatement(statement, script.lines, paths);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      this.diagnostics.push(...diagnosticsOf(error, statement.index));
      this.#noteUnavailable(statement);
      return 'CHECKED';
    }
    try {
      await this.#addJars(statement);
    } catch (error) {
      // Said of the option that names it; the connection to the gateway itself has no place in the script.
      if (!(error instanceof LiusuError) || error.details.positions === undefined) throw error;
      this.diagnostics.push(...diagnosticsOf(error, statement.index));
      this.#noteUnavailable(statement);
      return 'CHECKED';
    }
    return await this.#checkKind(statement);
  }

  async #checkKind(statement: PreparedStatement): Promise<Checked> {
    switch (statement.kind) {
      case 'SET':
      case 'RESET':
        if (await this.#try(statement, statement.text)) this.#settings.apply(statement.text.text);
        return 'CHECKED';
      case 'CREATE_CATALOG':
        return await this.#createCatalog(statement);
      case 'CREATE_TABLE':
        return await this.#createTable(statement);
      case 'CREATE_TEMPORARY_TABLE':
      case 'CREATE_TEMPORARY_VIEW':
      case 'CREATE_TEMPORARY_FUNCTION':
        return await this.#define(statement, statement.text);
      case 'CREATE_VIEW':
      case 'CREATE_FUNCTION': {
        const temporary = asTemporary(statement);
        return temporary === undefined ? await this.#parse(statement) : await this.#define(statement, temporary);
      }
      case 'USE':
        return await this.#use(statement);
      case 'ADD_JAR':
      case 'REMOVE_JAR':
      case 'LOAD_MODULE':
      case 'DROP_TEMPORARY':
      case 'SHOW':
      case 'DESCRIBE':
      case 'EXPLAIN':
        return await this.#run(statement, statement.text);
      case 'INSERT':
      case 'SELECT':
        return await this.#explain(statement);
      case 'STATEMENT_SET':
        return await this.#explainSet(statement);
      case 'UPDATE':
      case 'DELETE':
        if (this.#options.mode === 'streaming') {
          const message = `${statement.kind} runs in batch jobs only.`;
          this.diagnostics.push(diagnosticFor(statement, 'error', 'SQL_STATEMENT_NOT_ALLOWED', message));
        }
        return await this.#parse(statement);
      default:
        this.#noteUnavailable(statement);
        return await this.#parse(statement);
    }
  }

  async #createCatalog(statement: PreparedStatement): Promise<Checked> {
    const name = createdNameOf(statement)?.parts[0];
    const isNew = name !== undefined && !this.#catalogTypes.has(name);
    // One the platform made is there already: IF NOT EXISTS makes this a no-op, else Flink says so.
    const checked = await this.#run(statement, statement.text);
    const type = optionsOf(statement.tokens).find(({ key }) => key === 'type')?.value;
    if (isNew && name !== undefined) this.#catalogTypes.set(name, type ?? 'unknown');
    return checked;
  }

  async #createTable(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    if (created === undefined) return await this.#parse(statement);
    const catalog = created.parts.length === 3 ? (created.parts[0] ?? '') : this.#currentCatalog;
    const type = this.#catalogTypes.get(catalog);
    const hasConnector = optionsOf(statement.tokens).some(({ key }) => key === 'connector');
    if (type === undefined || memoryTypes.has(type) || hasConnector) {
      const temporary = asTemporary(statement);
      return temporary === undefined ? await this.#parse(statement) : await this.#define(statement, temporary);
    }
    if (await this.#exists(created.parts)) return await this.#existing(statement, created.ifNotExists, created.parts);
    const scratch = type === 'paimon' ? asScratchTable(statement, this.#scratchOptions()) : undefined;
    if (scratch !== undefined) return await this.#define(statement, scratch);
    this.#noteUnavailable(statement);
    const parsed = await this.#parse(statement);
    if (parsed !== 'PARSED') return parsed;
    const message = `A table of a ${type} catalog cannot be tried without creating it: only its syntax was checked.`;
    this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  #scratchOptions(): Record<string, string> {
    this.#scratchTables += 1;
    return {
      connector: 'paimon',
      path: `${this.#options.scratchUri}/${this.#scratchTables}`,
      'auto-create': 'true',
    };
  }

  /** The table is there: the script will use it as it is, or fail. */
  async #existing(statement: PreparedStatement, ifNotExists: boolean, parts: string[]): Promise<Checked> {
    this.#created.add(parts.at(-1) ?? '');
    if (!ifNotExists) {
      const message = `${parts.join('.')} exists already; write IF NOT EXISTS to use the one there is.`;
      this.diagnostics.push(diagnosticFor(statement, 'error', 'SQL_INVALID', message));
    }
    return await this.#parse(statement);
  }

  async #exists(parts: readonly string[]): Promise<boolean> {
    const name = parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
    try {
      await this.#options.session.run(`DESCRIBE ${name}`, this.#runOptions());
      return true;
    } catch (error) {
      if (error instanceof StatementFailed) return false;
      throw error;
    }
  }

  async #use(statement: PreparedStatement): Promise<Checked> {
    const isCatalog = statement.tokens[1]?.value === 'CATALOG';
    const name = readName(statement.tokens, statement.text.text, isCatalog ? 2 : 1);
    const last = name?.parts.at(-1) ?? '';
    const isOurs = !isCatalog && this.#unavailable.has(last);
    const ok = await this.#try(statement, statement.text, !isOurs);
    if (ok && (isCatalog || name?.parts.length === 2)) this.#currentCatalog = name?.parts[0] ?? this.#currentCatalog;
    if (!ok && isOurs) {
      const message = `The database ${last} is created by this script: statements that rely on it could not be checked.`;
      this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
      return 'NOT_CHECKED';
    }
    return 'CHECKED';
  }

  /** Runs a definition; a name that could not be defined is remembered. */
  async #define(statement: PreparedStatement, text: MappedText): Promise<Checked> {
    const fault = await this.#fault(text);
    if (fault === undefined) {
      const name = createdNameOf(statement)?.parts.at(-1);
      if (name !== undefined) this.#created.add(name);
      return 'CHECKED';
    }
    const checked = this.#addFinding(this.#diagnose(fault, statement, text), statement);
    this.#noteUnavailable(statement);
    return checked;
  }

  async #run(statement: PreparedStatement, text: MappedText): Promise<Checked> {
    await this.#try(statement, text);
    return 'CHECKED';
  }

  async #explainSet(statement: PreparedStatement): Promise<Checked> {
    let checked: Checked = 'CHECKED';
    for (const inner of statement.inner ?? []) {
      const one = await this.#explain(inner);
      if (one !== 'CHECKED') checked = one;
    }
    return checked;
  }

  async #explain(statement: PreparedStatement): Promise<Checked> {
    const at = statement.text.originOf(0, 1).start;
    const text = MappedText.join([MappedText.inserted('EXPLAIN\n', at), statement.text]);
    const fault = await this.#fault(text);
    if (fault === undefined) return 'CHECKED';
    return this.#addFinding(this.#diagnose(fault, statement, text), statement);
  }

  /** Adds a finding, unless it only follows from something earlier that could not be tried here. */
  #addFinding(diagnostic: SqlDiagnostic, statement: PreparedStatement): Checked {
    if (diagnostic.code === 'SQL_OBJECT_NOT_FOUND' && this.#isAboutUnavailable(diagnostic.message)) {
      const message = 'Not checked: it relies on something above that could not be created here.';
      this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
      return 'NOT_CHECKED';
    }
    this.diagnostics.push(diagnostic);
    return 'CHECKED';
  }

  #isAboutUnavailable(message: string): boolean {
    return message.split(/[^\w$-]+/).some((word) => this.#unavailable.has(word));
  }

  /**
   * Parses without executing: an operator without its right side is put at the end, so the statement can never be complete.
   * If the parser stumbles over exactly that, and would have taken the end of the text instead, all before it is right.
   */
  async #parse(statement: PreparedStatement): Promise<Checked> {
    const { text } = statement;
    const end = text.originOf(text.text.length - 1, text.text.length).end;
    const sent = MappedText.join([text, MappedText.inserted('\n=>', end)]);
    const fault = await this.#fault(sent);
    if (fault === undefined) throw new Error('an incomplete statement was executed');
    const stumbled = fault.causes.some(
      ({ message }) => message.startsWith('Encountered "=>"') && /Was expecting[\s\S]*<EOF>/.test(message),
    );
    if (stumbled) return 'PARSED';
    const diagnostic = this.#diagnose(fault, statement, sent);
    this.diagnostics.push(
      /at =>\.$/.test(diagnostic.message)
        ? {
            ...diagnostic,
            message: 'The statement ends too early.',
            remedy: 'Something is missing at its end, or a bracket is not closed.',
          }
        : diagnostic,
    );
    return 'CHECKED';
  }

  /** Runs a text; false when Flink refused it. The finding is added unless told not to. */
  async #try(statement: PreparedStatement, text: MappedText, report = true): Promise<boolean> {
    const fault = await this.#fault(text);
    if (fault === undefined) return true;
    if (report) this.diagnostics.push(this.#diagnose(fault, statement, text));
    return false;
  }

  async #fault(text: MappedText): Promise<StatementFailed['fault'] | undefined> {
    try {
      await this.#options.session.run(text.text, this.#runOptions());
      return undefined;
    } catch (error) {
      if (error instanceof StatementFailed) return error.fault;
      throw error;
    }
  }

  #diagnose(fault: StatementFailed['fault'], statement: PreparedStatement, sent: MappedText): SqlDiagnostic {
    return diagnoseFault(fault, statement, sent, this.#options.script.lines, { tables: [...this.#created] });
  }

  #runOptions(): { signal: AbortSignal; config: Record<string, string> } {
    return { signal: this.#options.signal, config: this.#settings.current() };
  }

  #noteUnavailable(statement: PreparedStatement): void {
    if (!statement.kind.startsWith('CREATE')) return;
    const name = createdNameOf(statement)?.parts.at(-1);
    if (name !== undefined) this.#unavailable.add(name);
  }

  async #addJars(statement: PreparedStatement): Promise<void> {
    const { engine, resolveJars, script } = this.#options;
    const jars = await atItsPlace(statement, script.lines, (uses) =>
      uses.length === 0 ? [] : resolveJars(engine, uses),
    );
    for (const jar of jars) {
      if (this.#addedJars.has(jar)) continue;
      this.#addedJars.add(jar);
      await this.#options.session.run(`ADD JAR '${jar.replaceAll("'", "''")}'`, { signal: this.#options.signal });
    }
  }
}

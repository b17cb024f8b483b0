/** Checks a script's statements one after another in one throwaway session; see validate.ts. */
import type { JobMode } from '@liusu/contract/job';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { LiusuError } from '../lib/errors.ts';
import { changesSettings, CheckerState } from './checker-state.ts';
import type { JarResolver } from './connectors.ts';
import { diagnoseFault, diagnosticFor, diagnosticsOf } from './diagnostics.ts';
import { contextOf } from './explain-context.ts';
import type { GatewaySession } from './gateway-session.ts';
import { onlyInserts, refusalOf } from './job-steps.ts';
import { MappedText } from './mapped-text.ts';
import { optionsOf } from './options.ts';
import type { PathPolicy } from './paths.ts';
import { checkStatement, notAllowed, type PreparedScript, type PreparedStatement } from './prepared-script.ts';
import { addJarsFor, type JarErrand } from './session-jars.ts';
import { SessionSettings } from './session-settings.ts';
import { asScratchTable, asTemporary, createdNameOf, queryOfTableAs } from './table-shadow.ts';
import { isWord, readName } from './tokens.ts';
import { words } from './words.ts';

export interface CheckerOptions {
  session: GatewaySession;
  script: PreparedScript;
  engine: string;
  mode: JobMode;
  settings: Readonly<Record<string, string>>;
  catalogs: Readonly<Record<string, string>>;
  scratchUri: string;
  /** Of a session in which definitions have run before. */
  state?: CheckerState;
  resolveJars: JarResolver;
  /** Connectors the engine can be given: for "did you mean". */
  connectors?: readonly string[];
  paths: PathPolicy;
  signal: AbortSignal;
}

type Checked = SqlValidation['statements'][number]['checked'];

/** Catalog types whose tables live in the session only, or need a connector like any other. */
const memoryTypes: ReadonlySet<string> = new Set(['generic_in_memory', 'memory']);

const noModels = {
  why: words('这个引擎还没有模型', 'this engine has no models yet'),
  remedy: words('换用 Flink 2.1 或更新的引擎。', 'Use an engine of Flink 2.1 or newer.'),
};

function isAboutModels({ tokens }: PreparedStatement): boolean {
  const object = isWord(tokens[1], 'TEMPORARY') ? tokens[2] : tokens[1];
  return isWord(tokens[0], 'CREATE', 'ALTER', 'DROP', 'SHOW', 'DESCRIBE') && isWord(object, 'MODEL', 'MODELS');
}

/** 2 of `flink-2.2`. */
function engineMajor(engine: string): number {
  return Number(/(\d+)\./.exec(engine)?.[1] ?? 2);
}

export class StatementChecker {
  readonly diagnostics: SqlDiagnostic[] = [];
  readonly #options: CheckerOptions;
  readonly #settings: SessionSettings;
  readonly #state: CheckerState;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#settings = new SessionSettings(options.settings);
    this.#state = options.state ?? new CheckerState(options.catalogs);
  }

  /** What the definitions checked so far have made of the session. */
  get state(): CheckerState {
    return this.#state;
  }

  /** Passes over a definition that has run in this session before. */
  resume(statement: PreparedStatement): void {
    if (changesSettings(statement)) this.#settings.apply(statement.text.text);
    this.#state.moveDefinition(statement);
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
    if (isAboutModels(statement) && engineMajor(this.#options.engine) < 2) {
      this.diagnostics.push(...diagnosticsOf(notAllowed(statement, noModels.why, noModels.remedy), statement.index));
      return 'PARSED';
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
        // Jobs are asked of a cluster, and this session has none.
        return isWord(statement.tokens[1], 'JOBS', 'JOB')
          ? await this.#parse(statement)
          : await this.#run(statement, statement.text);
      case 'INSERT':
      case 'SELECT':
        return await this.#explain(statement);
      case 'STATEMENT_SET':
        return await this.#explainSet(statement);
      case 'UPDATE':
      case 'DELETE':
        if (this.#options.mode === 'streaming') this.#refuse(statement);
        return await this.#parse(statement);
      case 'CREATE_TABLE_AS':
      case 'CREATE_MATERIALIZED_TABLE':
        return await this.#checkTableAs(statement);
      default:
        this.#noteUnavailable(statement);
        return await this.#parse(statement);
    }
  }

  async #createCatalog(statement: PreparedStatement): Promise<Checked> {
    const name = createdNameOf(statement)?.parts[0];
    const isNew = name !== undefined && !this.#state.catalogTypes.has(name);
    // One the platform made is there already: IF NOT EXISTS makes this a no-op, else Flink says so.
    const checked = await this.#run(statement, statement.text);
    const type = optionsOf(statement.tokens).find(({ key }) => key === 'type')?.value;
    if (isNew && name !== undefined) this.#state.catalogTypes.set(name, type ?? 'unknown');
    return checked;
  }

  async #createTable(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    if (created === undefined) return await this.#parse(statement);
    const catalog = created.parts.length === 3 ? (created.parts[0] ?? '') : this.#state.currentCatalog;
    const type = this.#state.catalogTypes.get(catalog);
    const connector = optionsOf(statement.tokens).find(({ key }) => key === 'connector')?.value;
    // Only the catalog itself reads tables of Hive's own: a temporary one has no factory.
    const hasConnector = connector !== undefined && !(type === 'hive' && connector === 'hive');
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
    const message = words(
      `${type} 目录的表只有真正创建才能校验：这里只检查了语法。`,
      `A table of a ${type} catalog cannot be tried without creating it: only its syntax was checked.`,
    );
    this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  #scratchOptions(): Record<string, string> {
    this.#state.scratchTables += 1;
    return {
      connector: 'paimon',
      path: `${this.#options.scratchUri}/${this.#state.scratchTables}`,
      'auto-create': 'true',
    };
  }

  /** The table is there: the script will use it as it is, or fail. */
  async #existing(statement: PreparedStatement, ifNotExists: boolean, parts: string[]): Promise<Checked> {
    this.#state.created.add(parts.at(-1) ?? '');
    if (!ifNotExists) {
      const message = words(
        `${parts.join('.')} 已经存在；写 IF NOT EXISTS 可直接使用已有的。`,
        `${parts.join('.')} exists already; write IF NOT EXISTS to use the one there is.`,
      );
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
    const isOurs = !isCatalog && this.#state.unavailable.has(last);
    const ok = await this.#try(statement, statement.text, !isOurs);
    if (ok && (isCatalog || name?.parts.length === 2))
      this.#state.currentCatalog = name?.parts[0] ?? this.#state.currentCatalog;
    if (!ok && isOurs) {
      const message = words(
        `库 ${last} 由这份脚本创建：依赖它的语句无法预先校验。`,
        `The database ${last} is created by this script: statements that rely on it could not be checked.`,
      );
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
      if (name !== undefined) {
        this.#state.created.add(name);
        this.#state.definitions.set(name.toLowerCase(), statement);
      }
      return 'CHECKED';
    }
    const checked = this.#addFinding(await this.#diagnose(fault, statement, text), statement);
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
      if (inner.kind !== 'INSERT') {
        this.diagnostics.push(...diagnosticsOf(notAllowed(inner, onlyInserts.why, onlyInserts.remedy), inner.index));
        continue;
      }
      const one = await this.#explain(inner);
      if (one !== 'CHECKED') checked = one;
    }
    return checked;
  }

  async #explain(statement: PreparedStatement, query: MappedText = statement.text): Promise<Checked> {
    // EXECUTE INSERT is INSERT, and older engines explain the latter alone.
    const skip = isWord(statement.tokens[0], 'EXECUTE') ? (statement.tokens[1]?.start ?? 0) : 0;
    const explained = query.slice(skip, query.text.length);
    const text = MappedText.join([MappedText.inserted('EXPLAIN\n', explained.originOf(0, 1).start), explained]);
    const fault = await this.#fault(text);
    if (fault === undefined) return 'CHECKED';
    return this.#addFinding(await this.#diagnose(fault, statement, text), statement);
  }

  /** The table is not created: its words are parsed, and its query is explained. */
  async #checkTableAs(statement: PreparedStatement): Promise<Checked> {
    const isRefused = this.#refuse(statement);
    const parsed = await this.#parse(statement);
    const query = queryOfTableAs(statement);
    this.#noteUnavailable(statement);
    if (parsed !== 'PARSED' || isRefused || query === undefined) return parsed;
    return await this.#explain(statement, query);
  }

  /** Tells that a statement has no place in a job of this mode; false when it has one. */
  #refuse(statement: PreparedStatement): boolean {
    const refusal = refusalOf(statement.kind, this.#options.mode);
    if (refusal === undefined) return false;
    this.diagnostics.push(...diagnosticsOf(notAllowed(statement, refusal.why, refusal.remedy), statement.index));
    return true;
  }

  /** Adds a finding, unless it only follows from something earlier that could not be tried here. */
  #addFinding(diagnostic: SqlDiagnostic, statement: PreparedStatement): Checked {
    if (diagnostic.code === 'SQL_OBJECT_NOT_FOUND' && this.#isAboutUnavailable(diagnostic.message)) {
      const message = words(
        '未校验：它依赖上面未能创建的对象。',
        'Not checked: it relies on something above that could not be created here.',
      );
      this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
      return 'NOT_CHECKED';
    }
    this.#addOnce(diagnostic);
    return 'CHECKED';
  }

  /** What is wrong with a table shows at each use of it: it is told once. */
  #addOnce(diagnostic: SqlDiagnostic): void {
    const isKnown = this.diagnostics.some(
      (one) => one.message === diagnostic.message && one.line === diagnostic.line && one.column === diagnostic.column,
    );
    if (!isKnown) this.diagnostics.push(diagnostic);
  }

  #isAboutUnavailable(message: string): boolean {
    return message.split(/[^\w$-]+/).some((word) => this.#state.unavailable.has(word));
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
    const cut = fault.causes.map((cause) => ({
      ...cause,
      // Where our own operator is in the way, the statement has come to its end too early.
      message: cause.message.replace('Encountered "=>"', 'Encountered "<EOF>"'),
    }));
    this.diagnostics.push(await this.#diagnose({ ...fault, causes: cut }, statement, text));
    return 'CHECKED';
  }

  /** Runs a text; false when Flink refused it. The finding is added unless told not to. */
  async #try(statement: PreparedStatement, text: MappedText, report = true): Promise<boolean> {
    const fault = await this.#fault(text);
    if (fault === undefined) return true;
    if (report) this.#addOnce(await this.#diagnose(fault, statement, text));
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

  async #diagnose(
    fault: StatementFailed['fault'],
    statement: PreparedStatement,
    sent: MappedText,
  ): Promise<SqlDiagnostic> {
    const { session, script, connectors = [] } = this.#options;
    const known = await contextOf(fault, statement, session, this.#runOptions());
    return diagnoseFault(fault, statement, sent, script.lines, {
      ...known,
      tables: [...this.#state.created, ...known.tables],
      connectors,
      definitions: this.#state.definitions,
    });
  }

  #runOptions(): { signal: AbortSignal; config: Record<string, string> } {
    return { signal: this.#options.signal, config: this.#settings.current() };
  }

  #noteUnavailable(statement: PreparedStatement): void {
    if (!statement.kind.startsWith('CREATE')) return;
    const name = createdNameOf(statement)?.parts.at(-1);
    if (name !== undefined) this.#state.unavailable.add(name);
  }

  #addJars(statement: PreparedStatement): Promise<void> {
    const { engine, resolveJars, script, session, signal } = this.#options;
    const resolve: JarErrand['resolve'] = (uses) => resolveJars(engine, uses);
    return addJarsFor(statement, { session, lines: script.lines, resolve, added: this.#state.addedJars, signal });
  }
}

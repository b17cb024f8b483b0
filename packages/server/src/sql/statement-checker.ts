/** Checks a script's statements one after another in one throwaway session; see validate.ts. */
import type { JobMode } from '@liusu/contract/job';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { LiusuError } from '../lib/errors.ts';
import { quotedPath } from '../lib/quoted-name.ts';
import { changesSettings, CheckerState } from './checker-state.ts';
import type { JarResolver } from './connectors.ts';
import { diagnoseFault, diagnosticFor, diagnosticsOf } from './diagnostics.ts';
import { contextOf } from './explain-context.ts';
import { explainText } from './explain-text.ts';
import { firstColumn } from './first-column.ts';
import { foreignError } from './foreign-characters.ts';
import type { GatewaySession } from './gateway-session.ts';
import { onlyInserts, placeOf, refusalOf } from './job-steps.ts';
import { MappedText } from './mapped-text.ts';
import { ObjectChanges, standInKey } from './object-changes.ts';
import { ObjectCreations, type StandIn } from './object-creations.ts';
import { parseFault } from './parse-only.ts';
import type { PathPolicy } from './paths.ts';
import { checkStatement, notAllowed, type PreparedScript, type PreparedStatement } from './prepared-script.ts';
import { addJarsFor, type JarErrand } from './session-jars.ts';
import { SessionSettings } from './session-settings.ts';
import { isOutOfReach } from './submission-fault.ts';
import { createdNameOf, queryOfTableAs, withoutCreatedName } from './table-shadow.ts';
import { isWord } from './tokens.ts';
import { unknownSetting } from './unknown-setting.ts';
import { followUse } from './use-statement.ts';
import { type Words, words } from './words.ts';

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
  /** Settings the engine knows; empty where that is not recorded. */
  knownSettings?: ReadonlySet<string>;
  paths: PathPolicy;
  signal: AbortSignal;
}

type Checked = SqlValidation['statements'][number]['checked'];

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
  #isOutOfReach = false;
  readonly #options: CheckerOptions;
  readonly #settings: SessionSettings;
  readonly #state: CheckerState;
  readonly #creations: ObjectCreations;
  readonly #changes: ObjectChanges;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#settings = new SessionSettings(options.settings);
    this.#state = options.state ?? new CheckerState(options.catalogs);
    const run = (statement: PreparedStatement, text: MappedText) => this.#try(statement, text);
    const parse = (statement: PreparedStatement) => this.#parse(statement);
    this.#creations = new ObjectCreations(this.#state, options.scratchUri, {
      run,
      parse,
      define: (statement, text, standIn) => this.#define(statement, text, standIn),
      tableExists: (parts) => this.#exists(parts),
      databasesOf: (catalog) =>
        firstColumn(`SHOW DATABASES FROM ${quotedPath([catalog])}`, options.session, this.#runOptions()),
      functionsOf: (...path) =>
        firstColumn(`SHOW USER FUNCTIONS FROM ${quotedPath(path)}`, options.session, this.#runOptions()),
      add: (diagnostic) => this.diagnostics.push(diagnostic),
      withoutConnector: (statement, _standIn, type) => this.#parseTableOf(type, statement),
    });
    this.#changes = new ObjectChanges(this.#state, {
      who: words('校验', 'a check'),
      areRowsRead: false,
      run,
      parse,
      requireTable: (statement, { start, end }) => this.#requireTable(statement, start, end),
    });
  }

  /** What the definitions checked so far have made of the session. */
  get state(): CheckerState {
    return this.#state;
  }

  /** True when Flink could not reach something that a statement names: what was found may be no fault of the script. */
  get isOutOfReach(): boolean {
    return this.#isOutOfReach;
  }

  /** Passes over a definition that has run in this session before. */
  resume(statement: PreparedStatement): void {
    if (changesSettings(statement)) this.#settings.apply(statement.text.text);
    this.#state.moveDefinition(statement);
  }

  /** Of a statement of which nothing can be said: what it defines is not there for others. */
  passOver(statement: PreparedStatement): Checked {
    this.#state.noteUnavailable(statement);
    return 'NOT_CHECKED';
  }

  /** Adds what is wrong with a statement's place among the others: a job would refuse it, or run it elsewhere. */
  judgePlace(statement: PreparedStatement): void {
    const found = placeOf(statement, this.#options.script.statements, this.#options.mode);
    if (found === undefined) return;
    const { severity, why, remedy } = found;
    const told = diagnosticsOf(notAllowed(statement, why, remedy), statement.index);
    this.diagnostics.push(...told.map((one) => ({ ...one, severity })));
  }

  /** Adds a warning about a SET of a key that Flink would pass over without a word. */
  judgeSetting(statement: PreparedStatement): void {
    const { engine, knownSettings, script } = this.#options;
    const found = unknownSetting(statement, script.lines, engine, knownSettings ?? new Set());
    if (found !== undefined) this.diagnostics.push(found);
  }

  /** Of a statement that is not closed: characters that may be why. */
  judgeCharacters(statement: PreparedStatement): void {
    const foreign = foreignError(statement, this.#options.script.lines);
    if (foreign !== undefined) this.diagnostics.push(...diagnosticsOf(foreign, statement.index));
  }

  /** Checks one statement and adds what it finds to `diagnostics`. Throws when the gateway does not answer. */
  async check(statement: PreparedStatement): Promise<Checked> {
    const { script, paths } = this.#options;
    try {
      checkStatement(statement, script.lines, paths);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      this.diagnostics.push(...diagnosticsOf(error, statement.index));
      this.#state.noteUnavailable(statement);
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
      this.#state.noteUnavailable(statement);
      return 'CHECKED';
    }
    return await this.#checkKind(statement);
  }

  async #checkKind(written: PreparedStatement): Promise<Checked> {
    const statement = this.#creations.keptFromOutside(written);
    switch (statement.kind) {
      case 'SET':
      case 'RESET':
        if (await this.#try(statement, statement.text)) this.#settings.apply(statement.text.text);
        return 'CHECKED';
      case 'CREATE_CATALOG':
        return await this.#creations.catalog(statement);
      case 'CREATE_TABLE':
        return await this.#creations.table(statement);
      case 'CREATE_TEMPORARY_TABLE':
      case 'CREATE_TEMPORARY_VIEW':
      case 'CREATE_TEMPORARY_FUNCTION':
        return await this.#define(statement, statement.text);
      case 'CREATE_VIEW':
        return await this.#creations.view(statement);
      case 'CREATE_FUNCTION':
        return await this.#creations.function(statement);
      case 'CREATE_DATABASE':
        return await this.#creations.database(statement);
      case 'ALTER':
      case 'DROP':
        return await this.#changes.check(statement);
      case 'USE':
        return await this.#use(statement);
      case 'ADD_JAR':
      case 'REMOVE_JAR':
      case 'LOAD_MODULE':
      case 'DROP_TEMPORARY':
        return await this.#run(statement, statement.text);
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
      case 'TRUNCATE':
        this.#refuse(statement);
        return await this.#parse(statement);
      case 'CREATE_TABLE_AS':
      case 'CREATE_MATERIALIZED_TABLE':
        return await this.#checkTableAs(statement);
      default:
        this.#state.noteUnavailable(statement);
        return await this.#parse(statement);
    }
  }

  async #exists(parts: readonly string[]): Promise<boolean> {
    if (this.#state.isElsewhere && parts.length === 1) return this.#state.created.has(parts[0] ?? '');
    const name = MappedText.verbatim(quotedPath(parts));
    return (await this.#fault(MappedText.join([MappedText.verbatim('DESCRIBE '), name]))) === undefined;
  }

  async #requireTable(statement: PreparedStatement, start: number, end: number): Promise<boolean> {
    const name = statement.text.slice(start, end);
    const text = MappedText.join([MappedText.inserted('DESCRIBE ', statement.text.originOf(start, end).start), name]);
    return await this.#try(statement, text);
  }

  async #use(statement: PreparedStatement): Promise<Checked> {
    const missing = await followUse(statement, this.#state, {
      use: (text, mayFail) => this.#try(statement, text, !mayFail),
      currentDatabase: () => this.#currentDatabase(),
    });
    if (missing === undefined) return 'CHECKED';
    const message = words(
      `库 ${missing} 由这份脚本创建，校验时还不存在：这里只检查了语法。`,
      `The database ${missing} is created by this script and is not there while it is checked: only the syntax was checked here.`,
    );
    this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  async #currentDatabase(): Promise<string> {
    const [row] = await this.#options.session.rowsOf('SHOW CURRENT DATABASE', this.#runOptions());
    return String(row?.[0] ?? '');
  }

  /** Runs a definition; a name that could not be defined is remembered. `standIn`: what it stands in for. */
  async #define(statement: PreparedStatement, text: MappedText, standIn?: StandIn): Promise<Checked> {
    const fault = await this.#fault(text);
    const name = createdNameOf(statement)?.parts.at(-1);
    if (fault !== undefined) {
      // What it makes anew is no reason to doubt it, unless an earlier stand-in is in its way.
      const isAnew = standIn !== undefined && !this.#state.standIns.has(standIn.key);
      const relied = isAnew ? withoutCreatedName(statement) : statement;
      const checked = this.#addFinding(await this.#diagnose(fault, statement, text), statement, relied);
      this.#state.noteUnavailable(statement);
      return checked;
    }
    if (standIn !== undefined) {
      this.#state.standIns.add(standIn.key);
      this.#state.remake(standIn.path);
    }
    if (name !== undefined) {
      this.#state.created.add(name);
      this.#state.unavailable.delete(name);
      this.#state.definitions.set(name.toLowerCase(), statement);
    }
    const why = this.#state.whyUnsure(statement);
    if (why === undefined) return 'CHECKED';
    // What is made of it is no surer than it is.
    if (name !== undefined) this.#state.unsure.set(name.toLowerCase(), why);
    return this.#notChecked(statement, why);
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
    const text = explainText(statement, query);
    const fault = await this.#fault(text);
    if (fault !== undefined) return this.#addFinding(await this.#diagnose(fault, statement, text), statement);
    const why = this.#state.whyUnsure(statement);
    return why === undefined ? 'CHECKED' : this.#notChecked(statement, why);
  }

  /** The table is not created: its words are parsed, and its query is explained. */
  async #checkTableAs(statement: PreparedStatement): Promise<Checked> {
    const isRefused = this.#refuse(statement);
    const parsed = await this.#parse(statement);
    const query = queryOfTableAs(statement);
    this.#state.noteUnavailable(statement);
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

  /** Adds a finding, unless it only follows from something earlier that could not be tried here. `relied`: what it relies on. */
  #addFinding(diagnostic: SqlDiagnostic, statement: PreparedStatement, relied = statement): Checked {
    const why = this.#state.whyUnsure(relied);
    if (why !== undefined && diagnostic.code !== 'SQL_SYNTAX') return this.#notChecked(statement, why);
    const isMissing = diagnostic.code === 'SQL_OBJECT_NOT_FOUND';
    if (isMissing && (this.#isAboutUnavailable(diagnostic.message) || this.#isOfDatabaseInUse(diagnostic))) {
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

  #notChecked(statement: PreparedStatement, why: Words): Checked {
    const message = words(`未校验：${why.zh}。`, `Not checked: ${why.en}.`);
    this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  /** What is wrong with a table shows at each use of it: it is told once. */
  #addOnce(diagnostic: SqlDiagnostic): void {
    const isKnown = this.diagnostics.some(
      (one) => one.message === diagnostic.message && one.line === diagnostic.line && one.column === diagnostic.column,
    );
    if (!isKnown) this.diagnostics.push(diagnostic);
  }

  #isAboutUnavailable(message: string): boolean {
    return message.split(/[^\p{L}\p{N}_$-]+/u).some((word) => this.#state.unavailable.has(word));
  }

  /** True for a table of the database in use that was made before its USE, which could not be carried out: it is looked for elsewhere. */
  #isOfDatabaseInUse({ unknown }: SqlDiagnostic): boolean {
    if (!this.#state.isElsewhere || unknown?.kind !== 'table') return false;
    const path = this.#state.pathOf([unknown.name]);
    return this.#state.standIns.has(standInKey('TABLE', path)) || this.#state.standIns.has(standInKey('VIEW', path));
  }

  /** Of a table that only its catalog can make: it is not there for others. */
  async #parseTableOf(type: string, statement: PreparedStatement): Promise<Checked> {
    this.#state.noteUnavailable(statement);
    const parsed = await this.#parse(statement);
    if (parsed !== 'PARSED') return parsed;
    const message = words(
      `${type} 目录的表只有真正创建才能校验：这里只检查了语法。`,
      `A table of a ${type} catalog cannot be tried without creating it: only its syntax was checked.`,
    );
    this.diagnostics.push(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  /** Parses without executing. */
  async #parse(statement: PreparedStatement): Promise<Checked> {
    const own = await parseFault(statement.text, (text) => this.#fault(text));
    if (own === undefined) return 'PARSED';
    this.diagnostics.push(await this.#diagnose(own, statement, statement.text));
    return 'CHECKED';
  }

  /** Runs a text; false when Flink refused it. The finding is added unless told not to. */
  async #try(statement: PreparedStatement, text: MappedText, report = true): Promise<boolean> {
    const fault = await this.#fault(text);
    if (fault === undefined) return true;
    if (report) this.#addFinding(await this.#diagnose(fault, statement, text), statement);
    return false;
  }

  async #fault(text: MappedText): Promise<StatementFailed['fault'] | undefined> {
    try {
      await this.#options.session.run(text.text, this.#runOptions());
      return undefined;
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      this.#isOutOfReach ||= isOutOfReach(error.fault);
      return error.fault;
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

  #addJars(statement: PreparedStatement): Promise<void> {
    const { engine, resolveJars, script, session, signal } = this.#options;
    const resolve: JarErrand['resolve'] = (uses) => resolveJars(engine, uses);
    return addJarsFor(statement, { session, lines: script.lines, resolve, added: this.#state.addedJars, signal });
  }
}

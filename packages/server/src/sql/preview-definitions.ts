/**
 * The definitions of a previewed script: what ends with the session is made as it stands, and nothing outside is made, altered or dropped.
 * As in a check (object-creations.ts, object-changes.ts), temporary objects stand in for outside ones. What the query would read otherwise
 * than a job is refused (requireReadable).
 */
import type { Samples } from '@liusu/contract/sample';

import type { GatewayFault } from '../flink/gateway-fault.ts';
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { hasCode } from '../lib/errors.ts';
import { quotedPath } from '../lib/quoted-name.ts';
import { CheckerState, keyOf, type ObjectPath } from './checker-state.ts';
import { explainText } from './explain-text.ts';
import { firstColumn } from './first-column.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import { MappedText } from './mapped-text.ts';
import { ObjectChanges } from './object-changes.ts';
import { ObjectCreations, type StandIn } from './object-creations.ts';
import { parseFault } from './parse-only.ts';
import { isPlannedTableThere } from './planned-tables.ts';
import { diagnosticError, explainOnFailure, faultError } from './preview-faults.ts';
import type { PreviewPlan } from './preview-plan.ts';
import {
  changedError,
  elsewhereError,
  type NameUse,
  namesIn,
  notCreatedError,
  scannedTables,
} from './preview-reads.ts';
import { forPreview } from './preview-sources.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isReplaced } from './sample-tables.ts';
import { withText } from './statement-edits.ts';
import { asTableOfColumns, asTemporary, createdNameOf } from './table-shadow.ts';
import { isWord } from './tokens.ts';
import { followUse } from './use-statement.ts';
import { words } from './words.ts';

export interface PreviewDefinitionsOptions {
  previewId: string;
  plan: PreviewPlan;
  session: GatewaySession;
  samples: Samples;
  /** Types of the catalogs that every session has, by name. */
  catalogs: Readonly<Record<string, string>>;
  /** A folder of this preview alone, for stand-ins. */
  scratchUri: string;
  /** Settings as they are now. */
  settings(): RunOptions;
}

export class PreviewDefinitions {
  readonly #options: PreviewDefinitionsOptions;
  readonly #state: CheckerState;
  readonly #creations: ObjectCreations;
  readonly #changes: ObjectChanges;
  /** Tables without rows that stand in for ones that are not there, by the path the session has for them. */
  readonly #unmade = new Map<string, PreparedStatement>();
  /** What the script defines, by the path the session has for it. */
  readonly #made = new Map<string, PreparedStatement>();
  /** Statements of tables that planning would make outside. */
  readonly #moved = new WeakSet<PreparedStatement>();

  constructor(options: PreviewDefinitionsOptions) {
    this.#options = options;
    this.#state = new CheckerState(options.catalogs);
    const run = async (statement: PreparedStatement, text: MappedText) => {
      await this.#run(statement, text);
      return true;
    };
    const parse = (statement: PreparedStatement) => this.#parse(statement);
    const firstOf = (sql: string) => firstColumn(sql, options.session, options.settings());
    this.#creations = new ObjectCreations(this.#state, options.scratchUri, {
      run,
      parse,
      define: (statement, text, standIn) => this.#define(statement, text, standIn),
      tableExists: (parts) => this.#tableExists(parts),
      databasesOf: (catalog) => firstOf(`SHOW DATABASES FROM ${quotedPath([catalog])}`),
      functionsOf: (...path) => firstOf(`SHOW USER FUNCTIONS FROM ${quotedPath(path)}`),
      add: (diagnostic) => {
        throw diagnosticError(diagnostic);
      },
      withoutConnector: async (statement, standIn, _type, folder) => {
        // It is never read or written: any connector that can be both will do.
        const text = asTableOfColumns(statement, { connector: 'filesystem', path: folder, format: 'json' });
        return text === undefined ? await this.#parse(statement) : await this.#define(statement, text, standIn);
      },
    });
    this.#changes = new ObjectChanges(this.#state, {
      who: words('预览', 'a preview'),
      areRowsRead: true,
      run,
      parse,
      requireTable: async (statement, { start, end }) => {
        const { text } = statement;
        const describe = MappedText.inserted('DESCRIBE ', text.originOf(start, end).start);
        return await run(statement, MappedText.join([describe, text.slice(start, end)]));
      },
    });
  }

  /** Carries out one definition. Throws what Flink has against it. */
  async run(written: PreparedStatement): Promise<void> {
    const statement = await this.#keptFromOutside(withText(written, forPreview(written, this.#options.previewId)));
    switch (statement.kind) {
      case 'CREATE_CATALOG':
        await this.#creations.catalog(statement);
        return;
      case 'CREATE_TABLE':
        await this.#creations.table(statement);
        return;
      case 'CREATE_VIEW':
        await this.#creations.view(statement);
        return;
      case 'CREATE_FUNCTION':
      case 'CREATE_MODEL':
        await this.#functionOrModel(statement);
        return;
      case 'CREATE_DATABASE':
        await this.#creations.database(statement);
        return;
      case 'ALTER':
      case 'DROP':
        await this.#changes.check(statement);
        return;
      case 'USE':
        await this.#use(statement);
        return;
      case 'CREATE_TEMPORARY_TABLE':
      case 'CREATE_TEMPORARY_VIEW':
        await this.#define(statement, statement.text);
        return;
      default:
        await this.#run(statement, statement.text);
    }
  }

  /** Rows of these tables come from samples: they need none of their own. */
  replaced(tables: readonly (readonly string[])[]): void {
    for (const parts of tables) this.#unmade.delete(this.#keyOf(parts));
  }

  /** True for a table that is not what the INSERT would write to: nothing can be told of it. */
  isChanged(table: readonly string[]): boolean {
    return this.#state.whyChanged(this.#state.pathOf(table)) !== undefined;
  }

  /** True for a table that stands in for one that is not there: planning makes nothing of it outside. */
  isStandIn(table: readonly string[]): boolean {
    return this.#unmade.has(this.#keyOf(table));
  }

  /**
   * Throws SQL_TABLE_NOT_CREATED where the query reads a table without rows that stands in for one that is not there,
   * SQL_STATEMENT_NOT_ALLOWED where it reads what the script alters or drops outside, and SQL_OBJECT_NOT_FOUND where it would find a table of
   * another database than the one in use.
   */
  async requireReadable(): Promise<void> {
    if (this.#unmade.size === 0 && !this.#state.hasChanged && !this.#state.isElsewhere) return;
    const { plan } = this.#options;
    const uses = this.#namesRead();
    this.#requireUnchanged(uses);
    if (plan.isQuery) await this.#requireRows(uses);
    else if (plan.query.kind === 'SHOW' && isWord(plan.query.tokens[1], 'CREATE')) {
      for (const use of uses) this.#requireCreated(this.#state.sessionPathOf(use.parts), uses);
    }
  }

  #requireUnchanged(uses: readonly NameUse[]): void {
    for (const use of uses) {
      const why = this.#state.whyChanged(this.#state.pathOf(use.parts));
      if (why !== undefined) throw changedError(this.#options.plan, use, why);
    }
  }

  #requireCreated(path: ObjectPath, uses: readonly NameUse[]): void {
    const definition = this.#unmade.get(keyOf(path));
    if (definition === undefined) return;
    const use = uses.find(({ parts }) => this.#keyOf(parts) === keyOf(path));
    throw notCreatedError(this.#options.plan, path, definition, use);
  }

  /** Looks at the tables that Flink finds below the query, through views of whatever catalog. */
  async #requireRows(uses: readonly NameUse[]): Promise<void> {
    const { plan, session, previewId, settings } = this.#options;
    let told: string;
    try {
      const [row] = await session.rowsOf(explainText(plan.query, forPreview(plan.query, previewId)).text, settings());
      told = String(row?.[0] ?? '');
    } catch (error) {
      // What is wrong with the query is told when it is run.
      if (error instanceof StatementFailed) return;
      throw error;
    }
    for (const path of scannedTables(told)) {
      this.#requireCreated(path, uses);
      const why = this.#state.whyChanged(path);
      if (why !== undefined) throw changedError(plan, this.#ofQuery(), why);
      this.#requireInPlace(path, uses);
    }
  }

  /** In the place of a database that is not there yet the session is in another: its tables are not those meant. */
  #requireInPlace(path: ObjectPath, uses: readonly NameUse[]): void {
    const { isElsewhere, currentCatalog, currentDatabase, elsewhereDatabase } = this.#state;
    const [catalog, database, name] = path;
    if (!isElsewhere || catalog !== currentCatalog || database !== elsewhereDatabase) return;
    const use = uses.find(({ parts }) => parts.length === 1 && parts[0] === name);
    if (use === undefined || this.#made.has(keyOf(path))) return;
    throw elsewhereError(this.#options.plan, use, `${currentCatalog}.${currentDatabase}`);
  }

  /** Names in the query, and in the script's views that it reads. */
  #namesRead(): NameUse[] {
    const found = namesIn(this.#options.plan.query);
    const seen = new Set<PreparedStatement>();
    for (const { parts } of found) {
      const view = this.#made.get(this.#keyOf(parts));
      if (view === undefined || !/_VIEW$/.test(view.kind) || seen.has(view)) continue;
      seen.add(view);
      // The loop goes on with what is added.
      found.push(...namesIn(view));
    }
    return found;
  }

  #ofQuery(): NameUse {
    const { query } = this.#options.plan;
    return { statement: query, parts: [], start: 0, end: query.text.text.length };
  }

  /** A table that planning would make is read where it is, and else kept in the scratch folder. */
  async #keptFromOutside(statement: PreparedStatement): Promise<PreparedStatement> {
    const moved = this.#creations.keptFromOutside(statement);
    if (moved === statement) return statement;
    const path = this.#state.pathOf(createdNameOf(statement)?.parts ?? []);
    if (!isReplaced(statement, this.#options.samples)) {
      const attempt = async (text: string) => (await this.#fault(MappedText.verbatim(text)))?.text;
      if (await isPlannedTableThere(statement, path, attempt)) return statement;
    }
    this.#moved.add(moved);
    return moved;
  }

  async #functionOrModel(statement: PreparedStatement): Promise<void> {
    const [catalog = ''] = this.#state.pathOf(createdNameOf(statement)?.parts ?? []);
    if (this.#state.isInMemory(catalog)) await this.#run(statement, statement.text);
    else if (statement.kind === 'CREATE_FUNCTION') await this.#creations.function(statement);
    else await this.#run(statement, asTemporary(statement) ?? statement.text);
  }

  async #use(statement: PreparedStatement): Promise<void> {
    await followUse(statement, this.#state, {
      use: async (text, mayFail) => {
        if (!mayFail) await this.#run(statement, text);
        return !mayFail || (await this.#fault(text)) === undefined;
      },
      currentDatabase: async () => {
        const [row] = await this.#options.session.rowsOf('SHOW CURRENT DATABASE', this.#options.settings());
        return String(row?.[0] ?? '');
      },
    });
  }

  async #define(statement: PreparedStatement, text: MappedText, standIn?: StandIn): Promise<'CHECKED'> {
    await this.#run(statement, text);
    const parts = createdNameOf(statement)?.parts;
    if (parts === undefined) return 'CHECKED';
    const key = this.#keyOf(parts);
    this.#made.set(key, statement);
    this.#state.unavailable.delete(parts.at(-1) ?? '');
    this.#state.remake(standIn?.path ?? this.#state.pathOf(parts));
    if (standIn !== undefined) this.#state.standIns.add(standIn.key);
    if (standIn?.isEmpty === true || this.#moved.has(statement)) this.#unmade.set(key, statement);
    else this.#unmade.delete(key);
    return 'CHECKED';
  }

  async #tableExists(parts: readonly string[]): Promise<boolean> {
    if (this.#state.isElsewhere && parts.length === 1) return this.#made.has(this.#keyOf(parts));
    return (await this.#fault(MappedText.verbatim(`DESCRIBE ${quotedPath(parts)}`))) === undefined;
  }

  async #parse(statement: PreparedStatement): Promise<'PARSED'> {
    // Of another parser's words nothing is known.
    if ((this.#options.settings().config?.['table.sql-dialect'] ?? 'default') !== 'default') return 'PARSED';
    const fault = await parseFault(statement.text, (text) => this.#fault(text));
    if (fault !== undefined) throw await faultError(fault, statement, statement.text, this.#asked());
    return 'PARSED';
  }

  async #run(statement: PreparedStatement, text: MappedText): Promise<void> {
    const { session, settings } = this.#options;
    try {
      await explainOnFailure(statement, text, this.#asked(), () => session.run(text.text, settings()));
    } catch (error) {
      // What it misses may be what a change before it would have made.
      if (hasCode(error, 'SQL_OBJECT_NOT_FOUND')) this.#requireUnchanged(namesIn(statement));
      throw error;
    }
  }

  async #fault(text: MappedText): Promise<GatewayFault | undefined> {
    try {
      await this.#options.session.run(text.text, this.#options.settings());
      return undefined;
    } catch (error) {
      if (error instanceof StatementFailed) return error.fault;
      throw error;
    }
  }

  #asked() {
    const { plan, session, settings } = this.#options;
    return { plan, session, options: settings() };
  }

  /** Of the path the session has for a table, view or function. */
  #keyOf(parts: readonly string[]): string {
    return keyOf(this.#state.sessionPathOf(parts));
  }
}

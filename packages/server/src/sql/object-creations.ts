/**
 * A script's CREATE while it is checked or previewed: what is gone with the session is created as it stands, what belongs to an outside
 * catalog as a temporary object that hides it, and what is there already is left alone.
 */
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { type CheckerState, isMemoryType, type ObjectPath } from './checker-state.ts';
import { diagnosticFor } from './diagnostics.ts';
import type { MappedText } from './mapped-text.ts';
import { standInKey } from './object-changes.ts';
import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { catalogKeptFromOutside } from './scratch-catalog.ts';
import { inScratchLake, keptFromOutside } from './scratch-lake.ts';
import { asTemporary, createdNameOf } from './table-shadow.ts';
import { words } from './words.ts';

type Checked = SqlValidation['statements'][number]['checked'];

/** A temporary object and what it stands in for. */
export interface StandIn {
  key: string;
  path: ObjectPath;
  /** False where it has the rows that the object itself would have: views, and tables of a connector. */
  isEmpty: boolean;
}

/** What a creation asks of the session. */
export interface CreationHands {
  run(statement: PreparedStatement, text: MappedText): Promise<boolean>;
  define(statement: PreparedStatement, text: MappedText, standIn?: StandIn): Promise<Checked>;
  parse(statement: PreparedStatement): Promise<Checked>;
  /** Of tables and views. */
  tableExists(parts: readonly string[]): Promise<boolean>;
  /** Names of functions in a database; none where the catalog does not tell them. */
  functionsOf(catalog: string, database: string): Promise<string[]>;
  /** None where the catalog does not tell them. */
  databasesOf(catalog: string): Promise<string[]>;
  add(diagnostic: SqlDiagnostic): void;
  /** A new table of a catalog whose tables only the catalog itself can make. `folder`: a place of its own, as URI. */
  withoutConnector(statement: PreparedStatement, standIn: StandIn, type: string, folder: string): Promise<Checked>;
}

export class ObjectCreations {
  readonly #state: CheckerState;
  readonly #scratchUri: string;
  readonly #hands: CreationHands;

  constructor(state: CheckerState, scratchUri: string, hands: CreationHands) {
    this.#state = state;
    this.#scratchUri = scratchUri;
    this.#hands = hands;
  }

  /** A table that planning would create outside is moved to the scratch folder. */
  keptFromOutside(statement: PreparedStatement): PreparedStatement {
    if (statement.kind !== 'CREATE_TABLE' && statement.kind !== 'CREATE_TEMPORARY_TABLE') return statement;
    return keptFromOutside(statement, this.#scratchTable());
  }

  async catalog(written: PreparedStatement): Promise<Checked> {
    const { statement, isScratch } = catalogKeptFromOutside(written, this.#scratchTable());
    const created = createdNameOf(statement);
    const name = created?.parts[0];
    const isDone = await this.#hands.run(statement, statement.text);
    if (created === undefined || name === undefined) return 'CHECKED';
    // One that is there already keeps its type: Flink refuses this, or does nothing where it says IF NOT EXISTS.
    if ((created.ifNotExists || !isDone) && this.#state.catalogTypes.has(name)) return 'CHECKED';
    const type = optionsOf(statement.tokens).findLast(({ key }) => key === 'type')?.value ?? 'unknown';
    // Where it was refused, nothing tells what stands under this name: nothing may run in it as if it lived in the session.
    this.#state.catalogTypes.set(name, !isDone && isMemoryType(type) ? 'unknown' : type);
    if (isDone && isScratch) this.#state.scratchCatalogs.add(name);
    return 'CHECKED';
  }

  async table(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    if (created === undefined) return await this.#hands.parse(statement);
    const path = this.#state.pathOf(created.parts);
    const [catalog = ''] = path;
    // Such a catalog is gone with the session: the table can be altered and dropped as a job would do it.
    if (this.#state.isInMemory(catalog)) return await this.#hands.define(statement, statement.text);
    const type = this.#state.catalogTypes.get(catalog);
    const connector = optionsOf(statement.tokens).find(({ key }) => key === 'connector')?.value;
    // What a catalog makes of its own tables only the catalog itself reads: a temporary one lacks a place, or a factory.
    const hasConnector = connector !== undefined && connector !== type;
    const standIn = { key: standInKey('TABLE', path), path };
    if (await this.#isThere(path, created.parts)) {
      this.#state.created.add(created.parts.at(-1) ?? '');
      return await this.#existing(statement, created.ifNotExists, created.parts);
    }
    if (type === undefined || hasConnector) return await this.#temporary(statement, { ...standIn, isEmpty: false });
    const folder = this.#scratchTable();
    const scratch = inScratchLake(statement, type, folder);
    return scratch === undefined
      ? await this.#hands.withoutConnector(statement, { ...standIn, isEmpty: true }, type, folder)
      : await this.#hands.define(statement, scratch, { ...standIn, isEmpty: true });
  }

  async view(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    if (created === undefined) return await this.#hands.parse(statement);
    const path = this.#state.pathOf(created.parts);
    if (this.#state.isInMemory(path[0] ?? '')) return await this.#hands.define(statement, statement.text);
    if (await this.#isThere(path, created.parts)) {
      return await this.#existing(statement, created.ifNotExists, created.parts);
    }
    return await this.#temporary(statement, { key: standInKey('VIEW', path), path, isEmpty: false });
  }

  /** Always temporary: the class of a temporary function is looked for at once. */
  async function(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    const path = this.#state.pathOf(created?.parts ?? []);
    const [catalog = '', database = '', name = ''] = path;
    if (created?.ifNotExists === true && !this.#state.isInMemory(catalog)) {
      const names = await this.#hands.functionsOf(catalog, database);
      if (names.includes(name.toLowerCase())) return await this.#existing(statement, true, created.parts);
    }
    return await this.#temporary(statement, { key: standInKey('FUNCTION', path), path, isEmpty: false });
  }

  async database(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    if (created === undefined) return await this.#hands.parse(statement);
    const path = this.#state.databasePathOf(created.parts);
    const [catalog = '', name = ''] = path;
    if (this.#state.isInMemory(catalog)) {
      await this.#hands.run(statement, statement.text);
      return 'CHECKED';
    }
    const isThere = !this.#state.isDropped(path) && (await this.#hands.databasesOf(catalog)).includes(name);
    if (isThere) return await this.#existing(statement, created.ifNotExists, created.parts);
    // One that was dropped is still there.
    const isMade = this.#state.scratchCatalogs.has(catalog) && !this.#state.isDropped(path);
    this.#state.remake(path);
    if (isMade && (await this.#hands.run(statement, statement.text))) {
      this.#state.unavailable.delete(name);
      return 'CHECKED';
    }
    this.#state.noteUnavailable(statement);
    return isMade ? 'CHECKED' : await this.#hands.parse(statement);
  }

  /** True for a table or view that stands outside, and for what stands in for one. */
  async #isThere(path: ObjectPath, parts: readonly string[]): Promise<boolean> {
    return !this.#state.isDropped(path) && (await this.#hands.tableExists(parts));
  }

  async #temporary(statement: PreparedStatement, standIn: StandIn): Promise<Checked> {
    const temporary = asTemporary(statement);
    return temporary === undefined
      ? await this.#hands.parse(statement)
      : await this.#hands.define(statement, temporary, standIn);
  }

  /** It is there: the script will use it as it is, or fail. */
  async #existing(statement: PreparedStatement, ifNotExists: boolean, parts: string[]): Promise<Checked> {
    if (!ifNotExists) {
      const message = words(
        `${parts.join('.')} 已经存在；写 IF NOT EXISTS 可直接使用已有的。`,
        `${parts.join('.')} exists already; write IF NOT EXISTS to use the one there is.`,
      );
      this.#hands.add(diagnosticFor(statement, 'error', 'SQL_INVALID', message));
    }
    return await this.#hands.parse(statement);
  }

  #scratchTable(): string {
    this.#state.scratchTables += 1;
    return `${this.#scratchUri}/${this.#state.scratchTables}`;
  }
}

/**
 * A script's CREATE while it is checked: what is gone with the session is created as it stands, what belongs to an outside catalog as
 * a temporary object that hides it, and what has no temporary form is parsed alone.
 */
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { type CheckerState, isMemoryType, type ObjectPath } from './checker-state.ts';
import { diagnosticFor } from './diagnostics.ts';
import type { MappedText } from './mapped-text.ts';
import { standInKey } from './object-changes.ts';
import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { keptFromOutside, scratchOptionsOf } from './scratch-lake.ts';
import { asScratchTable, asTemporary, createdNameOf } from './table-shadow.ts';
import { words } from './words.ts';

type Checked = SqlValidation['statements'][number]['checked'];

/** A temporary object and what it stands in for. */
export interface StandIn {
  key: string;
  path: ObjectPath;
}

/** What a creation asks of the session. */
export interface CreationHands {
  run(statement: PreparedStatement, text: MappedText): Promise<boolean>;
  define(statement: PreparedStatement, text: MappedText, standIn?: StandIn): Promise<Checked>;
  parse(statement: PreparedStatement): Promise<Checked>;
  tableExists(parts: readonly string[]): Promise<boolean>;
  /** None where the catalog does not tell them. */
  databasesOf(catalog: string): Promise<string[]>;
  add(diagnostic: SqlDiagnostic): void;
  noteUnavailable(statement: PreparedStatement): void;
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

  async catalog(statement: PreparedStatement): Promise<Checked> {
    const created = createdNameOf(statement);
    const name = created?.parts[0];
    const isDone = await this.#hands.run(statement, statement.text);
    if (created === undefined || name === undefined) return 'CHECKED';
    // One that is there already keeps its type: Flink refuses this, or does nothing where it says IF NOT EXISTS.
    if ((created.ifNotExists || !isDone) && this.#state.catalogTypes.has(name)) return 'CHECKED';
    const type = optionsOf(statement.tokens).findLast(({ key }) => key === 'type')?.value ?? 'unknown';
    // Where it was refused, nothing tells what stands under this name: nothing may run in it as if it lived in the session.
    this.#state.catalogTypes.set(name, !isDone && isMemoryType(type) ? 'unknown' : type);
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
    // Only the catalog itself reads tables of Hive's own: a temporary one has no factory.
    const hasConnector = connector !== undefined && !(type === 'hive' && connector === 'hive');
    const standIn = { key: standInKey('TABLE', path), path };
    if (type === undefined || hasConnector) return await this.#temporary(statement, standIn);
    if (!this.#state.isDropped(path) && (await this.#hands.tableExists(created.parts))) {
      this.#state.created.add(created.parts.at(-1) ?? '');
      return await this.#existing(statement, created.ifNotExists, created.parts);
    }
    const options = scratchOptionsOf(type, this.#scratchTable());
    const scratch = options === undefined ? undefined : asScratchTable(statement, options);
    if (scratch !== undefined) return await this.#hands.define(statement, scratch, standIn);
    this.#hands.noteUnavailable(statement);
    const parsed = await this.#hands.parse(statement);
    if (parsed !== 'PARSED') return parsed;
    const message = words(
      `${type} 目录的表只有真正创建才能校验：这里只检查了语法。`,
      `A table of a ${type} catalog cannot be tried without creating it: only its syntax was checked.`,
    );
    this.#hands.add(diagnosticFor(statement, 'info', 'NOT_CHECKED', message));
    return 'NOT_CHECKED';
  }

  async view(statement: PreparedStatement): Promise<Checked> {
    const path = this.#state.pathOf(createdNameOf(statement)?.parts ?? []);
    if (this.#state.isInMemory(path[0] ?? '')) return await this.#hands.define(statement, statement.text);
    return await this.#temporary(statement, { key: standInKey('VIEW', path), path });
  }

  /** Always temporary: the class of a temporary function is looked for at once. */
  async function(statement: PreparedStatement): Promise<Checked> {
    const path = this.#state.pathOf(createdNameOf(statement)?.parts ?? []);
    return await this.#temporary(statement, { key: standInKey('FUNCTION', path), path });
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
    this.#state.remake(path);
    this.#hands.noteUnavailable(statement);
    return await this.#hands.parse(statement);
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

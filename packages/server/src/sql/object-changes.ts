/**
 * A script's ALTER and DROP while it is checked or previewed: carried out where nothing outside of the session changes with them, so that what
 * follows is judged as Flink will find it. What belongs to an outside catalog stays as it is: there the words alone are parsed, and
 * statements that name the changed object are told as not checked.
 */
import type { SqlValidation } from '@liusu/contract/sql';

import { type ChangedObject, changedObjectOf } from './changed-object.ts';
import { type CheckerState, keyOf, type ObjectPath } from './checker-state.ts';
import type { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { asTemporary } from './table-shadow.ts';
import { type Words, words } from './words.ts';

type Checked = SqlValidation['statements'][number]['checked'];

/** What a change asks of the session. */
export interface ChangeHands {
  /** Who does not carry out what changes something outside: a noun. */
  who: Words;
  /** True where the rows of a table count: its options may change them. */
  areRowsRead: boolean;
  /** Runs a text; false when Flink refused it, which is told then. */
  run(statement: PreparedStatement, text: MappedText): Promise<boolean>;
  parse(statement: PreparedStatement): Promise<Checked>;
  /** True when Flink knows the table or view of this statement; what it says otherwise is told. */
  requireTable(statement: PreparedStatement, changed: ChangedObject): Promise<boolean>;
}

export class ObjectChanges {
  readonly #state: CheckerState;
  readonly #hands: ChangeHands;

  constructor(state: CheckerState, hands: ChangeHands) {
    this.#state = state;
    this.#hands = hands;
  }

  async check(statement: PreparedStatement): Promise<Checked> {
    const changed = changedObjectOf(statement);
    if (changed === undefined) return await this.#hands.parse(statement);
    switch (changed.what) {
      case 'CATALOG':
        return await this.#catalog(statement, changed);
      case 'DATABASE':
        return await this.#database(statement, changed);
      case 'FUNCTION':
        return await this.#function(statement, changed);
      default:
        return await this.#table(statement, changed, changed.what);
    }
  }

  /** The session alone knows the catalog by this name: what it holds is not touched. */
  async #catalog(statement: PreparedStatement, { action, parts }: ChangedObject): Promise<Checked> {
    const name = parts[0] ?? '';
    if (action === 'ALTER' && this.#state.scratchCatalogs.has(name)) return await this.#scratchCatalog(statement, name);
    const isDone = await this.#hands.run(statement, statement.text);
    if (isDone && action === 'DROP') {
      this.#state.catalogTypes.delete(name);
      this.#state.scratchCatalogs.delete(name);
    }
    // It may lie outside of the session from here on: what it holds is not touched any more.
    else if (isDone && touchesType(statement)) this.#state.catalogTypes.set(name, 'unknown');
    return 'CHECKED';
  }

  /** Its options could lead it out of the scratch folder. */
  async #scratchCatalog(statement: PreparedStatement, name: string): Promise<Checked> {
    const parsed = await this.#hands.parse(statement);
    if (parsed === 'PARSED') this.#state.noteUnsure([name], whyChanged(statement, [name], this.#hands.who));
    return parsed;
  }

  async #database(statement: PreparedStatement, changed: ChangedObject): Promise<Checked> {
    const path = this.#state.databasePathOf(changed.parts);
    if (this.#state.isInMemory(path[0] ?? '')) {
      await this.#hands.run(statement, statement.text);
      return 'CHECKED';
    }
    const parsed = await this.#hands.parse(statement);
    if (parsed === 'PARSED' && changed.action === 'DROP') {
      this.#state.drop(path);
      this.#state.noteUnsure(path, whyDropped(statement, path, this.#hands.who));
    }
    return parsed;
  }

  async #function(statement: PreparedStatement, changed: ChangedObject): Promise<Checked> {
    const path = this.#state.pathOf(changed.parts);
    const standIn = standInKey('FUNCTION', path);
    if (!this.#state.standIns.has(standIn) && this.#state.isInMemory(path[0] ?? '')) {
      await this.#hands.run(statement, statement.text);
      return 'CHECKED';
    }
    const isThere = !this.#state.standIns.has(standIn);
    const checked = await this.#dropStandIn(statement, changed, standIn);
    if (isThere && checked === 'PARSED') {
      const why = changed.action === 'DROP' ? whyDropped : whyChanged;
      this.#state.noteUnsure(path, why(statement, path, this.#hands.who));
    }
    return checked;
  }

  async #table(statement: PreparedStatement, changed: ChangedObject, what: 'TABLE' | 'VIEW'): Promise<Checked> {
    const { action, parts, newParts } = changed;
    const [name = '', newName] = [parts.at(-1), newParts?.at(-1)];
    const path = this.#state.pathOf(parts);
    if (this.#state.isInMemory(path[0] ?? '')) {
      if (!(await this.#hands.run(statement, statement.text))) return 'CHECKED';
      if (action === 'DROP') this.#state.forget(name);
      else if (newName !== undefined) this.#state.rename(name, newName);
      return 'CHECKED';
    }
    const standIn = standInKey(what, path);
    if (this.#state.standIns.has(standIn) && action === 'DROP') {
      const checked = await this.#dropStandIn(statement, changed, standIn);
      this.#state.drop(path);
      this.#state.forget(name);
      return checked;
    }
    return await this.#outsideTable(statement, changed, path);
  }

  async #outsideTable(statement: PreparedStatement, changed: ChangedObject, path: ObjectPath): Promise<Checked> {
    const { action, ifExists, isOptionsOnly, newParts } = changed;
    const parsed = await this.#hands.parse(statement);
    if (parsed !== 'PARSED') return parsed;
    const why = this.#state.whyUnsure(statement);
    if (!ifExists && why === undefined && !(await this.#hands.requireTable(statement, changed))) return 'CHECKED';
    if (action === 'DROP') {
      this.#state.drop(path);
      this.#state.noteUnsure(path, whyDropped(statement, path, this.#hands.who));
    } else if (!isOptionsOnly || this.#hands.areRowsRead) {
      const reason = whyChanged(statement, path, this.#hands.who);
      this.#state.noteUnsure(path, reason);
      if (newParts !== undefined) {
        this.#state.drop(path);
        this.#state.noteUnsure(this.#state.pathOf(newParts), reason);
      }
    }
    return 'PARSED';
  }

  /** What stands in for an outside object, and hides it, goes; only its words are parsed where there is no stand-in. */
  async #dropStandIn(statement: PreparedStatement, changed: ChangedObject, standIn: string): Promise<Checked> {
    const temporary = asTemporary(statement);
    if (changed.action !== 'DROP' || temporary === undefined || !this.#state.standIns.has(standIn)) {
      return await this.#hands.parse(statement);
    }
    if (await this.#hands.run(statement, temporary)) this.#state.standIns.delete(standIn);
    return 'CHECKED';
  }
}

/** How a stand-in is kept in mind. */
export function standInKey(what: 'TABLE' | 'VIEW' | 'FUNCTION', path: ObjectPath): string {
  return `${what} ${keyOf(path)}`;
}

/** True for an ALTER CATALOG that names the option `type`. */
function touchesType({ tokens }: PreparedStatement): boolean {
  return tokens.some(({ kind, value }) => kind === 'string' && value === 'type');
}

function whyDropped({ index }: PreparedStatement, path: ObjectPath, who: Words): Words {
  return words(
    `第 ${index + 1} 条语句删除 ${path.join('.')}，${who.zh}时不会真的删除`,
    `statement ${index + 1} drops ${path.join('.')}, which ${who.en} does not carry out`,
  );
}

function whyChanged({ index }: PreparedStatement, path: ObjectPath, who: Words): Words {
  return words(
    `第 ${index + 1} 条语句改动 ${path.join('.')}，它在会话之外的目录 ${path[0] ?? ''} 里，${who.zh}时不会真的改动`,
    `statement ${index + 1} changes ${path.join('.')}, which ${who.en} does not carry out: the catalog ${path[0] ?? ''} lies outside of the session`,
  );
}

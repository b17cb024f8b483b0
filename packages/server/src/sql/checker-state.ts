/** What a script's definitions have made of the session they were run in. */
import { readSettingsStatement } from './settings-statements.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { createdNameOf } from './table-shadow.ts';
import type { Words } from './words.ts';

/** Catalog types whose objects live in the session only: what a script makes of them in a check is gone with it. */
const memoryTypes: ReadonlySet<string> = new Set(['generic_in_memory', 'memory']);

/** Where an object stands: catalog, database and its own name, or the first of them alone. */
export type ObjectPath = readonly string[];

export class CheckerState {
  /** Types of catalogs by name. */
  readonly catalogTypes: Map<string, string>;
  /** Catalogs of the script whose warehouse is an empty one in the scratch folder: databases made in them end with the session. */
  readonly scratchCatalogs = new Set<string>();
  /** Last parts of names of tables the script creates: for "did you mean". */
  readonly created = new Set<string>();
  /** The statements that define tables, by the last part of the name in lower case. */
  readonly definitions = new Map<string, PreparedStatement>();
  /** Last parts of names that could not be created here: what fails for lack of them is not the later statement's fault. */
  readonly unavailable = new Set<string>();
  /** Why statements that name it cannot be judged, by the last part of the name in lower case: a change of it was not carried out. */
  readonly unsure = new Map<string, Words>();
  /** The same by path: what a change that was not carried out is about. */
  readonly #changed = new Map<string, Words>();
  /** Temporary objects that stand in for ones of outside catalogs, by path. */
  readonly standIns = new Set<string>();
  /** Paths of outside objects that the script drops; of a database without a table. */
  readonly #dropped = new Set<string>();
  /** Paths of outside databases that the script drops, also of those it makes anew: what was in them is gone. */
  readonly #emptied = new Set<string>();
  /** Paths of objects made since their database was dropped. */
  readonly #madeSince = new Set<string>();
  readonly addedJars = new Set<string>();
  currentCatalog = 'default_catalog';
  currentDatabase = 'default_database';
  /** True after USE of a database that could not be created: the session itself is elsewhere. */
  isElsewhere = false;
  /** The database the session is in then: names of one part are looked up there. */
  elsewhereDatabase = '';
  scratchTables = 0;

  constructor(catalogs: Readonly<Record<string, string>>) {
    this.catalogTypes = new Map([['default_catalog', 'generic_in_memory'], ...Object.entries(catalogs)]);
  }

  /** The same definition in a later text of the script: it stands elsewhere. */
  moveDefinition(statement: PreparedStatement): void {
    if (!statement.kind.startsWith('CREATE')) return;
    const name = createdNameOf(statement)?.parts.at(-1)?.toLowerCase();
    if (name !== undefined && this.definitions.has(name)) this.definitions.set(name, statement);
  }

  /** True for a catalog that lives in the session: nothing outside changes with it. */
  isInMemory(catalog: string): boolean {
    return isMemoryType(this.catalogTypes.get(catalog) ?? '');
  }

  /** Full path of a table, view or function. */
  pathOf(parts: readonly string[]): ObjectPath {
    if (parts.length >= 3) return parts;
    return parts.length === 2 ? [this.currentCatalog, ...parts] : [this.currentCatalog, this.currentDatabase, ...parts];
  }

  /** Full path under which the session knows a table, view or function. */
  sessionPathOf(parts: readonly string[]): ObjectPath {
    if (!this.isElsewhere || parts.length > 1) return this.pathOf(parts);
    return [this.currentCatalog, this.elsewhereDatabase, ...parts];
  }

  /** Full path of a database. */
  databasePathOf(parts: readonly string[]): ObjectPath {
    return parts.length >= 2 ? parts : [this.currentCatalog, ...parts];
  }

  /** An outside object that the script drops: it is still there, but not for the statements after. */
  drop(path: ObjectPath): void {
    this.#dropped.add(keyOf(path));
    this.#madeSince.delete(keyOf(path));
    if (path.length > 2) return;
    this.#emptied.add(keyOf(path));
    const below = `${keyOf(path).slice(0, -1)},`;
    for (const made of this.#madeSince) if (made.startsWith(below)) this.#madeSince.delete(made);
  }

  isDropped(path: ObjectPath): boolean {
    if (this.#dropped.has(keyOf(path))) return true;
    return path.length > 2 && this.#emptied.has(keyOf(path.slice(0, 2))) && !this.#madeSince.has(keyOf(path));
  }

  /** What was dropped or changed is made anew. */
  remake(path: ObjectPath): void {
    this.#dropped.delete(keyOf(path));
    if (path.length > 2) this.#madeSince.add(keyOf(path));
    this.unsure.delete((path.at(-1) ?? '').toLowerCase());
    // What was in a database that is made anew is still gone.
    if (path.length > 2) this.#changed.delete(keyOf(path));
  }

  /** A change of what stands at this path was not carried out. */
  noteUnsure(path: ObjectPath, why: Words): void {
    this.unsure.set((path.at(-1) ?? '').toLowerCase(), why);
    this.#changed.set(keyOf(path), why);
  }

  /** Why the table, view or function at this path is not what the script would find there; undefined where it is. */
  whyChanged(path: ObjectPath): Words | undefined {
    const own = this.#changed.get(keyOf(path));
    return own ?? (this.isDropped(path) ? this.#changed.get(keyOf(path.slice(0, 2))) : undefined);
  }

  /** True when a change was not carried out. */
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Of a CREATE that was not carried out: what it defines is not there for others. */
  noteUnavailable(statement: PreparedStatement): void {
    if (!statement.kind.startsWith('CREATE')) return;
    const name = createdNameOf(statement)?.parts.at(-1);
    if (name !== undefined) this.unavailable.add(name);
  }

  /** Forgets a table, view or function that is not there any more. */
  forget(name: string): void {
    this.created.delete(name);
    this.definitions.delete(name.toLowerCase());
  }

  rename(from: string, to: string): void {
    const definition = this.definitions.get(from.toLowerCase());
    this.forget(from);
    this.created.add(to);
    if (definition !== undefined) this.definitions.set(to.toLowerCase(), definition);
  }

  /** Why a statement cannot be judged: something it names was changed in a way that was not carried out here. */
  whyUnsure({ tokens, text }: PreparedStatement): Words | undefined {
    if (this.unsure.size === 0) return undefined;
    for (const token of tokens) {
      if (token.kind !== 'word' && token.kind !== 'identifier') continue;
      const name = token.kind === 'word' ? text.text.slice(token.start, token.end) : token.value;
      const why = this.unsure.get(name.toLowerCase());
      if (why !== undefined) return why;
    }
    return undefined;
  }
}

export function isMemoryType(type: string): boolean {
  return memoryTypes.has(type);
}

export function keyOf(path: ObjectPath): string {
  return JSON.stringify(path);
}

/** True for a SET or RESET that changes something. */
export function changesSettings({ text }: PreparedStatement): boolean {
  const read = readSettingsStatement({ text: text.text });
  return read !== undefined && read.kind !== 'show';
}

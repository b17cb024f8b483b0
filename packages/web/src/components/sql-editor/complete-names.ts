/** Names of tables and columns, from the script and from catalogs. */
import type { CompletionPlace, Completion } from './completion-item.ts';
import { plainItem, quoteIfNeeded } from './completion-item.ts';
import type { KnownColumn } from './catalog-view.ts';
import type { Declaration } from './declarations.ts';
import { fullPath, placeAt } from './script-model.ts';
import { same } from './scope.ts';
import { keywordOf, nameOf } from './sql-scanner.ts';
import { readPath } from './token-lists.ts';
import type { Relation } from './query.ts';

export interface ScopedColumn {
  column: KnownColumn;
  /** Name of the relation it is of. */
  of: string;
}

/** Columns that can be named at the cursor, each name once for every relation that has it. */
export function scopeColumns(place: CompletionPlace): ScopedColumn[] {
  const { scope, offset, model } = place;
  const argument = tableArgument(place);
  if (argument !== undefined) {
    const { columns } = scope.columnsOfMeaning(scope.meaningOf(argument, offset));
    return columns.map((column) => ({ column, of: argument.join('.') }));
  }
  const relations = scope.relationsAt(offset);
  const found = relations.flatMap((relation) =>
    scope.columnsOf(relation).columns.map((column) => ({ column, of: relation.alias })),
  );
  if (found.length > 0) return found;
  const declaration = model.declarations.find((each) => each.statement === scope.statement);
  if (declaration !== undefined && offset > declaration.end) {
    return declaration.columns.map((column) => ({ column, of: declaration.path.join('.') }));
  }
  return insertColumns(place);
}

/** INSERT INTO t (… : the columns of t. */
function insertColumns({ before, scope, offset }: CompletionPlace): ScopedColumn[] {
  const words = before.map(keywordOf);
  const into = words.findIndex((word) => word === 'INTO' || word === 'OVERWRITE');
  if (into < 0 || words.includes('SELECT')) return [];
  const { path } = readPath(before, into + 1);
  if (path.length === 0) return [];
  const { columns } = scope.columnsOfMeaning(scope.meaningOf(path, offset));
  return columns.map((column) => ({ column, of: path.join('.') }));
}

/** Inside DESCRIPTOR (…) of a table function: the table it is given. */
function tableArgument({ before }: CompletionPlace): string[] | undefined {
  const at = before.findLastIndex((token) => keywordOf(token) === 'DESCRIPTOR');
  if (at < 0 || before.slice(at).some((token) => token.text === ')')) return undefined;
  const table = before.slice(0, at).findLastIndex((token) => keywordOf(token) === 'TABLE');
  const { path } = readPath(before, table + 1);
  return table < 0 || path.length === 0 ? undefined : path;
}

export function columnItems(columns: readonly ScopedColumn[], place: CompletionPlace): Completion[] {
  const byName = new Map<string, ScopedColumn[]>();
  for (const each of columns) byName.set(each.column.name, [...(byName.get(each.column.name) ?? []), each]);
  return [...byName].map(([name, all]) => ({
    ...plainItem('column', quoteIfNeeded(name, place.knowledge), place.range, name),
    detail: [all[0]?.column.type ?? '', all.map(({ of }) => of).join(', ')].filter((part) => part !== '').join(' · '),
    doc: all[0]?.column.comment ?? '',
  }));
}

/** Tables, databases and catalogs that a name can begin with. */
export function completeTables(place: CompletionPlace): Completion[] {
  const { model, scope, view, range, offset } = place;
  const items = new Map<string, Completion>();
  const add = (path: readonly string[], kind: 'table' | 'database', detail: string): void => {
    const label = path.join('.');
    if (items.has(label)) return;
    const insert = path.map((part) => quoteIfNeeded(part, place.knowledge)).join('.');
    items.set(label, { ...plainItem(kind, insert, range, label), detail });
  };
  for (const { name } of scope.ctesAt(offset)) add([name], 'table', 'WITH');
  for (const declaration of model.declarations) {
    if (declaration.kind === 'function' || declaration.kind === 'model') continue;
    if (declaration.kind === 'catalog') add(declaration.path, 'database', 'catalog');
    else if (declaration.kind === 'database') add(declaration.path, 'database', 'database');
    else if (declaration.statement !== scope.statement) {
      const connector = declaration.options.find(({ key }) => key === 'connector')?.value;
      add(declaration.path, 'table', [declaration.kind, connector ?? ''].filter((part) => part !== '').join(' · '));
    }
  }
  const { catalog, database } = scope.place;
  for (const { name, kind } of view.tables(catalog, database) ?? []) add([name], 'table', kind);
  for (const name of view.databases(catalog) ?? []) add([name], 'database', `${catalog} · database`);
  for (const name of view.catalogs() ?? []) add([name], 'database', 'catalog');
  return [...items.values()];
}

/** What can follow the names and the dot before the cursor. */
export function completeDot(place: CompletionPlace): Completion[] {
  const { before, scope, model, view, range, knowledge } = place;
  const path: string[] = [];
  for (let at = before.length - 1; at > 0 && before[at]?.text === '.'; at -= 2) {
    const part = nameOf(before[at - 1]);
    if (part === undefined) break;
    path.unshift(part);
  }
  if (path.length === 0) return [];
  const columns = columnsBehind(place, path);
  const item = (kind: 'table' | 'database', name: string, detail: string) => ({
    ...plainItem(kind, quoteIfNeeded(name, knowledge), range, name),
    detail,
  });
  const names = new Map<string, Completion>();
  for (const declaration of model.declarations) {
    if (declaration.kind === 'function' || declaration.kind === 'model' || declaration.kind === 'catalog') continue;
    const full = fullPath(declaration.path, placeAt(model, declaration.statement));
    const rests = [declaration.path, [...full]].filter((parts) => path.every((part, at) => same(part, parts[at])));
    for (const parts of rests) {
      const next = parts[path.length];
      if (next === undefined || next === '') continue;
      const isTable = path.length === parts.length - 1 && declaration.kind !== 'database';
      names.set(next, item(isTable ? 'table' : 'database', next, isTable ? declaration.kind : 'database'));
    }
  }
  const [first = '', second = ''] = path;
  const ownCatalog = model.declarations.find(({ kind, path: [name] }) => kind === 'catalog' && same(name, first));
  if (path.length === 1 && columns.length === 0 && ownCatalog !== undefined) {
    const name = firstDatabaseOf(ownCatalog);
    if (name !== undefined && !names.has(name)) names.set(name, item('database', name, `${first} · database`));
  }
  const catalogs = view.catalogs() ?? [];
  if (path.length === 1 && columns.length === 0) {
    if (catalogs.includes(first)) {
      for (const name of view.databases(first) ?? []) names.set(name, item('database', name, `${first} · database`));
    } else if ((view.databases(scope.place.catalog) ?? []).includes(first)) {
      for (const { name, kind } of view.tables(scope.place.catalog, first) ?? [])
        names.set(name, item('table', name, kind));
    }
  }
  if (path.length === 2 && catalogs.includes(first)) {
    for (const { name, kind } of view.tables(first, second) ?? []) names.set(name, item('table', name, kind));
  }
  return [...columnItems(columns, place), ...names.values()];
}

/** Catalogs of these types have a database from the start, and this is its name unless they say another. */
const typesWithDefault = new Set(['paimon', 'iceberg', 'hive', 'generic_in_memory']);

/** The database that a catalog of the script begins with; undefined where only the catalog itself knows. */
function firstDatabaseOf({ options }: Declaration): string | undefined {
  const values = new Map(options.map(({ key, value }) => [key, value]));
  const type = values.get('type') ?? '';
  return values.get('default-database') ?? (typesWithDefault.has(type) ? 'default' : undefined);
}

function columnsBehind(place: CompletionPlace, path: readonly string[]): ScopedColumn[] {
  const { scope, offset } = place;
  const name = path.join('.');
  const of = (relation: Relation) => scope.columnsOf(relation).columns.map((column) => ({ column, of: name }));
  const relations = scope.relationsAt(offset);
  const found = relations.find((relation) => path.length === 1 && same(relation.alias, name));
  if (found !== undefined) return of(found);
  const named = relations.find(
    ({ source }) => source.kind === 'name' && same(source.path.slice(-path.length).join('.'), name),
  );
  return named === undefined ? [] : of(named);
}

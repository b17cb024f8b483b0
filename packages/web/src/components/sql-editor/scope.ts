/** Which tables and columns can be named at a place in a script, and what a name there means. */
import type { CatalogView, KnownColumn, KnownTable } from './catalog-view.ts';
import type { Declaration } from './declarations.ts';
import { type Block, type Cte, type Query, queryStart, readQuery, type Relation, type Source } from './query.ts';
import { type CurrentPlace, fullPath, keyOf, placeAt, type ScriptModel } from './script-model.ts';
import { keywordOf } from './sql-scanner.ts';
import { readPath } from './token-lists.ts';

export interface Columns {
  columns: readonly KnownColumn[];
  /** False when there may be others. */
  isComplete: boolean;
}

/** What a table's name means. */
export type Meaning =
  | { kind: 'declared'; declaration: Declaration }
  | { kind: 'cte'; cte: Cte }
  | { kind: 'catalog'; table: KnownTable }
  /** Not known yet. */
  | { kind: 'pending' }
  | { kind: 'unknown' };

interface Frame {
  query: Query;
  block: Block | undefined;
}

const nothing: Columns = { columns: [], isComplete: false };
const windowColumns: KnownColumn[] = [
  { name: 'window_start', type: 'TIMESTAMP(3)' },
  { name: 'window_end', type: 'TIMESTAMP(3)' },
  { name: 'window_time', type: 'TIMESTAMP(3)' },
];
/** Views that use each other are followed this far. */
const deepestChain = 12;

export class Scope {
  readonly model: ScriptModel;
  readonly view: CatalogView;
  readonly statement: number;
  readonly place: CurrentPlace;
  readonly root: Query | undefined;
  readonly #depth: number;

  constructor(model: ScriptModel, view: CatalogView, statement: number, depth = 0) {
    this.model = model;
    this.view = view;
    this.statement = statement;
    this.place = placeAt(model, statement);
    this.#depth = depth;
    this.root = rootQuery(model, statement);
  }

  /** Relations that can be named at an offset, the innermost query's first. */
  relationsAt(offset: number): Relation[] {
    const named = this.framesAt(offset).flatMap(({ block }) => block?.relations ?? []);
    return named.length > 0 ? named : this.#target();
  }

  /** Queries around an offset, the innermost first. */
  framesAt(offset: number): Frame[] {
    const frames: Frame[] = [];
    let query = this.root;
    while (query !== undefined) {
      const block = query.blocks.find((each) => offset >= each.start && offset <= each.end);
      frames.unshift({ query, block });
      query = [...query.ctes.map((cte) => cte.query), ...query.inner].find(
        (each) => offset >= each.start && offset <= each.end,
      );
    }
    return frames;
  }

  /** Named sub-queries of WITH that can be named at an offset. */
  ctesAt(offset: number): Cte[] {
    return this.framesAt(offset).flatMap(({ query }) => query.ctes.filter((cte) => cte.query.end <= offset));
  }

  /** What a table's name means at an offset. */
  meaningOf(path: readonly string[], offset: number): Meaning {
    const [only] = path;
    if (path.length === 1) {
      const cte = this.ctesAt(offset).find((each) => same(each.name, only));
      if (cte !== undefined) return { kind: 'cte', cte };
    }
    const declaration = this.declarationOf(path);
    if (declaration !== undefined) return { kind: 'declared', declaration };
    const [catalog, database, name] = fullPath(path, this.place);
    const table = this.view.table(catalog, database, name);
    if (table === undefined) return { kind: 'pending' };
    return table === null ? { kind: 'unknown' } : { kind: 'catalog', table };
  }

  /** The last declaration of a table or view by that name, before or after this statement. */
  declarationOf(path: readonly string[]): Declaration | undefined {
    return this.model.tables.get(keyOf(path, this.place));
  }

  /** Columns of what a relation stands for. */
  columnsOf(relation: Relation): Columns {
    const found = this.#sourceColumns(relation.source, relation.start);
    return renamed(found, relation.columnNames);
  }

  columnsOfMeaning(meaning: Meaning): Columns {
    switch (meaning.kind) {
      case 'cte':
        return renamed(this.columnsOfQuery(meaning.cte.query), meaning.cte.columnNames);
      case 'declared':
        return this.#declaredColumns(meaning.declaration);
      case 'catalog':
        return { columns: meaning.table.columns, isComplete: true };
      case 'pending':
      case 'unknown':
        return nothing;
    }
  }

  /** What a query gives, by its first block. */
  columnsOfQuery(query: Query): Columns {
    const [block] = query.blocks;
    if (block === undefined || this.#depth > deepestChain) return nothing;
    if (block.kind === 'values') {
      const columns = block.items.map((_, index) => ({ name: `EXPR$${index}`, type: '' }));
      return { columns, isComplete: columns.length > 0 };
    }
    const columns: KnownColumn[] = [];
    let isComplete = block.items.length > 0;
    for (const [index, item] of block.items.entries()) {
      if (item.star === undefined) {
        columns.push({ name: item.name ?? `EXPR$${index}`, type: this.#typeOf(item.tokens, block) });
        continue;
      }
      const { star } = item;
      const from = block.relations.filter((each) => star === '' || same(each.alias, star));
      if (from.length === 0 || block.mergesColumns) isComplete = false;
      for (const relation of from) {
        const found = this.columnsOf(relation);
        columns.push(...found.columns);
        isComplete &&= found.isComplete;
      }
    }
    return { columns, isComplete };
  }

  #typeOf(tokens: Block['items'][number]['tokens'], block: Block): string {
    const { path, next } = readPath(tokens, 0);
    const isPlain = next === tokens.length || keywordOf(tokens[next]) === 'AS' || next === tokens.length - 1;
    const name = path.at(-1);
    if (name === undefined || !isPlain || path.length > 2) return '';
    const relations = path.length === 2 ? block.relations.filter((each) => same(each.alias, path[0])) : block.relations;
    for (const relation of relations) {
      const column = this.columnsOf(relation).columns.find((each) => same(each.name, name));
      if (column !== undefined) return column.type;
    }
    return '';
  }

  #sourceColumns(source: Source, offset: number): Columns {
    switch (source.kind) {
      case 'name':
        return this.columnsOfMeaning(this.meaningOf(source.path, offset));
      case 'query':
        return this.columnsOfQuery(source.query);
      case 'window': {
        const input = this.#sourceColumns(source.input, offset);
        return { columns: [...input.columns, ...windowColumns], isComplete: input.isComplete };
      }
      case 'model': {
        const input = this.#sourceColumns(source.input, offset);
        const model = this.model.declarations.findLast(
          (each) => each.kind === 'model' && same(each.path.at(-1), source.model.at(-1)),
        );
        return { columns: [...input.columns, ...(model?.columns ?? [])], isComplete: false };
      }
      case 'match':
        return { columns: source.columns.map((name) => ({ name, type: '' })), isComplete: false };
      case 'unknown':
        return nothing;
    }
  }

  #declaredColumns(declaration: Declaration): Columns {
    const own = declaration.columns.map(({ name, type, comment }) => ({ name, type, comment }));
    if (this.#depth > deepestChain) return { columns: own, isComplete: false };
    const there = new Scope(this.model, this.view, declaration.statement, this.#depth + 1);
    if (declaration.like !== undefined) {
      const base = there.columnsOfMeaning(there.meaningOf(declaration.like, declaration.start));
      return { columns: [...base.columns, ...own], isComplete: false };
    }
    if (declaration.queryAt !== undefined && there.root !== undefined) {
      const found = there.columnsOfQuery(there.root);
      return renamed(
        found,
        own.map((column) => column.name),
      );
    }
    return { columns: own, isComplete: declaration.hasAllColumns };
  }

  /** The table of UPDATE and DELETE, whose columns the rest of the statement may name. */
  #target(): Relation[] {
    const tokens = this.model.statements[this.statement]?.tokens ?? [];
    const first = keywordOf(tokens[0]);
    const at = first === 'UPDATE' ? 1 : first === 'DELETE' ? 2 : 0;
    if (at === 0) return [];
    const { path, next } = readPath(tokens, at);
    const [start, end] = [tokens[at]?.start ?? 0, tokens[next - 1]?.end ?? 0];
    return path.length === 0
      ? []
      : [{ source: { kind: 'name', path, start, end }, alias: path.at(-1) ?? '', start, end, columnNames: [] }];
  }
}

const roots = new WeakMap<ScriptModel, Map<number, Query | undefined>>();

/** The query of a statement, read once. */
export function rootQuery(model: ScriptModel, statement: number): Query | undefined {
  const known = roots.get(model) ?? new Map<number, Query | undefined>();
  roots.set(model, known);
  if (known.has(statement)) return known.get(statement);
  const tokens = model.statements[statement]?.tokens;
  const at = tokens === undefined ? undefined : queryStart(tokens);
  const query = tokens === undefined || at === undefined ? undefined : readQuery(tokens, at);
  known.set(statement, query);
  return query;
}

function renamed(found: Columns, names: readonly string[]): Columns {
  if (names.length === 0) return found;
  const columns = names.map((name, index) => ({ name, type: found.columns[index]?.type ?? '' }));
  return { columns, isComplete: true };
}

/** Names are compared without case, as people type them; Flink itself tells the cases apart. */
export function same(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left.toLowerCase() === right?.toLowerCase();
}

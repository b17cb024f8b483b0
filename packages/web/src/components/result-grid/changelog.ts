/**
 * What a preview has received: the changelog as it came, and the current table made from it. Bounded: the changelog keeps
 * its newest rows, the table its rows up to the same number, and both say when something was left out.
 */
import type { Cell, ChangeKind } from '@liusu/contract/sql';

export interface Change {
  /** Number of the change since the start, from 1. */
  number: number;
  kind: ChangeKind;
  cells: readonly Cell[];
}

export interface TableRow {
  /** Stable over updates, for React and for selection. */
  id: number;
  cells: readonly Cell[];
  /** Number of the change that wrote it last. */
  changed: number;
}

/** Rows of the current table, kept by key columns, or by the whole row where no key is known. */
export class ChangelogTable {
  readonly #keyIndexes: readonly number[] | undefined;
  readonly #rowLimit: number;
  /** Several equal rows are possible without a key: each key holds a list. */
  readonly #rows = new Map<string, TableRow[]>();
  /** Without a key: the row taken out by −U. A +U directly after it takes its place. */
  #updated: TableRow | undefined;
  /** With a key: rows retracted by −U whose +U has not come yet, with the batch of the −U. They stay in sight until settled. */
  readonly #retracted = new Map<string, number>();
  #batch = 0;
  #nextId = 1;
  #size = 0;
  #left = 0;

  /** `keyIndexes`: positions of the key columns; absent when unknown. `rowLimit`: further rows are counted, not kept. */
  constructor(options: { keyIndexes?: readonly number[]; rowLimit?: number } = {}) {
    this.#keyIndexes = options.keyIndexes;
    this.#rowLimit = options.rowLimit ?? 10_000;
  }

  get size(): number {
    return this.#size;
  }

  /** Rows that did not fit. */
  get leftOut(): number {
    return this.#left;
  }

  /** Applies the changes of one answer. A −U and its +U may lie in two answers next to each other. */
  applyBatch(changes: readonly Change[]): void {
    this.#batch += 1;
    for (const change of changes) this.#apply(change);
    for (const [key, batch] of this.#retracted) if (batch < this.#batch) this.#drop(key);
  }

  /** Removes rows whose +U never came: no more changes will. */
  settle(): void {
    for (const key of [...this.#retracted.keys()]) this.#drop(key);
  }

  /** The rows in the order in which they first appeared. */
  rows(): TableRow[] {
    const all: TableRow[] = [];
    for (const bucket of this.#rows.values()) all.push(...bucket);
    return all.sort((left, right) => left.id - right.id);
  }

  #apply(change: Change): void {
    const key = this.#keyOf(change.cells);
    const isKeyed = this.#keyIndexes !== undefined;
    switch (change.kind) {
      case '+I':
      case '+U':
        this.#put(key, change);
        this.#updated = undefined;
        return;
      case '-U':
        if (!isKeyed) this.#updated = this.#take(key);
        else if (this.#rows.has(key)) this.#retracted.set(key, this.#batch);
        return;
      case '-D':
        this.#updated = undefined;
        this.#retracted.delete(key);
        this.#take(key);
    }
  }

  #put(key: string, change: Change): void {
    const bucket = this.#rows.get(key);
    this.#retracted.delete(key);
    if (this.#keyIndexes !== undefined && bucket?.[0] !== undefined) {
      bucket[0] = { ...bucket[0], cells: change.cells, changed: change.number };
      return;
    }
    if (this.#size >= this.#rowLimit) {
      this.#left += 1;
      return;
    }
    const id = change.kind === '+U' && this.#updated !== undefined ? this.#updated.id : this.#nextId++;
    const row = { id, cells: change.cells, changed: change.number };
    if (bucket === undefined) this.#rows.set(key, [row]);
    else bucket.push(row);
    this.#size += 1;
  }

  #drop(key: string): void {
    this.#retracted.delete(key);
    this.#take(key);
  }

  #take(key: string): TableRow | undefined {
    const bucket = this.#rows.get(key);
    const row = bucket?.shift();
    if (row === undefined) return undefined;
    if (bucket?.length === 0) this.#rows.delete(key);
    this.#size -= 1;
    return row;
  }

  #keyOf(cells: readonly Cell[]): string {
    const parts = this.#keyIndexes === undefined ? cells : this.#keyIndexes.map((index) => cells[index] ?? null);
    return JSON.stringify(parts);
  }
}

/** The newest `limit` changes; older ones are dropped in blocks so that adding stays cheap. */
export class ChangeTail {
  readonly #limit: number;
  #changes: Change[] = [];
  #total = 0;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get total(): number {
    return this.#total;
  }

  /** Numbers and keeps one change. */
  add(kind: ChangeKind, cells: readonly Cell[]): Change {
    this.#total += 1;
    const change = { number: this.#total, kind, cells };
    this.#changes.push(change);
    if (this.#changes.length > this.#limit * 1.2) this.#changes = this.#changes.slice(-this.#limit);
    return change;
  }

  /** Oldest first. */
  changes(): Change[] {
    return this.#changes.length > this.#limit ? this.#changes.slice(-this.#limit) : this.#changes.slice();
  }
}

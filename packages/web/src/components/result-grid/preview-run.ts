/**
 * One preview from its request to its end. The owner starts it, looks at `snapshot()` when told, and closes it; closing
 * ends the request, and with it the Flink job. Changes are announced at most once per frame, however fast rows come.
 */
import { readEventStream } from '@liusu/contract/event-stream';
import type { Problem } from '@liusu/contract/problem';
import { type Column, PreviewEvent } from '@liusu/contract/sql';

import { type Change, ChangelogTable, ChangeTail, type TableRow } from './changelog.ts';

export type PreviewState = 'starting' | 'running' | 'finished' | 'limit' | 'timeout' | 'stopped' | 'failed';

export interface PreviewSnapshot {
  state: PreviewState;
  previewId: string | undefined;
  columns: readonly Column[];
  /** Newest last. */
  changes: readonly Change[];
  rows: readonly TableRow[];
  /** Changes received, kept or not. */
  total: number;
  leftOut: number;
  /** Changes of the last full second. */
  perSecond: number;
  startedAtMs: number;
  endedAtMs: number | undefined;
  /** When the newest row came. */
  lastRowAtMs: number | undefined;
  error: unknown;
}

export interface PreviewOptions {
  /** Opens the stream. Must pass the signal on. */
  open: (signal: AbortSignal) => Promise<Response>;
  /** Called after something changed, at most once per frame. */
  onChange: () => void;
  /** Key columns by name, when known. */
  keyColumns?: readonly string[];
  rowLimit?: number;
  now?: () => number;
  /** Runs a callback soon; the next animation frame in browsers. */
  soon?: (callback: () => void) => void;
}

/** A problem that came inside the stream, in the form of the errors that come instead of it. */
export class PreviewFailure extends Error {
  readonly problem: Problem | undefined;

  constructor(message: string, problem: Problem | undefined) {
    super(message);
    this.name = 'PreviewFailure';
    this.problem = problem;
  }
}

export class PreviewRun {
  readonly #options: PreviewOptions;
  readonly #abort = new AbortController();
  readonly #now: () => number;
  #tail: ChangeTail;
  #table: ChangelogTable;
  #state: PreviewState = 'starting';
  #previewId: string | undefined;
  #columns: readonly Column[] = [];
  #error: unknown;
  #announced = false;
  readonly #startedAtMs: number;
  #endedAtMs: number | undefined;
  #lastRowAtMs: number | undefined;
  #recent: { atMs: number; count: number }[] = [];

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#startedAtMs = this.#now();
    this.#tail = new ChangeTail(options.rowLimit);
    this.#table = new ChangelogTable({ ...(options.rowLimit === undefined ? {} : { rowLimit: options.rowLimit }) });
  }

  /** Runs to the end of the stream. Never rejects: a failure is part of the snapshot. */
  async run(): Promise<void> {
    try {
      const response = await this.#options.open(this.#abort.signal);
      if (response.body === null) throw new PreviewFailure('the answer has no body', undefined);
      for await (const data of readEventStream(response.body)) {
        if (this.#abort.signal.aborted) break;
        this.#take(PreviewEvent.parse(data));
      }
      // The connection closed without a word about the end.
      if (!this.#isOver()) throw new PreviewFailure('the stream ended early', undefined);
    } catch (error) {
      if (this.#isOver()) return;
      if (this.#abort.signal.aborted) this.#end('stopped');
      else {
        this.#error = error;
        this.#end('failed');
      }
    }
  }

  /** Ends the request. Safe to repeat. */
  close(): void {
    if (!this.#isOver()) this.#end('stopped');
    this.#abort.abort();
  }

  snapshot(): PreviewSnapshot {
    return {
      state: this.#state,
      previewId: this.#previewId,
      columns: this.#columns,
      changes: this.#tail.changes(),
      rows: this.#table.rows(),
      total: this.#tail.total,
      leftOut: this.#table.leftOut,
      perSecond: this.#rate(),
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      lastRowAtMs: this.#lastRowAtMs,
      error: this.#error,
    };
  }

  #take(event: PreviewEvent): void {
    switch (event.type) {
      case 'started':
        this.#previewId = event.previewId;
        this.#state = 'running';
        break;
      case 'columns':
        this.#columns = event.columns;
        this.#table = this.#newTable();
        break;
      case 'rows':
        this.#table.applyBatch(event.rows.map((row) => this.#tail.add(row.kind, row.cells)));
        this.#lastRowAtMs = this.#now();
        this.#recent.push({ atMs: this.#lastRowAtMs, count: event.rows.length });
        break;
      case 'ended':
        this.#end(event.reason === 'cancelled' ? 'stopped' : event.reason);
        return;
      case 'failed':
        this.#error = new PreviewFailure(event.problem.detail, event.problem);
        this.#end('failed');
        return;
    }
    this.#announce();
  }

  #newTable(): ChangelogTable {
    const names = this.#columns.map((column) => column.name);
    const keyIndexes = this.#options.keyColumns?.map((name) => names.indexOf(name));
    const isKnown = keyIndexes !== undefined && keyIndexes.every((index) => index >= 0);
    return new ChangelogTable({
      ...(isKnown ? { keyIndexes } : {}),
      ...(this.#options.rowLimit === undefined ? {} : { rowLimit: this.#options.rowLimit }),
    });
  }

  #rate(): number {
    const now = this.#endedAtMs ?? this.#now();
    this.#recent = this.#recent.filter((each) => each.atMs > now - 3000);
    const count = this.#recent.reduce((sum, each) => sum + each.count, 0);
    const overMs = Math.min(3000, Math.max(1000, now - this.#startedAtMs));
    return this.#isOver() ? 0 : (count * 1000) / overMs;
  }

  #isOver(): boolean {
    return this.#endedAtMs !== undefined;
  }

  #end(state: PreviewState): void {
    this.#table.settle();
    this.#state = state;
    this.#endedAtMs = this.#now();
    this.#announce();
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    const soon = this.#options.soon ?? ((callback: () => void) => requestAnimationFrame(callback));
    soon(() => {
      this.#announced = false;
      this.#options.onChange();
    });
  }
}

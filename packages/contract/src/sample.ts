/** Sample rows that stand in for a source table in a preview. */
import { z } from 'zod';

/** Kinds of change, as in previews. */
const kinds = ['+I', '-U', '+U', '-D'] as const;

/** Rows of one sample at most. */
export const mostSampleRows = 5000;

/** Name of a table as a script writes it: the last part, or the whole path. */
export const SampleTable = z.string().min(1).max(400);

export const SampleRows = z.object({
  /** One object a row, by column name. Columns that are absent are NULL. */
  rows: z.array(z.record(z.string(), z.unknown())).max(mostSampleRows),
  /** Kind of each row; all are inserts when absent. */
  kinds: z.array(z.enum(kinds)).max(mostSampleRows).optional(),
});
export type SampleRows = z.infer<typeof SampleRows>;

/** The samples of a preview, by table. */
export const Samples = z.record(SampleTable, SampleRows);
export type Samples = z.infer<typeof Samples>;

/** A sample kept with a job's draft. */
export const JobSample = SampleRows.extend({
  table: SampleTable,
  /** `recorded` from the source itself, or `given` by a person. */
  origin: z.enum(['given', 'recorded']),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type JobSample = z.infer<typeof JobSample>;

export const JobSamplePut = SampleRows.extend({ origin: z.enum(['given', 'recorded']).default('given') });
export type JobSamplePut = z.input<typeof JobSamplePut>;

/** What is wrong with a text of rows. `line` counts from 1. */
export class SampleTextError extends Error {
  readonly line: number;
  readonly reason: 'json' | 'csv' | 'shape' | 'empty' | 'many';

  constructor(reason: SampleTextError['reason'], line: number) {
    super(`line ${line} of the sample is not usable: ${reason}`);
    this.name = 'SampleTextError';
    this.reason = reason;
    this.line = line;
  }
}

type RowTrouble = 'json' | 'csv' | 'shape';

/** A row of a text that could not be read, among others that could. */
export interface UnreadRow {
  /** From 1; a header does not count. */
  row: number;
  /** Line of the text as SampleTextError tells it. */
  line: number;
  reason: RowTrouble;
}

/** A text of rows, with what could not be read of it. */
export interface SampleParts {
  sample: SampleRows;
  /** Number of each row of the sample in the text, from 1; a header does not count. */
  numbers: readonly number[];
  unread: readonly UnreadRow[];
}

/**
 * Reads rows from JSON (an array of objects, or one object a line) or CSV with a header. A field `op` with a kind of change, as
 * downloads of a result have it, becomes the kind of the row. Throws SampleTextError.
 */
export function readSampleText(text: string): SampleRows {
  const { sample, unread } = readSampleParts(text);
  const [first] = unread;
  if (first !== undefined) throw new SampleTextError(first.reason, first.line);
  return sample;
}

/** As readSampleText, and goes on behind a row that cannot be read. Throws SampleTextError where none can. */
export function readSampleParts(text: string): SampleParts {
  const plain = text.replace(/^\ufeff/, '').trim();
  if (plain === '') throw new SampleTextError('empty', 1);
  const all = plain.startsWith('[') || plain.startsWith('{') ? readJson(plain) : readCsv(plain);
  if (all.length > mostSampleRows) throw new SampleTextError('many', mostSampleRows + 1);
  const rows: Row[] = [];
  const numbers: number[] = [];
  const unread: UnreadRow[] = [];
  for (const [i, each] of all.entries()) {
    if (each instanceof Unreadable) unread.push({ row: i + 1, line: each.line, reason: each.reason });
    else {
      rows.push(each);
      numbers.push(i + 1);
    }
  }
  const [first] = unread;
  if (rows.length === 0 && first !== undefined) throw new SampleTextError(first.reason, first.line);
  return { sample: withKinds(rows), numbers, unread };
}

type Row = Record<string, unknown>;

/** Row by row, each or what is wrong with it. */
type Read = (Row | Unreadable)[];

class Unreadable {
  readonly line: number;
  readonly reason: RowTrouble;

  constructor(reason: RowTrouble, line: number) {
    this.reason = reason;
    this.line = line;
  }
}

function readJson(text: string): Read {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    if (text.startsWith('[')) throw new SampleTextError('json', lineOfJsonError(text, error));
    return text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [readLine(line, i + 1)]));
  }
  const list = Array.isArray(whole) ? whole : [whole];
  return list.map((row, i) => rowOf(row, i + 1));
}

function readLine(line: string, number: number): Row | Unreadable {
  try {
    return rowOf(JSON.parse(line.replace(/,\s*$/, '')), number);
  } catch {
    return new Unreadable('json', number);
  }
}

function rowOf(value: unknown, line: number): Row | Unreadable {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Unreadable('shape', line);
  return value as Row;
}

function lineOfJsonError(text: string, error: unknown): number {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return at === undefined ? 1 : text.slice(0, Number(at)).split('\n').length;
}

/** RFC 4180. An empty field without quotes is NULL. */
function readCsv(text: string): Read {
  const [header, ...lines] = readDelimited(text, ',');
  if (header === undefined || lines.length === 0) throw new SampleTextError('empty', 1);
  return lines.map((fields, i) => {
    if (fields.length !== header.length) return new Unreadable('csv', i + 2);
    return Object.fromEntries(header.map((name, at) => [name ?? '', fields[at] ?? null]));
  });
}

/**
 * Fields of a text as CSV files and spreadsheets have it, by line; an empty field without quotes is null. Throws SampleTextError
 * where a quote is in the wrong place.
 */
export function readDelimited(text: string, delimiter: ',' | '\t'): (string | null)[][] {
  const lines: (string | null)[][] = [];
  let fields: (string | null)[] = [];
  // Spreadsheets quote a field only where it must be: a quote inside of one is its own there.
  const bare = delimiter === '\t' ? '(?!")[^\\t\\r\\n]*' : '[^",\\r\\n]*';
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|(${bare}))(${delimiter}|\\r?\\n|$)`, 'y');
  while (field.lastIndex < text.length || fields.length > 0) {
    const match = field.exec(text);
    if (match === null) throw new SampleTextError('csv', lines.length + 1);
    const [all, quoted, plain = '', end] = match;
    fields.push(quoted === undefined ? (plain === '' ? null : plain) : quoted.replaceAll('""', '"'));
    if (end !== delimiter) {
      lines.push(fields);
      fields = [];
    }
    if (all === '' || (end === '' && field.lastIndex >= text.length)) break;
  }
  if (fields.length > 0) lines.push(fields);
  return lines;
}

function withKinds(rows: Row[]): SampleRows {
  const known = new Set<unknown>(kinds);
  if (!rows.every((row) => known.has(row['op']))) return { rows };
  return {
    rows: rows.map(({ op: _op, ...row }) => row),
    kinds: rows.map(({ op }) => op as (typeof kinds)[number]),
  };
}

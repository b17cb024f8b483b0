/** Result rows as CSV, JSON and tab-separated text. */
import type { Cell, Column } from '@liusu/contract/sql';

import { cellPlain } from './cell-text.ts';

/** Cells a spreadsheet would run as a formula are opened as text instead. */
const formulaStart = /^[=@\t\r]|^[+-](?![\d.])/;

/** One CSV field after RFC 4180. NULL is an empty field, the empty text is `""`. */
export function csvField(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  const text = cellPlain(value);
  if (text === '') return '""';
  const safe = typeof value === 'string' && formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** CSV with a header line and CRLF line ends. `kinds` adds the change kind as the first column. */
export function toCsv(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  kinds?: readonly string[],
): string {
  const header = [...(kinds === undefined ? [] : ['op']), ...columns.map((column) => column.name)].map(csvField);
  const lines = rows.map((cells, index) => [...kindOf(kinds, index), ...columns.map((_, at) => csvField(cells[at]))]);
  return [header, ...lines].map((fields) => fields.join(',')).join('\r\n') + '\r\n';
}

/** A JSON array of objects, one line each. Columns of the same name get a number. */
export function toJson(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  kinds?: readonly string[],
): string {
  const names = uniqueNames(columns.map((column) => column.name));
  const lines = rows.map((cells, index) => {
    const entries: [string, unknown][] = names.map((name, at) => [name, cells[at] ?? null]);
    const kind = kinds?.[index];
    return JSON.stringify(Object.fromEntries(kind === undefined ? entries : [['op', kind], ...entries]));
  });
  return lines.length === 0 ? '[]\n' : `[\n  ${lines.join(',\n  ')}\n]\n`;
}

/** Tab-separated text with a header, for spreadsheets and chats. */
export function toTabText(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const flat = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return [
    columns.map((column) => flat(column.name)).join('\t'),
    ...rows.map((cells) => columns.map((_, at) => flat(cellPlain(cells[at]))).join('\t')),
  ].join('\n');
}

function kindOf(kinds: readonly string[] | undefined, index: number): string[] {
  return kinds === undefined ? [] : [kinds[index] ?? ''];
}

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

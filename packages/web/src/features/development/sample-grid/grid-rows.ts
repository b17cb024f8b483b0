/** Sample rows as a grid of texts, and back. Pure: each change gives a new grid. */
import { mostSampleRows, readDelimited, type SampleRows } from '@liusu/contract/sample';
import { type CellProblem, isText, problemOf, textOf, typeFor, valueOf } from '@liusu/contract/sample-type';
import type { ChangeKind } from '@liusu/contract/sql';

export interface GridColumn {
  name: string;
  /** SQL type. */
  type: string;
  /** False for a field of the rows that the table has no column for. */
  isKnown: boolean;
}

export interface SampleRow {
  kind: ChangeKind;
  /** By column; null is NULL. */
  cells: readonly (string | null)[];
}

export interface SampleGrid {
  columns: readonly GridColumn[];
  rows: readonly SampleRow[];
  /** Rows have kinds of change. */
  hasKinds: boolean;
}

/** `schema`: columns of the table; computed ones, which rows need not hold, are left out by `ignored`. */
export interface TableSchema {
  columns: readonly { name: string; type: string }[];
  ignored: readonly string[];
}

export function gridOf({ rows, kinds }: SampleRows, schema: TableSchema | undefined): SampleGrid {
  const names = new Map((schema?.columns ?? []).map(({ name, type }) => [name.toLowerCase(), { name, type }]));
  const ignored = new Set((schema?.ignored ?? []).map((name) => name.toLowerCase()));
  const columns: GridColumn[] = [...names.values()].map((column) => ({ ...column, isKnown: true }));
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    if (names.has(name.toLowerCase()) || ignored.has(name.toLowerCase())) continue;
    columns.push({ name, type: typeFor(rows.map((row) => row[name])), isKnown: schema === undefined });
  }
  const cellsOf = (row: Readonly<Record<string, unknown>>): (string | null)[] => {
    const byName = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    return columns.map(({ name, type }) => {
      const text = textOf(row[name] ?? byName.get(name.toLowerCase()));
      // Empty fields of files are NULL but where an empty text is a value.
      return text === '' && !isText(type) ? null : text;
    });
  };
  return {
    columns,
    rows: rows.map((row, index) => ({ kind: kinds?.[index] ?? '+I', cells: cellsOf(row) })),
    hasKinds: kinds !== undefined,
  };
}

export function rowsOf({ columns, rows, hasKinds }: SampleGrid): SampleRows {
  const values = rows.map(({ cells }) =>
    Object.fromEntries(columns.map(({ name, type }, at) => [name, valueOf(type, cells[at] ?? null)])),
  );
  return hasKinds ? { rows: values, kinds: rows.map(({ kind }) => kind) } : { rows: values };
}

export function withCell(grid: SampleGrid, row: number, column: number, text: string | null): SampleGrid {
  const rows = grid.rows.map((each, at) =>
    at === row ? { ...each, cells: each.cells.map((cell, index) => (index === column ? text : cell)) } : each,
  );
  return { ...grid, rows };
}

export function withKind(grid: SampleGrid, row: number, kind: ChangeKind): SampleGrid {
  return { ...grid, rows: grid.rows.map((each, at) => (at === row ? { ...each, kind } : each)) };
}

/** An empty row put in at an index. */
export function withRow(grid: SampleGrid, at: number): SampleGrid {
  if (grid.rows.length >= mostSampleRows) return grid;
  return { ...grid, rows: grid.rows.toSpliced(at, 0, emptyRow(grid)) };
}

export function withoutRow(grid: SampleGrid, at: number): SampleGrid {
  return { ...grid, rows: grid.rows.toSpliced(at, 1) };
}

function emptyRow({ columns }: SampleGrid): SampleRow {
  return { kind: '+I', cells: columns.map(() => null) };
}

/** Lines of cells in a text that was copied from a spreadsheet or a CSV file; undefined for a text that is one cell's. */
export function pastedCells(text: string): (string | null)[][] | undefined {
  const plain = text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  const delimiter = plain.includes('\t') ? '\t' : ',';
  if (delimiter === ',' && !plain.includes('\n')) return undefined;
  return readDelimited(plain, delimiter);
}

/**
 * Cells put in from a place on: rows are added as they are needed, what is too wide is cut off. A first line that names columns
 * says where each field goes. Throws nothing: what does not fit its type is told at its cell.
 */
export function withPasted(
  grid: SampleGrid,
  row: number,
  column: number,
  lines: readonly (readonly (string | null)[])[],
): SampleGrid {
  const [first = [], ...rest] = lines;
  const placeOf = (name: string | null) =>
    grid.columns.findIndex((each) => each.name.toLowerCase() === name?.trim().toLowerCase());
  const places = first.map(placeOf);
  const hasHeader = rest.length > 0 && places.every((place) => place >= 0);
  const body = hasHeader ? rest : lines;
  const targetOf = (at: number) => (hasHeader ? (places[at] ?? -1) : column + at);
  const rows = [...grid.rows];
  for (const [index, fields] of body.entries()) {
    const at = row + index;
    if (at >= mostSampleRows) break;
    const cells = [...(rows[at] ?? emptyRow(grid)).cells];
    for (const [field, text] of fields.entries()) {
      const target = targetOf(field);
      if (target >= 0 && target < cells.length) cells[target] = text;
    }
    rows[at] = { kind: rows[at]?.kind ?? '+I', cells };
  }
  return { ...grid, rows };
}

export interface GridProblem {
  row: number;
  column: number;
  problem: CellProblem;
}

export function problemsOf({ columns, rows }: SampleGrid): GridProblem[] {
  return rows.flatMap(({ cells }, row) =>
    columns.flatMap(({ type }, column) => {
      const problem = problemOf(type, cells[column] ?? null);
      return problem === undefined ? [] : [{ row, column, problem }];
    }),
  );
}

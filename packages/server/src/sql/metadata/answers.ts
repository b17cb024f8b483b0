/** From the rows of SHOW and DESCRIBE to what the contract tells. Pure. */
import type { CatalogColumn } from '@liusu/contract/catalog';

/** The first column of every row. */
export function namesOf(rows: readonly unknown[][]): string[] {
  return rows.map(([name]) => String(name));
}

/** Rows of DESCRIBE: name, type, null, key, extras, watermark and, when a column has one, comment. */
export function columnsOf(rows: readonly unknown[][]): CatalogColumn[] {
  return rows.map(([name, type, nullable, key, extras, watermark, comment]) => ({
    name: String(name),
    type: textOf(type).replace(/ (?:NOT NULL|\*ROWTIME\*|\*PROCTIME\*)/g, ''),
    nullable: nullable !== false && nullable !== 'false',
    isKey: textOf(key) !== '',
    extras: textOf(extras),
    watermark: textOf(watermark),
    comment: textOf(comment),
  }));
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}

/** Value of `connector` in the answer of SHOW CREATE TABLE. */
export function connectorOf(rows: readonly unknown[][]): string | undefined {
  return /'connector'\s*=\s*'([^']*)'/.exec(String(rows[0]?.[0] ?? ''))?.[1];
}

/** Value of `type` in the answer of DESCRIBE CATALOG: rows of name and value. */
export function catalogTypeOf(rows: readonly unknown[][]): string | null {
  const row = rows.find(([name]) => /^type$/i.test(String(name)));
  return typeof row?.[1] === 'string' ? row[1] : null;
}

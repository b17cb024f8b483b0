/** Values of result cells as text, for the eye, the clipboard and files. */
import type { Cell, Column } from '@liusu/contract/sql';

const numericTypes = /^(TINYINT|SMALLINT|INT|INTEGER|BIGINT|DECIMAL|DEC|NUMERIC|FLOAT|DOUBLE|REAL)\b/i;

/** True for columns whose values are numbers: they stand on the right. */
export function isNumeric(column: Column): boolean {
  return numericTypes.test(column.type);
}

/** True for counts and measures that read better with separators: identifiers such as years stay as they are. */
function wantsSeparators(value: number): boolean {
  return Math.abs(value) >= 10_000;
}

/**
 * A cell as shown in the grid. NULL is not text and is drawn by the grid: null gives undefined. Decimals arrive as text and keep
 * every digit.
 */
export function cellText(value: Cell | undefined, column: Column | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return numberText(value, column);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return JSON.stringify(value);
}

function numberText(value: number, column: Column | undefined): string {
  if (!Number.isFinite(value)) return String(value);
  if (!wantsSeparators(value)) return String(value);
  const isWhole = Number.isInteger(value) && !/^(FLOAT|DOUBLE|REAL)/i.test(column?.type ?? '');
  return value.toLocaleString('en-US', isWhole ? { maximumFractionDigits: 0 } : { maximumFractionDigits: 15 });
}

/** A cell for the clipboard and for files: exact, without separators; NULL as the empty text. */
export function cellPlain(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** A type as a header shows it: precision kept, `NOT NULL` and character sets left away. */
export function shortType(type: string): string {
  return type
    .replace(/\s*NOT NULL/g, '')
    .replace(/\bVARCHAR\(2147483647\)/g, 'STRING')
    .replace(/\bVARBINARY\(2147483647\)/g, 'BYTES')
    .replace(/TIMESTAMP\((\d)\) WITH LOCAL TIME ZONE/g, 'TIMESTAMP_LTZ($1)')
    .replace(/TIMESTAMP\((\d)\) WITHOUT TIME ZONE/g, 'TIMESTAMP($1)')
    .replace(/\s*\*ROWTIME\*/g, '');
}

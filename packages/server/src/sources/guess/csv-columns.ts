/** Columns of lines with a delimiter. Pure. */
import type { GuessedColumn } from './json-columns.ts';

const delimiters = [',', '\t', ';', '|'] as const;
const wholeNumber = /^-?\d{1,18}$/;
const number = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$/;
const date = /^\d{4}-\d\d-\d\d$/;

/** The delimiter that cuts every line into the same number of parts, two at least. */
export function delimiterOf(lines: readonly string[]): string | undefined {
  return delimiters.find((delimiter) => {
    const counts = new Set(lines.map((line) => partsOf(line, delimiter).length));
    return counts.size === 1 && !counts.has(1);
  });
}

/** `names`: of the columns, where a first line told them; that line is not among `lines`. */
export function columnsOfLines(
  lines: readonly string[],
  delimiter: string,
  names: readonly string[] = [],
): GuessedColumn[] {
  const rows = lines.map((line) => partsOf(line, delimiter));
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, i) => {
    const values = rows.map((row) => row[i] ?? '').filter((value) => value !== '');
    return { name: names[i] ?? `c${i + 1}`, type: 'text', flinkType: typeOfCells(values) };
  });
}

const columnName = /^[\p{L}_][\p{L}\p{N}_ .-]{0,99}$/u;

/**
 * The cells of the first line when they name the columns: all are words, none twice, and some column holds below its name what
 * is no text. Where all is text nobody can tell, so the line counts as data.
 */
export function headerOf(lines: readonly string[], delimiter: string): string[] | undefined {
  const [first, ...rest] = lines;
  if (first === undefined || rest.length === 0) return undefined;
  const names = partsOf(first, delimiter).map((name) => name.trim());
  if (new Set(names).size < names.length || !names.every((name) => columnName.test(name))) return undefined;
  return columnsOfLines(rest, delimiter).some(({ flinkType }) => flinkType !== 'STRING') ? names : undefined;
}

/** A type of Flink that every one of the texts is read as. */
export function typeOfCells(values: readonly string[]): string {
  if (values.length === 0) return 'STRING';
  if (values.every((value) => wholeNumber.test(value))) return 'BIGINT';
  if (values.every((value) => number.test(value))) return 'DOUBLE';
  if (values.every((value) => value === 'true' || value === 'false')) return 'BOOLEAN';
  if (values.every((value) => time.test(value))) return 'TIMESTAMP(3)';
  return values.every((value) => date.test(value)) ? 'DATE' : 'STRING';
}

/** A delimiter inside quotes does not cut. */
function partsOf(line: string, delimiter: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  for (const char of line.replace(/\r?\n$/, '')) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

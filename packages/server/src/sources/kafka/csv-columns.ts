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

export function columnsOfLines(lines: readonly string[], delimiter: string): GuessedColumn[] {
  const rows = lines.map((line) => partsOf(line, delimiter));
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, i) => {
    const values = rows.map((row) => row[i] ?? '').filter((value) => value !== '');
    return { name: `c${i + 1}`, type: 'text', flinkType: typeOf(values) };
  });
}

function typeOf(values: readonly string[]): string {
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

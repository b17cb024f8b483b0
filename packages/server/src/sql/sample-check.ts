/** Holds sample rows against the columns of the table they stand in for, before they are read. Pure. */
import type { SampleRows } from '@liusu/contract/sample';
import { sampleFaults, sampleFaultWords } from '@liusu/contract/sample-faults';

import { LiusuError } from '../lib/errors.ts';
import type { SampleTable } from './sample-table.ts';
import { type Words, words } from './words.ts';

/** Faults that are told one by one. */
const mostTold = 20;

/** Throws SQL_SAMPLE_NOT_USABLE with each field that is no column, or else each value that is none of its type. */
export function requireFittingRows(
  table: string,
  sample: SampleRows,
  of: Pick<SampleTable, 'columns' | 'computed'>,
): void {
  const unknown = unknownColumns(sample, [...of.columns.map(({ name }) => name), ...of.computed]);
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    throw notUsable(table, words(`它没有列 ${names}`, `it has no column ${names}`));
  }
  const faults = sampleFaults(sample, of.columns, mostTold);
  const [first] = faults;
  if (first === undefined) return;
  const told = sampleFaultWords(first);
  throw new LiusuError(
    'SQL_SAMPLE_NOT_USABLE',
    words(
      `${table} 的样本不能用：${told.zh}。${faults.length > 1 ? `另有 ${countOf(faults)} 个值也不对。` : ''}`,
      `The sample of ${table} cannot be used. ${told.en}.${faults.length > 1 ? ` ${countOf(faults)} more ${faults.length === 2 ? 'is' : 'are'} wrong.` : ''}`,
    ),
    { params: { table }, fields: faults.map((fault) => fieldOf(fault)) },
  );
}

function countOf(faults: readonly unknown[]): string {
  return `${faults.length - 1}${faults.length === mostTold ? '+' : ''}`;
}

function fieldOf(fault: Parameters<typeof sampleFaultWords>[0]) {
  const { zh, en } = sampleFaultWords(fault);
  return { path: `rows.${fault.row}.${fault.column.name}`, message: en, zh };
}

/** Fields that are in the rows and in none of the columns; all rows of a recording have the same. */
function unknownColumns({ rows }: SampleRows, columns: readonly string[]): string[] {
  const known = new Set(columns.map((name) => name.toLowerCase()));
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) => !known.has(name.toLowerCase())).slice(0, 5);
}

/** Why a sample cannot stand in for a table: a clause. */
export function notUsable(table: string, why: Words): LiusuError {
  const told = words(`${table} 的样本不能用：${why.zh}。`, `The sample of ${table} cannot be used: ${why.en}.`);
  return new LiusuError('SQL_SAMPLE_NOT_USABLE', told, { params: { table } });
}

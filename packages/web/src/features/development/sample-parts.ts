/** What of a file of sample rows can be taken: its good rows, and what is wrong with the others. Pure. */
import { readSampleParts, type SampleRows, type UnreadRow } from '@liusu/contract/sample';
import { type SampleColumn, type SampleFault, sampleFaults } from '@liusu/contract/sample-faults';

/** Of a row, numbered from 1 as in the file, without its header. */
export type RowFault = { row: number; unread: UnreadRow['reason'] } | { row: number; cell: SampleFault };

export interface JudgedFile {
  good: SampleRows;
  /** Rows that are left out of `good`. */
  badRows: number;
  /** In the order of the file; a row may have several. */
  faults: readonly RowFault[];
}

/** `columns` empty: the types are not known, and only what cannot be read at all is wrong. Throws SampleTextError. */
export function judgeFile(text: string, columns: readonly SampleColumn[]): JudgedFile {
  const { sample, numbers, unread } = readSampleParts(text);
  const cells = sampleFaults(sample, columns, Number.POSITIVE_INFINITY);
  const bad = new Set(cells.map(({ row }) => row));
  const isGood = (_each: unknown, row: number): boolean => !bad.has(row);
  const faults: RowFault[] = [
    ...unread.map(({ row, reason }) => ({ row, unread: reason })),
    ...cells.map((cell) => {
      const row = numbers[cell.row] ?? cell.row + 1;
      return { row, cell: { ...cell, row: row - 1 } };
    }),
  ];
  return {
    good: {
      rows: sample.rows.filter(isGood),
      ...(sample.kinds === undefined ? {} : { kinds: sample.kinds.filter(isGood) }),
    },
    badRows: bad.size + unread.length,
    faults: faults.sort((one, other) => one.row - other.row),
  };
}

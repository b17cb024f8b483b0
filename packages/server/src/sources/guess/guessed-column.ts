/** A column that was guessed, as all columns are told. Pure. */
import { both, notMapped, type ReadColumn } from '../mapped-type.ts';
import type { WrittenColumn } from './written-column.ts';

export function fromGuess({ name, type, flinkType }: WrittenColumn): ReadColumn {
  return guessedColumn(name, type, flinkType);
}

/** `flinkType`: null when no type of Flink holds it. */
export function guessedColumn(name: string, type: string, flinkType: string | null): ReadColumn {
  return {
    name,
    sqlName: name,
    type,
    nullable: true,
    default: null,
    keyPosition: null,
    comment: '',
    flinkType,
    mapped: flinkType === null ? notMapped : both(flinkType),
  };
}

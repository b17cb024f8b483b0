/** What a type of a source is in Flink. It depends on the reader: JDBC hands over other values than change data capture. */
import type { SourceLoss } from '@liusu/contract/source-ddl-note';
import type { SourceColumn, SourceTableDetail } from '@liusu/contract/source';

export interface MappedType {
  /** Null: no type of Flink holds what this reader hands over. Never a guess. */
  jdbc: string | null;
  cdc: string | null;
  /** What does not get through; null when all does. */
  jdbcLoss: SourceLoss | null;
}

/** A column as it was read, with what is needed to write a table of Flink for it. */
export interface ReadColumn extends SourceColumn {
  mapped: MappedType;
  /** The name as the JDBC connector has to be given it, which puts it into its queries as it stands. */
  sqlName: string;
}

export interface ReadTable extends Omit<SourceTableDetail, 'columns'> {
  columns: ReadColumn[];
  /** What keeps the table, where it is not the source itself: a lake in a metastore of Hive. */
  madeBy?: string;
}

/** Both readers hand over the same. */
export function both(type: string): MappedType {
  return { jdbc: type, cdc: type, jdbcLoss: null };
}

/** JDBC hands over an object of the driver that Flink cannot take. */
export function onlyCdc(type: string): MappedType {
  return { jdbc: null, cdc: type, jdbcLoss: null };
}

export const notMapped: MappedType = { jdbc: null, cdc: null, jdbcLoss: null };

/** What captured changes hold where JDBC hands over nothing that Flink takes. */
export function capturedAlone({ jdbc, cdc }: MappedType): Pick<SourceColumn, 'captured'> {
  return jdbc === null && cdc !== null ? { captured: cdc } : {};
}

/** Flink's decimals have 38 digits at most. */
export const maxDecimalDigits = 38;

/** A column for the outside. */
export function columnOf({ mapped: _mapped, sqlName: _sqlName, ...column }: ReadColumn): SourceColumn {
  return column;
}

/** Columns of JSON objects, and types of Flink that hold what was seen in them. Pure. */
import { rowType } from './written-column.ts';

export type JsonObject = Record<string, unknown>;

export interface GuessedColumn {
  name: string;
  /** What was seen, such as `number` or `text (time)`. */
  type: string;
  flinkType: string;
}

/** In the order in which the fields come up. */
export function columnsOfObjects(objects: readonly JsonObject[]): GuessedColumn[] {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const style = timeStyleOf(objects);
  return names.map((name) => {
    const values = objects.map((object) => object[name]);
    return { name, type: seenType(values), flinkType: typeOfValues(values, style) };
  });
}

/** How times are written; a format is told one of them for the whole message. */
export type TimeStyle = 'SQL' | 'ISO-8601';

const sqlTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?(Z)?$/;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z)?$/;
const date = /^\d{4}-\d\d-\d\d$/;
const biggestLong = 2 ** 63;

/** The style of the first time met. */
export function timeStyleOf(objects: readonly JsonObject[]): TimeStyle {
  for (const object of objects) {
    for (const value of Object.values(object)) {
      if (typeof value !== 'string') continue;
      if (sqlTime.test(value)) return 'SQL';
      if (isoTime.test(value)) return 'ISO-8601';
    }
  }
  return 'SQL';
}

function typeOfValues(values: readonly unknown[], style: TimeStyle): string {
  const given = values.filter((value) => value !== null && value !== undefined);
  if (given.length === 0) return 'STRING';
  if (given.every((value) => typeof value === 'boolean')) return 'BOOLEAN';
  if (given.every((value) => typeof value === 'number')) {
    const areWhole = given.every((value) => Number.isInteger(value) && Math.abs(value) < biggestLong);
    return areWhole ? 'BIGINT' : 'DOUBLE';
  }
  if (given.every((value) => typeof value === 'string')) return typeOfTexts(given, style);
  if (given.every(Array.isArray)) return `ARRAY<${typeOfValues(given.flat(), style)}>`;
  if (given.every((value) => typeof value === 'object' && !Array.isArray(value)))
    return rowOf(given as JsonObject[], style);
  // A text column takes whatever JSON there is.
  return 'STRING';
}

function typeOfTexts(texts: readonly string[], style: TimeStyle): string {
  const pattern = style === 'SQL' ? sqlTime : isoTime;
  if (texts.every((text) => pattern.test(text))) {
    const zoned = texts.filter((text) => text.endsWith('Z')).length;
    if (zoned === texts.length) return 'TIMESTAMP_LTZ(3)';
    return zoned === 0 ? 'TIMESTAMP(3)' : 'STRING';
  }
  return texts.every((text) => date.test(text)) ? 'DATE' : 'STRING';
}

function rowOf(objects: readonly JsonObject[], style: TimeStyle): string {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const typeOf = (name: string) =>
    typeOfValues(
      objects.map((object) => object[name]),
      style,
    );
  // Objects without a field are kept as their JSON.
  return rowType(names.map((name) => [name, typeOf(name)])) ?? 'STRING';
}

function seenType(values: readonly unknown[]): string {
  const names = values
    .filter((value) => value !== null && value !== undefined)
    .map((value) => (Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value));
  return [...new Set(names)].join(' | ') || 'null';
}

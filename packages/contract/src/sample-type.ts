/** What a cell of sample rows may hold, by the SQL type of its column, and how its text becomes a value. Pure. */

/** Why a text is no value of its type. */
export type CellProblem =
  | 'int'
  | 'range'
  | 'decimal'
  | 'digits'
  | 'number'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'bytes'
  | 'list'
  | 'object'
  | 'length';

type Kind =
  | { kind: 'int'; bits: number }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'text'; length: number }
  | { kind: 'list'; element: string | undefined }
  | { kind: 'object'; fieldType: (name: string) => string | undefined }
  | { kind: 'number' | 'boolean' | 'date' | 'time' | 'timestamp' | 'bytes' };

const integers: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, INTEGER: 32, BIGINT: 64 };

function kindOf(type: string): Kind {
  const [, word = '', first, second] =
    /^\s*(\w+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?/.exec(type.toUpperCase()) ?? [];
  const bits = integers[word];
  if (bits !== undefined) return { kind: 'int', bits };
  switch (word) {
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC':
      return { kind: 'decimal', precision: Number(first ?? 10), scale: Number(second ?? 0) };
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'number' };
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'DATE':
      return { kind: 'date' };
    case 'TIME':
      return { kind: 'time' };
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return { kind: 'timestamp' };
    case 'BYTES':
    case 'BINARY':
    case 'VARBINARY':
      return { kind: 'bytes' };
    case 'ARRAY':
      return { kind: 'list', element: argumentsOf(type)[0] };
    case 'MAP': {
      const [, value] = argumentsOf(type);
      return { kind: 'object', fieldType: () => value };
    }
    case 'MULTISET':
      return { kind: 'object', fieldType: () => 'INT' };
    case 'ROW': {
      const fields = new Map(argumentsOf(type).map(fieldOf));
      return { kind: 'object', fieldType: (name) => fields.get(name) };
    }
    case 'CHAR':
    case 'VARCHAR':
      return { kind: 'text', length: Number(first ?? 1) };
    default:
      return { kind: 'text', length: Number.POSITIVE_INFINITY };
  }
}

/** What stands between the outermost `<>` or `()` of a type, by its commas. */
function argumentsOf(type: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  const token = /`(?:[^`]|``)*`|'(?:[^']|'')*'|[<>(),]/g;
  for (const match of type.matchAll(token)) {
    const [sign] = match;
    const isOpen = sign === '<' || sign === '(';
    const isClose = sign === '>' || sign === ')';
    if (isOpen && depth === 0) from = match.index + 1;
    if ((sign === ',' && depth === 1) || (isClose && depth === 1)) {
      parts.push(type.slice(from, match.index).trim());
      from = match.index + 1;
    }
    if (isOpen) depth += 1;
    if (isClose) depth -= 1;
    if (isClose && depth === 0) break;
  }
  return parts;
}

/** `name` TYPE, with or without quotes. */
function fieldOf(text: string): [name: string, type: string] {
  const [, quoted, plain, type = ''] = /^(?:`((?:[^`]|``)*)`|(\S+))\s+([\s\S]*)$/.exec(text) ?? [];
  return [quoted?.replaceAll('``', '`') ?? plain ?? text, type];
}

/** True where an empty text is a value of its own, and not NULL. */
export function isText(type: string): boolean {
  return kindOf(type).kind === 'text';
}

/** What is wrong with a cell; undefined when nothing is. Null is right everywhere. */
export function problemOf(type: string, text: string | null): CellProblem | undefined {
  if (text === null) return undefined;
  const of = kindOf(type);
  const plain = text.trim();
  switch (of.kind) {
    case 'text':
      return Array.from(text).length > of.length ? 'length' : undefined;
    case 'int':
      return intProblem(plain, of.bits);
    case 'decimal':
      return decimalProblem(plain, of.precision, of.scale);
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? undefined : 'number';
    case 'boolean':
      return booleanOf(plain) === undefined ? 'boolean' : undefined;
    case 'date':
      return isDate(plain) ? undefined : 'date';
    case 'time':
      return isTime(plain) ? undefined : 'time';
    case 'timestamp': {
      const [, date = '', time] = /^(\S{10})(?:[ T](.+?))?Z?$/i.exec(plain) ?? [];
      return isDate(date) && (time === undefined || isTime(time)) ? undefined : 'timestamp';
    }
    case 'bytes':
      return /^X'(?:[0-9a-f]{2})*'$/i.test(plain) || /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(plain)
        ? undefined
        : 'bytes';
    case 'list': {
      const value = nested(plain);
      if (!Array.isArray(value)) return 'list';
      return of.element === undefined ? undefined : firstProblem(value.map((one) => [of.element, one]));
    }
    case 'object': {
      const value = nested(plain);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'object';
      return firstProblem(Object.entries(value).map(([name, one]) => [of.fieldType(name), one]));
    }
  }
}

function intProblem(text: string, bits: number): CellProblem | undefined {
  if (!/^[+-]?\d{1,30}$/.test(text)) return 'int';
  return BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', '')) ? undefined : 'range';
}

function decimalProblem(text: string, precision: number, scale: number): CellProblem | undefined {
  const [, whole, fraction = ''] = /^[+-]?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  if (whole === undefined || !/\d/.test(text)) return 'decimal';
  return whole.length > precision - scale || fraction.length > scale ? 'digits' : undefined;
}

/** Undefined for what is no truth value. */
export function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|t|yes|1)$/i.test(text)) return true;
  return /^(?:false|f|no|0)$/i.test(text) ? false : undefined;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?$/.test(text);
}

/** The JSON of a text; undefined where it is none. */
function nested(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstProblem(parts: readonly [type: string | undefined, value: unknown][]): CellProblem | undefined {
  for (const [type, value] of parts) {
    const problem = type === undefined ? undefined : problemOf(type, textOf(value));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The value a row holds for a cell. What is no value of the type stays text. */
export function valueOf(type: string, text: string | null): unknown {
  if (text === null) return null;
  const { kind } = kindOf(type);
  const plain = text.trim();
  switch (kind) {
    case 'int':
    case 'decimal':
    case 'number':
      // As a number only where no digit is lost.
      return String(Number(plain)) === plain ? Number(plain) : plain;
    case 'boolean':
      return booleanOf(plain) ?? plain;
    case 'list':
    case 'object':
      return nested(plain) ?? plain;
    default:
      return text;
  }
}

/** A value of a row as the text of a cell; null for NULL. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A type that takes all of some values, where nobody says the column's. */
export function typeFor(values: readonly unknown[]): string {
  const there = values.filter((value) => value !== null && value !== undefined);
  const all = (is: (value: unknown) => boolean) => there.length > 0 && there.every(is);
  if (all((value) => typeof value === 'number')) return 'DOUBLE';
  if (all((value) => typeof value === 'boolean')) return 'BOOLEAN';
  if (all(Array.isArray)) return 'ARRAY';
  return all((value) => typeof value === 'object' && !Array.isArray(value)) ? 'MAP' : 'STRING';
}

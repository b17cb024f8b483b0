/** Guesses the format of a file and its columns from its first bytes. Pure. */
import { gunzipSync, constants } from 'node:zlib';

import type { FileFormat } from '@liusu/contract/source';

import { columnsOfLines, delimiterOf, headerOf } from '../guess/csv-columns.ts';
import { columnsOfObjects, type GuessedColumn, type JsonObject } from '../guess/json-columns.ts';

export interface FileGuess {
  format: FileFormat;
  columns: GuessedColumn[];
  /** First lines, when it is text. */
  lines: string[];
  hasHeader: boolean;
  delimiter: string;
}

const guessedLines = 200;

/** The beginning of a file. */
export interface FileSample {
  name: string;
  bytes: Buffer;
  /** The bytes are all of it, so that its last line counts even without a line break. */
  isWhole: boolean;
}

/** The first sample tells the format and is shown; the others make the types of columns surer. */
export function guessFiles([first, ...others]: readonly [FileSample, ...FileSample[]]): FileGuess {
  const plain = unpacked(first.name, first.bytes);
  const nothing: FileGuess = { format: 'unknown', columns: [], lines: [], hasHeader: false, delimiter: ',' };
  if (plain.toString('latin1', 0, 4) === 'PAR1') return { ...nothing, format: 'parquet' };
  if (plain.toString('latin1', 0, 4) === 'Obj\u0001') return { ...nothing, format: 'avro' };
  const lines = linesOf(plain, first.isWhole) ?? [];
  const [head] = lines;
  if (head === undefined) return nothing;
  const more = others.flatMap(({ name, bytes, isWhole }) => linesOf(unpacked(name, bytes), isWhole) ?? []);
  const objects = [...lines, ...more].map(objectOf);
  if (objects.every((one) => one !== undefined))
    return { ...nothing, format: 'json', columns: columnsOfObjects(objects), lines };
  // A line of names comes again in each file.
  const all = [...lines, ...more.filter((line) => line !== head)];
  const delimiter = delimiterOf(all);
  if (delimiter !== undefined) {
    const header = headerOf(all, delimiter);
    const columns = columnsOfLines(header === undefined ? all : all.slice(1), delimiter, header);
    return { format: 'csv', columns, lines, hasHeader: header !== undefined, delimiter };
  }
  if (!/\.csv(\.gz)?$/i.test(first.name)) return { ...nothing, lines };
  // A single column has no delimiter to be told by.
  return { ...nothing, format: 'csv', columns: columnsOfLines(all, '\u0000'), lines };
}

/** A file that was cut gives what could be unpacked of it. */
function unpacked(name: string, bytes: Buffer): Buffer {
  if (!/\.gz$/i.test(name) || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

/** Undefined for what is no text in UTF-8. The last line is left out where it may have been cut. */
function linesOf(bytes: Buffer, isWhole: boolean): string[] | undefined {
  const end = bytes.lastIndexOf(0x0a);
  const kept = isWhole ? bytes : bytes.subarray(0, Math.max(end, 0));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(kept);
  } catch {
    // Not UTF-8, which is the question.
    return undefined;
  }
  if (/(?![\t\n\r])\p{Cc}/u.test(text)) return undefined;
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, guessedLines);
}

function objectOf(line: string): JsonObject | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line, asWritten);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    // Not JSON, which is the question.
    return undefined;
  }
}

/** `3.00` is no whole number, though JavaScript takes it for one: its type is guessed from here on, not its value. */
function asWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && /[.eE]/.test(context?.source ?? '') ? 0.5 : value;
}

/**
 * A source table over sample rows: the same columns, watermark and computed columns, read from a file that ends. Pure.
 * It is made from what SHOW CREATE TABLE says, so that tables of scripts and of catalogs are treated alike.
 */
import type { SampleRows } from '@liusu/contract/sample';
import type { SampleColumn } from '@liusu/contract/sample-faults';
import { booleanOf, textOf } from '@liusu/contract/sample-type';

import { isSymbol, isWord, readName, startsWithWords, type Token, tokenize } from './tokens.ts';

export interface SampleTable {
  /** CREATE TEMPORARY TABLE over the file. */
  statement: string;
  /** Columns that rows may hold. Computed ones are not among them. */
  columns: SampleColumn[];
  /** Names of computed columns: rows recorded from the source hold them too, and they are computed anew. */
  computed: string[];
}

/** Formats a sample can be read with: inserts alone, or with their changes. */
export type SampleFormat = 'json' | 'debezium-json';

/** Undefined when the words are not those of a table. */
export function sampleTableOf(showCreate: string, fileUri: string, format: SampleFormat): SampleTable | undefined {
  const { tokens } = tokenize(showCreate);
  const at = tokens.findIndex((token) => isWord(token, 'TABLE'));
  const nameAt = startsWithWords(tokens, ['IF', 'NOT', 'EXISTS'], at + 1) ? at + 4 : at + 1;
  const name = at < 0 ? undefined : readName(tokens, showCreate, nameAt);
  const open = tokens[name?.next ?? -1];
  if (name === undefined || open === undefined || !isSymbol(open, '(')) return undefined;
  const parts = partsOf(tokens, name.next);
  const columns: SampleColumn[] = [];
  const computed: string[] = [];
  const lines: string[] = [];
  for (const part of parts) {
    const text = showCreate.slice(part[0]?.start, part.at(-1)?.end);
    // A key of sample rows is not kept by a file; rows with changes have theirs in the changes.
    if (isWord(part[0], 'CONSTRAINT', 'PRIMARY')) continue;
    const [first] = part;
    if (first === undefined) continue;
    if (isWord(first, 'WATERMARK') || isWord(part[1], 'AS')) {
      lines.push(text);
      if (!isWord(first, 'WATERMARK')) computed.push(nameOf(first, showCreate));
      continue;
    }
    const end = part.findIndex((token, i) => i > 0 && isWord(token, 'METADATA', 'COMMENT', 'VIRTUAL'));
    const kept = end < 0 ? part : part.slice(0, end);
    const type = showCreate.slice(kept[1]?.start, kept.at(-1)?.end);
    columns.push({ name: nameOf(first, showCreate), type });
    lines.push(showCreate.slice(first.start, kept.at(-1)?.end));
  }
  const options = {
    connector: 'filesystem',
    path: fileUri,
    format,
    [`${format}.timestamp-format.standard`]: 'ISO-8601',
  };
  const pairs = Object.entries(options).map(([key, value]) => `'${key}' = '${value.replaceAll("'", "''")}'`);
  const path = showCreate.slice(name.start, name.end);
  return {
    statement: `CREATE TEMPORARY TABLE ${path} (\n  ${lines.join(',\n  ')}\n) WITH (${pairs.join(', ')})`,
    columns,
    computed,
  };
}

function nameOf(token: Token, text: string): string {
  return token.kind === 'identifier' ? token.value : text.slice(token.start, token.end);
}

/** The parts of a list in brackets, by the commas between them. */
function partsOf(tokens: readonly Token[], open: number): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of tokens.slice(open + 1)) {
    if (isSymbol(token, '(') || isSymbol(token, '<')) depth += 1;
    if (isSymbol(token, ')') || isSymbol(token, '>')) depth -= 1;
    if (depth < 0) break;
    if (depth === 0 && isSymbol(token, ',')) {
      parts.push(part);
      part = [];
    } else part.push(token);
  }
  return part.length === 0 ? parts : [...parts, part];
}

/** Changes need a format that tells them; inserts alone are readable in batch too. */
export function formatOf({ kinds }: SampleRows, mode: 'streaming' | 'batch'): SampleFormat {
  return mode === 'streaming' && (kinds ?? []).some((kind) => kind !== '+I') ? 'debezium-json' : 'json';
}

/** The file's text: one row a line, in the form Flink reads. Fields that are no columns are left out. */
export function sampleText(sample: SampleRows, columns: readonly SampleColumn[], format: SampleFormat): string {
  const rows = sample.rows.map((row) => fieldsOf(row, columns));
  if (format === 'json') {
    const kept = rows.filter((_, i) => !['-U', '-D'].includes(sample.kinds?.[i] ?? '+I'));
    return kept.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
  const lines: string[] = [];
  for (let i = 0; i < rows.length; i++) {
    const kind = sample.kinds?.[i] ?? '+I';
    const isPair = kind === '-U' && sample.kinds?.[i + 1] === '+U';
    if (isPair) lines.push(change('u', rows[i] ?? null, rows[i + 1] ?? null));
    else if (kind === '-U' || kind === '-D') lines.push(change('d', rows[i] ?? null, null));
    else lines.push(change('c', null, rows[i] ?? null));
    if (isPair) i += 1;
  }
  return lines.join('');
}

function change(op: string, before: object | null, after: object | null): string {
  return `${JSON.stringify({ before, after, op })}\n`;
}

function fieldsOf(row: Readonly<Record<string, unknown>>, columns: readonly SampleColumn[]): Record<string, unknown> {
  const byName = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, fieldOf(row[name] ?? byName.get(name.toLowerCase()) ?? null, type)]),
  );
}

/** A value in the form Flink's JSON takes for a type. */
function fieldOf(value: unknown, type: string): unknown {
  if (value === null || value === '' || typeof value === 'object') {
    return value === '' && !/^(?:VAR)?CHAR|^STRING/i.test(type) ? null : value;
  }
  if (/^(?:VAR)?CHAR|^STRING/i.test(type)) return typeof value === 'string' ? value : String(value);
  // Flink's JSON knows the words true and false alone, and takes all others for false.
  if (/^BOOLEAN/i.test(type)) return booleanOf((textOf(value) ?? '').trim()) ?? value;
  if (typeof value !== 'string') return value;
  if (/^TIME(?!STAMP)/i.test(type)) return value.trim().replace(/^\d\d:\d\d$/, '$&:00');
  if (/^(?:VAR)?BINARY|^BYTES/i.test(type)) return bytesOf(value);
  if (/^TIMESTAMP/i.test(type)) {
    const moment = value.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
    const full = /^\d{4}-\d\d-\d\d$/.test(moment) ? `${moment}T00:00:00` : moment;
    return /LOCAL TIME ZONE|_LTZ/i.test(type) && !/Z$/i.test(full)
      ? `${full}Z`
      : full.replace(/Z$/i, /_LTZ|LOCAL/i.test(type) ? 'Z' : '');
  }
  if (/^(?:ARRAY|MAP|ROW|MULTISET)/i.test(type)) return nested(value);
  return value;
}

/** A list or map that came as text. */
function nested(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // Flink will say that it cannot be read, and of which field.
    return value;
  }
}

/** `X'00FF'`, as previews show bytes, or Base64. */
function bytesOf(value: string): string {
  const hex = /^X'((?:[0-9a-f]{2})*)'$/i.exec(value)?.[1];
  return hex === undefined ? value : Buffer.from(hex, 'hex').toString('base64');
}

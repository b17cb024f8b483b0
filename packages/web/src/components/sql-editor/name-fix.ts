/** The edit that puts a near name in the place of one that is not there. Pure. */
import type { SqlDiagnostic } from '@liusu/contract/sql';

import { quoteIfNeeded } from './completion-item.ts';
import { offsetOf } from './text-position.ts';

export interface NameFix {
  /** Offsets of what is replaced. */
  start: number;
  end: number;
  text: string;
}

/** Undefined where the name does not stand once in what the finding marks, such as in a text that has changed since. */
export function nameFix(
  text: string,
  diagnostic: Pick<SqlDiagnostic, 'line' | 'column' | 'endLine' | 'endColumn' | 'unknown'>,
  meant: string,
  reserved: ReadonlySet<string>,
): NameFix | undefined {
  const { line, column, endLine, endColumn, unknown } = diagnostic;
  if (unknown === undefined) return undefined;
  const from = offsetOf(text, { line, column });
  const marked = text.slice(from, offsetOf(text, { line: endLine, column: endColumn }));
  const at = placeOf(marked, unknown.name);
  if (at === undefined) return undefined;
  const start = from + at;
  const end = start + unknown.name.length;
  const isQuoted = text.charAt(start - 1) === '`' && text.charAt(end) === '`';
  return { start, end, text: written(meant, unknown.kind, isQuoted, reserved) };
}

function written(
  meant: string,
  kind: NonNullable<SqlDiagnostic['unknown']>['kind'],
  isQuoted: boolean,
  reserved: ReadonlySet<string>,
): string {
  if (isQuoted) return meant.replaceAll('`', '``');
  if (kind === 'table' || kind === 'column' || kind === 'database') return quoteIfNeeded(meant, { reserved });
  return kind === 'function' || kind === 'type' ? meant : meant.replaceAll("'", "''");
}

/** Where a name stands in a text as a word of its own; of several the last, when the text ends with it, as a path does. */
function placeOf(marked: string, name: string): number | undefined {
  const places: number[] = [];
  const [lowMarked, lowName] = [marked.toLowerCase(), name.toLowerCase()];
  if (lowName === '') return undefined;
  for (let at = lowMarked.indexOf(lowName); at >= 0; at = lowMarked.indexOf(lowName, at + 1)) {
    const around = marked.charAt(at - 1) + marked.charAt(at + name.length);
    if (!/[\p{L}\p{N}_$]/u.test(around)) places.push(at);
  }
  const last = places.at(-1);
  const endsIt = last !== undefined && /^[`']?$/.test(marked.slice(last + name.length));
  return places.length === 1 || endsIt ? last : undefined;
}

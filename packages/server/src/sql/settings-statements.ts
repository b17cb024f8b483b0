/** Reads SET and RESET statements. Flink reads them by a pattern of its own, before its SQL parser: so do we. */
import type { Statement } from './split.ts';

export interface SetStatement {
  kind: 'set';
  key: string;
  value: string;
}
export interface ResetStatement {
  kind: 'reset';
  /** Undefined for a bare RESET. */
  key: string | undefined;
}
export interface ShowSettings {
  kind: 'show';
}

const quoted = "'((?:[^']|'')*)'";
const setPattern = new RegExp(`^SET\\s+(?:${quoted}|([^'\\s=]+))\\s*=\\s*(?:${quoted}|(\\S+))$`, 'is');
const resetPattern = new RegExp(`^RESET(?:\\s+(?:${quoted}|(\\S+)))?$`, 'is');

/** What a SET or RESET says; undefined when it is neither or cannot be read. */
export function readSettingsStatement(
  statement: Pick<Statement, 'text'>,
): SetStatement | ResetStatement | ShowSettings | undefined {
  const text = statement.text.trim();
  if (/^SET$/i.test(text)) return { kind: 'show' };
  const set = setPattern.exec(text);
  if (set !== null) {
    return { kind: 'set', key: unquote(set[1]) ?? set[2] ?? '', value: unquote(set[3]) ?? set[4] ?? '' };
  }
  const reset = resetPattern.exec(text);
  if (reset !== null) return { kind: 'reset', key: unquote(reset[1]) ?? reset[2] };
  return undefined;
}

function unquote(text: string | undefined): string | undefined {
  return text?.replaceAll("''", "'");
}

/** `SET 'key' = 'value'`, with quotes escaped. */
export function setStatementText(key: string, value: string): string {
  return `SET '${key.replaceAll("'", "''")}' = '${value.replaceAll("'", "''")}'`;
}

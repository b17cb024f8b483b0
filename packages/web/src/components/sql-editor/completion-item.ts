/** What completion offers, and what those who gather it share. */
import type { CatalogView } from './catalog-view.ts';
import type { Knowledge, Language } from './knowledge.ts';
import type { ScriptModel } from './script-model.ts';
import type { Scope } from './scope.ts';
import type { SqlToken } from './sql-scanner.ts';

export type CompletionKind =
  | 'column'
  | 'table'
  | 'database'
  | 'alias'
  | 'function'
  | 'model'
  | 'type'
  | 'keyword'
  | 'snippet'
  | 'option'
  | 'value'
  | 'variable';

export interface Completion {
  label: string;
  kind: CompletionKind;
  insert: string;
  /** True when `insert` has places to fill in. */
  isSnippet: boolean;
  /** One line beside the name. */
  detail: string;
  /** Markdown, shown when the item is looked at. */
  doc: string;
  /** Offsets of the text it replaces. */
  start: number;
  end: number;
}

export interface CompletionSource {
  language: Language;
  knowledge: Knowledge;
  view: CatalogView;
}

/** Where the cursor is, read once for all that look at it. */
export interface CompletionPlace extends CompletionSource {
  model: ScriptModel;
  offset: number;
  scope: Scope;
  /** Tokens of the statement before the word being typed. */
  before: readonly SqlToken[];
  /** Offsets of the word being typed. */
  range: { start: number; end: number };
}

/** An item that inserts a text as it is. */
export function plainItem(
  kind: CompletionKind,
  insert: string,
  range: { start: number; end: number },
  label = insert,
): Completion {
  return { label, kind, insert, isSnippet: false, detail: '', doc: '', start: range.start, end: range.end };
}

/** A name as SQL: in backquotes where it is reserved or has other characters than a bare name may have. */
export function quoteIfNeeded(name: string, knowledge: Pick<Knowledge, 'reserved'>): string {
  const isBare = /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) && !knowledge.reserved.has(name.toUpperCase());
  return isBare ? name : `\`${name.replaceAll('`', '``')}\``;
}

/** True when a string literal has its closing quote. */
export function isClosed(text: string): boolean {
  return text.length > 1 && /^'(?:[^']|'')*'$/.test(text);
}

/** What an ALTER or DROP statement changes, as its words tell. Pure. */
import type { PreparedStatement } from './prepared-script.ts';
import { isSymbol, isWord, readName, startsWithWords } from './tokens.ts';

export interface ChangedObject {
  action: 'ALTER' | 'DROP';
  what: 'TABLE' | 'VIEW' | 'DATABASE' | 'FUNCTION' | 'CATALOG';
  parts: string[];
  /** Offsets of the name in the statement. */
  start: number;
  end: number;
  ifExists: boolean;
  /** Of RENAME TO: the new name. */
  newParts: string[] | undefined;
  /** ALTER … SET and RESET: what it has stays as it is. */
  isOptionsOnly: boolean;
}

/** Undefined for what else can be altered or dropped (models, materialized tables, connections), and for what cannot be read. */
export function changedObjectOf(statement: PreparedStatement): ChangedObject | undefined {
  const { tokens, text } = statement;
  const [verb, object] = tokens;
  if (!isWord(verb, 'ALTER', 'DROP') || !isWord(object, 'TABLE', 'VIEW', 'DATABASE', 'FUNCTION', 'CATALOG')) {
    return undefined;
  }
  const ifExists = startsWithWords(tokens, ['IF', 'EXISTS'], 2);
  const name = readName(tokens, text.text, ifExists ? 4 : 2);
  if (name === undefined) return undefined;
  const rest = tokens.slice(name.next);
  const renamed = startsWithWords(rest, ['RENAME', 'TO']) ? readName(rest, text.text, 2) : undefined;
  return {
    action: verb?.value === 'DROP' ? 'DROP' : 'ALTER',
    what: object?.value as ChangedObject['what'],
    parts: name.parts,
    start: name.start,
    end: name.end,
    ifExists,
    newParts: renamed?.parts,
    isOptionsOnly: isWord(rest[0], 'SET', 'RESET') && isSymbol(rest[1], '('),
  };
}

/** Follows a script's USE in a session in which not every database is that the script makes. */
import { quotedPath } from '../lib/quoted-name.ts';
import type { CheckerState } from './checker-state.ts';
import { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isWord, readName } from './tokens.ts';

/** What USE asks of the session. */
export interface UseHands {
  /** False when Flink refused it, which is told unless it `mayFail`. */
  use(text: MappedText, mayFail: boolean): Promise<boolean>;
  currentDatabase(): Promise<string>;
}

/**
 * Returns the name of a database that the script makes and that is not there: the session is in its catalog then. Tables of such a database are
 * temporary and need none: names without one are found as they will be.
 */
export async function followUse(
  statement: PreparedStatement,
  state: CheckerState,
  { use, currentDatabase }: UseHands,
): Promise<string | undefined> {
  const { tokens, text } = statement;
  if (isWord(tokens[1], 'MODULES')) return (await use(text, false), undefined);
  const isCatalog = isWord(tokens[1], 'CATALOG');
  const name = readName(tokens, text.text, isCatalog ? 2 : 1);
  const last = name?.parts.at(-1) ?? '';
  const isOurs = !isCatalog && state.unavailable.has(last);
  const ok = await use(text, isOurs);
  const [catalog = '', database = ''] = isCatalog ? [last] : state.databasePathOf([...(name?.parts ?? [])]);
  if (ok) {
    state.isElsewhere = false;
    state.currentCatalog = catalog;
    state.currentDatabase = isCatalog ? await currentDatabase() : database;
  }
  if (ok || !isOurs) return undefined;
  await use(MappedText.verbatim(`USE CATALOG ${quotedPath([catalog])}`), true);
  const elsewhereDatabase = await currentDatabase();
  Object.assign(state, { isElsewhere: true, elsewhereDatabase, currentCatalog: catalog, currentDatabase: database });
  return last;
}

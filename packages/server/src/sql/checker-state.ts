/** What a script's definitions have made of the session they were run in. */
import { readSettingsStatement } from './settings-statements.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { createdNameOf } from './table-shadow.ts';

export class CheckerState {
  /** Types of catalogs by name. */
  readonly catalogTypes: Map<string, string>;
  /** Last parts of names of tables the script creates: for "did you mean". */
  readonly created = new Set<string>();
  /** The statements that define tables, by the last part of the name in lower case. */
  readonly definitions = new Map<string, PreparedStatement>();
  /** Last parts of names that could not be created here: what fails for lack of them is not the later statement's fault. */
  readonly unavailable = new Set<string>();
  readonly addedJars = new Set<string>();
  currentCatalog = 'default_catalog';
  scratchTables = 0;

  constructor(catalogs: Readonly<Record<string, string>>) {
    this.catalogTypes = new Map([['default_catalog', 'generic_in_memory'], ...Object.entries(catalogs)]);
  }

  /** The same definition in a later text of the script: it stands elsewhere. */
  moveDefinition(statement: PreparedStatement): void {
    const name = createdNameOf(statement)?.parts.at(-1)?.toLowerCase();
    if (name !== undefined && this.definitions.has(name)) this.definitions.set(name, statement);
  }
}

/** True for a SET or RESET that changes something. */
export function changesSettings({ text }: PreparedStatement): boolean {
  const read = readSettingsStatement({ text: text.text });
  return read !== undefined && read.kind !== 'show';
}

/**
 * What the editor knows of the world outside a script. Everything is answered at once from memory: `undefined` means not known
 * yet (and being asked for), an empty list that there is none.
 */
export interface KnownColumn {
  name: string;
  type: string;
  comment?: string;
}

export interface KnownTable {
  /** Parts of its full name. */
  path: readonly string[];
  kind: 'table' | 'view' | 'materialized-table';
  columns: readonly KnownColumn[];
  primaryKey?: readonly string[];
  watermark?: string;
  connector?: string;
  comment?: string;
}

export interface ProjectValue {
  name: string;
  description: string;
}

export interface CatalogView {
  catalogs(): readonly string[] | undefined;
  databases(catalog: string): readonly string[] | undefined;
  tables(catalog: string, database: string): readonly { name: string; kind: KnownTable['kind'] }[] | undefined;
  /** Null: there is no such table. */
  table(catalog: string, database: string, name: string): KnownTable | null | undefined;
  /** Functions that are not built in, lower case. */
  userFunctions(): readonly string[] | undefined;
  models(catalog: string, database: string): readonly string[] | undefined;
  /** Variables of the project: `${name}`. */
  variables(): readonly ProjectValue[] | undefined;
  /** Secrets of the project: `${secret.name}`. */
  secrets(): readonly ProjectValue[] | undefined;
}

/** Knows nothing and asks nobody: for checks and tests. */
export const emptyView: CatalogView = {
  catalogs: () => [],
  databases: () => [],
  tables: () => [],
  table: () => null,
  userFunctions: () => [],
  models: () => [],
  variables: () => [],
  secrets: () => [],
};

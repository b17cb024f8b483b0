/** What every kind of data source can do for the platform, once it is logged in. A session belongs to one request. */
import type { SourceConnection, SourceKind, SourceNamespace, SourceTable } from '@liusu/contract/source';

import type { ReadTable } from './mapped-type.ts';
import type { Words } from '../lib/words.ts';

/** The place of a table in a list: lists go on after it. */
export type TablePosition = readonly [namespace: string, name: string];

export interface TableQuery {
  namespace?: string | undefined;
  /** Part of the name, in any case. */
  search?: string | undefined;
  limit: number;
  after: TablePosition | undefined;
}

export interface TablePage {
  items: SourceTable[];
  total: number;
}

/** Every method throws what the client throws; see `faultOf` for what is made of it. */
export interface SourceSession {
  /** What the server calls itself. */
  version(): Promise<string>;
  /** One sentence on what the account can read. */
  readable(): Promise<Words>;
  namespaces(): Promise<SourceNamespace[]>;
  /** By namespace and name. */
  tables(query: TableQuery): Promise<TablePage>;
  /** Throws a SourceError with TABLE_NOT_FOUND. */
  table(namespace: string, name: string): Promise<ReadTable>;
  /** Never throws; safe to call twice. */
  close(): Promise<void>;
}

export type ConnectionOf<K extends SourceKind> = Extract<SourceConnection, { kind: K }>;

export interface OpenOptions {
  /** Breaks the connection off at once, whatever it is waiting for. */
  signal: AbortSignal;
  /** For connecting and for each answer. */
  timeoutMs: number;
}

/** Connects and logs in. The client's library is loaded here, so that a platform without sources of the kind does not hold it. */
export type OpenSource<K extends SourceKind> = (
  connection: ConnectionOf<K>,
  options: OpenOptions,
) => Promise<SourceSession>;

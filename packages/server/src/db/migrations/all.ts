/** Every migration, in order. Names are never changed and none is ever removed. */
import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';
import { firstTables } from './0001-first-tables.ts';
import { jobCommands } from './0002-job-commands.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface Migration {
  /** Four digits and words: sorts in the order of application. */
  name: string;
  up(db: Kysely<Tables> | Transaction<Tables>, kind: DatabaseKind): Promise<void>;
}

export const migrations: readonly Migration[] = [
  { name: '0001-first-tables', up: firstTables },
  { name: '0002-job-commands', up: jobCommands },
];

/** Every migration, in order. Names are never changed and none is ever removed. */
import type { Kysely, Transaction } from 'kysely';

import type { Tables } from '../schema.ts';
import { firstTables } from './0001-first-tables.ts';
import { jobCommands } from './0002-job-commands.ts';
import { storedPlans } from './0003-stored-plans.ts';
import { leases } from './0004-leases.ts';
import { externalJobs } from './0005-external-jobs.ts';
import { indices } from './0006-indices.ts';
import { variables } from './0007-variables.ts';
import { writtenOffRuns } from './0008-written-off-runs.ts';
import { connectors } from './0009-connectors.ts';
import { sources } from './0010-sources.ts';
import { folders } from './0011-folders.ts';
import { jobSamples } from './0012-job-samples.ts';
import { runTroubles } from './0013-run-troubles.ts';
import { finishedRuns } from './0014-finished-runs.ts';
import { connectorNeeds } from './0015-connector-needs.ts';
import { untoldEnds } from './0016-untold-ends.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface Migration {
  /** Four digits and words: sorts in the order of application. */
  name: string;
  up(db: Kysely<Tables> | Transaction<Tables>, kind: DatabaseKind): Promise<void>;
}

export const migrations: readonly Migration[] = [
  { name: '0001-first-tables', up: firstTables },
  { name: '0002-job-commands', up: jobCommands },
  { name: '0003-stored-plans', up: storedPlans },
  { name: '0004-leases', up: leases },
  { name: '0005-external-jobs', up: externalJobs },
  { name: '0006-indices', up: indices },
  { name: '0007-variables', up: variables },
  { name: '0008-written-off-runs', up: writtenOffRuns },
  { name: '0009-connectors', up: connectors },
  { name: '0010-sources', up: sources },
  { name: '0011-folders', up: folders },
  { name: '0012-job-samples', up: jobSamples },
  { name: '0013-run-troubles', up: runTroubles },
  { name: '0014-finished-runs', up: finishedRuns },
  { name: '0015-connector-needs', up: connectorNeeds },
  { name: '0016-untold-ends', up: untoldEnds },
];

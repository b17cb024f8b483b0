/** Which scenarios were imported, and how far each has come. */
import { FeederSpeed, FeederStatus } from '@liusu/contract/scenario';
import { JobSettings } from '@liusu/contract/job';
import { z } from 'zod';

import { Phase } from '@liusu/contract/lifecycle';

import type { Db } from '../db/database.ts';
import type { ScenarioJob } from './scenario-jobs.ts';

/** What the import asked for, and what was done of it: enough to carry on after a restart. */
export const ImportState = z.object({
  start: z.boolean(),
  speed: FeederSpeed,
  days: z.number().int().nullable(),
  settings: JobSettings.partial(),
  /** Who imported it: the actor of what is done in the background. */
  actor: z.string(),
  /** Keys of jobs that were started once; they are the user's from then on. */
  started: z.array(z.string()),
  /** What the feeder should do. */
  feeder: z.enum(['waiting', 'running', 'stopped']),
  /** Last status of a feeder that has finished. */
  finished: FeederStatus.nullable(),
});
export type ImportState = z.infer<typeof ImportState>;

export interface ImportRow {
  scenarioId: string;
  projectId: string;
  state: ImportState;
}

export async function listImports(db: Db): Promise<ImportRow[]> {
  const rows = await db.selectFrom('scenario').selectAll().orderBy('created_at').execute();
  return rows.map((row) => ({
    scenarioId: row.id,
    projectId: row.project_id,
    state: ImportState.parse(JSON.parse(row.options)),
  }));
}

/** The import of a scenario, in whatever project. */
export async function findImport(db: Db, scenarioId: string): Promise<ImportRow | undefined> {
  const row = await db.selectFrom('scenario').selectAll().where('id', '=', scenarioId).executeTakeFirst();
  return row === undefined
    ? undefined
    : { scenarioId: row.id, projectId: row.project_id, state: ImportState.parse(JSON.parse(row.options)) };
}

export async function insertImport(db: Db, row: ImportRow, nowIso: string): Promise<void> {
  await db
    .insertInto('scenario')
    .values({
      id: row.scenarioId,
      project_id: row.projectId,
      options: JSON.stringify(row.state),
      created_at: nowIso,
    })
    .execute();
}

export async function updateImport(db: Db, scenarioId: string, state: ImportState): Promise<void> {
  await db
    .updateTable('scenario')
    .set({ options: JSON.stringify(state) })
    .where('id', '=', scenarioId)
    .execute();
}

export async function deleteImport(db: Db, scenarioId: string): Promise<void> {
  await db.deleteFrom('scenario').where('id', '=', scenarioId).execute();
}

/** Jobs of a scenario that are neither deleted nor being deleted. */
export async function listScenarioJobs(db: Db, projectId: string, scenarioId: string): Promise<ScenarioJob[]> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'scenario_key', 'phase'])
    .where('project_id', '=', projectId)
    .where('scenario', '=', scenarioId)
    .where('deleted_at', 'is', null)
    .where('deleting', 'is', null)
    .execute();
  return rows.map((row) => ({ key: row.scenario_key ?? '', jobId: row.id, phase: Phase.parse(row.phase) }));
}

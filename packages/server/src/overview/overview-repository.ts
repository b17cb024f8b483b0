import type { Selectable } from 'kysely';

import type { Phase } from '@liusu/contract/lifecycle';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type JobRow = Selectable<Tables['job']>;

/** Number of jobs by phase: of one project, or of all. */
export async function countJobsByPhase(db: Db, projectId?: string): Promise<Partial<Record<Phase, number>>> {
  let query = db
    .selectFrom('job')
    .select((select) => ['phase', select.fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy('phase');
  if (projectId !== undefined) query = query.where('project_id', '=', projectId);
  const rows = await query.execute();
  return Object.fromEntries(rows.map((row) => [row.phase, Number(row.count)]));
}

/** Jobs that are not what they should be, the longest waiting first. */
export async function listJobsInNeed(db: Db, projectId: string, limit: number): Promise<JobRow[]> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('deleted_at', 'is', null)
    .where((where) =>
      where.or([
        where('phase', 'in', ['FAILED', 'LOST', 'UNKNOWN', 'RESTARTING']),
        where.and([where('desired_state', '=', 'RUNNING'), where('phase', 'not in', ['RUNNING', 'FINISHED'])]),
        where.and([where('desired_state', '=', 'STOPPED'), where('phase', 'in', ['RUNNING', 'STARTING'])]),
      ]),
    )
    .orderBy('desired_since')
    .limit(limit)
    .execute();
}

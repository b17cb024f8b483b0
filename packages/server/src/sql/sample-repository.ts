/** Sample rows kept with the drafts of jobs. */
import { type JobSample, JobSamplePut, SampleRows } from '@liusu/contract/sample';
import type { z } from 'zod';

import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

/** Longest text of one sample's rows, in characters. */
const longestContent = 2_000_000;

export interface SampleStore {
  list(jobId: string): Promise<JobSample[]>;
  /** Throws PAYLOAD_TOO_LARGE. */
  put(jobId: string, table: string, sample: z.input<typeof JobSamplePut>, actor: string): Promise<JobSample>;
  /** Throws NOT_FOUND. */
  remove(jobId: string, table: string): Promise<void>;
}

export function createSampleStore(database: Database, clock: Clock): SampleStore {
  const { db } = database;
  return {
    async list(jobId) {
      const rows = await db
        .selectFrom('job_sample')
        .selectAll()
        .where('job_id', '=', jobId)
        .orderBy('source_table')
        .execute();
      return rows.map((row) => ({
        table: row.source_table,
        origin: row.origin === 'recorded' ? 'recorded' : 'given',
        updatedAt: row.updated_at,
        updatedBy: row.updated_by,
        ...SampleRows.parse(JSON.parse(row.content)),
      }));
    },
    async put(jobId, table, input, actor) {
      const { origin, ...rows } = JobSamplePut.parse(input);
      const content = JSON.stringify(rows);
      if (content.length > longestContent) {
        throw new LiusuError(
          'PAYLOAD_TOO_LARGE',
          words(
            `${table} 的样本超过 ${longestContent} 个字符。`,
            `The sample of ${table} holds more than ${longestContent} characters.`,
          ),
        );
      }
      const told = { updated_at: isoOf(clock.nowMs()), updated_by: actor, origin, content };
      await db
        .insertInto('job_sample')
        .values({ job_id: jobId, source_table: table, ...told })
        .onConflict((conflict) => conflict.columns(['job_id', 'source_table']).doUpdateSet(told))
        .execute();
      return { table, origin, updatedAt: told.updated_at, updatedBy: actor, ...rows };
    },
    async remove(jobId, table) {
      const { numDeletedRows } = await db
        .deleteFrom('job_sample')
        .where('job_id', '=', jobId)
        .where('source_table', '=', table)
        .executeTakeFirst();
      if (numDeletedRows === 0n)
        throw new LiusuError('NOT_FOUND', words(`没有 ${table} 的样本`, `there is no sample of ${table}`));
    },
  };
}

/** Previews under way, so that the job of one whose platform was killed is found and ended. */
import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import type { PreviewStore } from './preview.ts';

export function createPreviewStore(database: Database, clock: Clock, replicaId: string): PreviewStore {
  const { db } = database;
  return {
    insert: async (row) => {
      await db
        .insertInto('preview')
        .values({
          id: row.id,
          cluster_id: row.clusterId,
          flink_job_id: row.flinkJobId,
          gateway_incarnation: row.gatewayIncarnation,
          gateway_session: row.gatewaySession,
          created_at: isoOf(clock.nowMs()),
          ended_at: null,
          replica: replicaId,
        })
        .execute();
    },
    end: async (id) => {
      await db
        .updateTable('preview')
        .set({ ended_at: isoOf(clock.nowMs()) })
        .where('id', '=', id)
        .execute();
    },
    listOpen: async () => {
      const rows = await db
        .selectFrom('preview')
        .selectAll()
        .where('ended_at', 'is', null)
        .where((where) => where.or([where('replica', 'is', null), where('replica', '=', replicaId)]))
        .execute();
      return rows.map((row) => ({
        id: row.id,
        clusterId: row.cluster_id,
        flinkJobId: row.flink_job_id,
        gatewayIncarnation: row.gateway_incarnation,
        gatewaySession: row.gateway_session,
      }));
    },
  };
}

/** Deletes a job that is marked for it. Every part may be repeated, so a crash anywhere is carried on from the mark. */
import type { JobDelete } from '@liusu/contract/job';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { isoOf } from '../lib/clock.ts';
import type { ControllerDeps } from './controller-context.ts';
import { findJobDeletion } from './event-repository.ts';
import { findJob, findJobForUpdate, updateJob } from './job-repository.ts';
import { listRuns } from './run-repository.ts';
import { listSavepointsOfJob, markSavepointsDeleting } from './savepoint-repository.ts';
import { joinUri } from './state-files.ts';

type Deps = Pick<ControllerDeps, 'database' | 'journal' | 'clock' | 'clusters' | 'filesOf'>;

export class JobEraser {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Carries the delete through. Nothing happens to a job without the mark. */
  async erase(jobId: string, actor: string): Promise<JobDelete> {
    const { database, journal, clock } = this.#deps;
    const told: JobDelete = { deletedSavepoints: 0, deletedCheckpoints: 0, freedBytes: 0, keptPaths: [] };
    const job = await findJob(database.db, jobId);
    if (job?.deleting == null) return told;
    const savepoints = await listSavepointsOfJob(database.db, jobId);
    const folders = await this.#stateFolders(jobId, job.cluster_id);
    const isKept = job.deleting === 'keep';
    if (!isKept) await database.transaction((tx) => markSavepointsDeleting(tx, jobId));
    for (const { cluster, uri, kind } of folders) {
      const files = this.#deps.filesOf(cluster);
      const size = await files.sizeOf(uri);
      if (size !== null && size.folders === 0 && size.files === 0) continue;
      if (isKept || size === null) {
        told.keptPaths.push(uri);
        continue;
      }
      await files.remove(uri);
      told.freedBytes += size.bytes;
      if (kind === 'savepoints') {
        told.deletedSavepoints += savepoints.filter((row) => row.kind === 'savepoint' && row.path !== null).length;
      } else told.deletedCheckpoints += size.checkpoints;
    }
    return journal.transaction(async (tx, record) => {
      const current = await findJobForUpdate(tx, jobId);
      // Carried through twice at once: the first to come here tells.
      if (current === undefined) return (await findJobDeletion(tx, jobId)) ?? told;
      const now = isoOf(clock.nowMs());
      await updateJob(tx, jobId, { deleted_at: now, updated_at: now });
      await record(job, {
        kind: 'job.deleted',
        params: {
          state: isKept ? 'keep' : 'delete',
          deletedSavepoints: told.deletedSavepoints,
          deletedCheckpoints: told.deletedCheckpoints,
          freedBytes: told.freedBytes,
          keptPaths: told.keptPaths.join('\n'),
        },
        reason: isKept ? 'The job was deleted; its state files are kept.' : 'The job and its state files were deleted.',
        actor,
      });
      return told;
    });
  }

  async #stateFolders(jobId: string, clusterId: string) {
    const runs = await listRuns(this.#deps.database.db, jobId, { limit: 10_000 });
    const clusterIds = new Set([clusterId, ...runs.map((run) => run.cluster_id)]);
    const folders: { cluster: ClusterHandle; uri: string; kind: 'checkpoints' | 'savepoints' }[] = [];
    for (const id of clusterIds) {
      const cluster = this.#deps.clusters.find(id);
      if (cluster === undefined) continue;
      const root = cluster.driver.stateRoot();
      folders.push({ cluster, uri: joinUri(root.checkpoints, jobId), kind: 'checkpoints' });
      folders.push({ cluster, uri: joinUri(root.savepoints, jobId), kind: 'savepoints' });
    }
    return folders;
  }
}

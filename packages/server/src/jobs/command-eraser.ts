/** The delete a person waits for: carried through here under the lease of the job's cluster, else awaited from its holder. */
import type { JobDelete } from '@liusu/contract/job';

import { fencedDatabase } from '../leases/fenced-database.ts';
import { LeaseLost, type Leases } from '../leases/lease.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { ControllerDeps } from './controller-context.ts';
import { findJobDeletion } from './event-repository.ts';
import { JobEraser } from './job-eraser.ts';
import { findJob } from './job-repository.ts';

type Deps = Pick<ControllerDeps, 'database' | 'journal' | 'clock' | 'clusters' | 'filesOf'> & { leases: Leases };

const patienceMs = 30_000;
const lookEveryMs = 200;

export class CommandEraser {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** For a job that is marked. Throws UNAVAILABLE when nobody carried it through in time; the mark stands and it is done later. */
  async erase(jobId: string, actor: string): Promise<JobDelete> {
    const { database, clock } = this.#deps;
    const endMs = clock.nowMs() + patienceMs;
    for (;;) {
      const told = await findJobDeletion(database.db, jobId);
      if (told !== undefined) return told;
      const job = await findJob(database.db, jobId);
      const done = job === undefined ? undefined : await this.#eraseHere(jobId, job.cluster_id, actor);
      if (done !== undefined) return done;
      if (clock.nowMs() >= endMs) {
        const told = words(
          `${jobId} 的删除已记下，还没有执行完。`,
          `The delete of ${jobId} is noted, and has not been carried through yet.`,
        );
        throw new LiusuError('UNAVAILABLE', told);
      }
      await clock.sleep(lookEveryMs);
    }
  }

  /** Undefined when another process holds the lease. */
  async #eraseHere(jobId: string, clusterId: string, actor: string): Promise<JobDelete | undefined> {
    const { leases } = this.#deps;
    const lease = leases.held(clusterId);
    if (lease === undefined) return undefined;
    const database = fencedDatabase(this.#deps.database, leases, lease);
    try {
      return await new JobEraser({ ...this.#deps, database, journal: this.#deps.journal.on(database) }).erase(
        jobId,
        actor,
      );
    } catch (error) {
      if (error instanceof LeaseLost) return undefined;
      throw error;
    }
  }
}

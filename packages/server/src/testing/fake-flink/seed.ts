/** Rows for the clusters and jobs of a fake Flink, as the platform itself would have written them had it submitted the jobs. */
import { JobSettings } from '@liusu/contract/job';

import { insertCluster } from '../../clusters/cluster-repository.ts';
import type { Database } from '../../db/database.ts';
import { insertJob, insertVersion } from '../../jobs/job-repository.ts';
import { insertRun } from '../../jobs/run-repository.ts';
import { isoOf, systemClock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { listProjects } from '../../projects/project-repository.ts';
import { ProjectService } from '../../projects/project-service.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** What is told of a cluster: it may live in another process. */
export interface SeedCluster extends Pick<FakeCluster, 'name' | 'url' | 'incarnation'> {
  jobs: { flinkJobId: string; name: string }[];
}

const script = `CREATE TEMPORARY TABLE source_rows (id BIGINT, grp INT) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE sink_rows (grp INT, n BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO sink_rows SELECT grp, COUNT(*) FROM source_rows GROUP BY grp;
`;

export function seedClusterOf(cluster: FakeCluster): SeedCluster {
  const { name, url, incarnation, jobs } = cluster;
  return {
    name,
    url,
    incarnation,
    jobs: [...jobs.values()].map((job) => ({ flinkJobId: job.flinkJobId, name: job.name })),
  };
}

/** Writes all clusters and, for each of their jobs, a job RUNNING in its first run. Returns job ids by Flink JobID. */
export async function seedFakeFlink(
  database: Database,
  clusters: SeedCluster[],
): Promise<{ projectId: string; jobs: Map<string, string> }> {
  await new ProjectService(database, systemClock).ensureDefault();
  const projectId = (await listProjects(database.db))[0]?.id;
  if (projectId === undefined) throw new Error('there is no project');
  const jobs = new Map<string, string>();
  const nowMs = systemClock.nowMs();
  const now = isoOf(nowMs);
  const settings = JSON.stringify(JobSettings.parse({}));
  let number = 0;
  await database.transaction(async (tx) => {
    for (const { name, url, incarnation, jobs: running } of clusters) {
      const clusterId = newId('cluster');
      await insertCluster(tx, {
        id: clusterId,
        name,
        driver: 'remote',
        engine: 'flink-2.2',
        environment: 'dev',
        rest_url: url,
        auth_kind: 'none',
        auth_secret: null,
        ca_pem: null,
        tls_insecure: 0,
        created_at: now,
      });
      for (const job of running) {
        number += 1;
        const jobId = newId('job');
        jobs.set(job.flinkJobId, jobId);
        // Made one after the other, as people make them.
        const createdAt = isoOf(nowMs - 86_400_000 + number);
        await insertJob(tx, {
          id: jobId,
          project_id: projectId,
          cluster_id: clusterId,
          name: job.name,
          labels: '{}',
          scenario: null,
          scenario_key: null,
          draft_script: script,
          draft_settings: settings,
          draft_revision: 1,
          desired_state: 'RUNNING',
          desired_version: 1,
          desired_restore: JSON.stringify({ kind: 'latest' }),
          desired_allow_non_restored: 0,
          desired_stop_mode: 'savepoint',
          generation: 1,
          desired_since: now,
          phase: 'RUNNING',
          latest_version: 1,
          created_at: createdAt,
          updated_at: createdAt,
          deleted_at: null,
          deleting: null,
          folder: '',
        });
        await insertVersion(tx, {
          job_id: jobId,
          version: 1,
          script,
          settings,
          engine: 'flink-2.2',
          created_at: createdAt,
          created_by: 'admin',
        });
        await insertRun(tx, {
          id: newId('run'),
          job_id: jobId,
          number: 1,
          cluster_id: clusterId,
          version: 1,
          generation: 1,
          recovery: 0,
          flink_job_id: job.flinkJobId,
          phase: 'RUNNING',
          step: 0,
          steps: 1,
          incarnation,
          restore_path: null,
          allow_non_restored: 0,
          submission: 'sent',
          gateway_incarnation: null,
          gateway_session: null,
          failure_class: null,
          failure_message: null,
          failure_root_cause: null,
          started_at: createdAt,
          running_at: createdAt,
          ended_at: null,
          tombstoned: 0,
        });
      }
    }
  });
  return { projectId, jobs };
}

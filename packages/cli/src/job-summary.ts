/** Jobs as `up` and `status` print them. */
import type { LiusuClient } from '@liusu/contract/client';
import type { Job } from '@liusu/contract/job';

export interface JobSummary {
  id: string;
  name: string;
  phase: string;
  flinkJobId: string | null;
}

export function summaryOf(job: Job): JobSummary {
  return { id: job.id, name: job.name, phase: job.phase, flinkJobId: job.run?.flinkJobId ?? null };
}

/** Every job of every project, over all pages. */
export async function everyJob(client: LiusuClient): Promise<Job[]> {
  const { items: projects } = await client.call('listProjects');
  const lists = await Promise.all(projects.map((project) => allJobs(client, project.id)));
  return lists.flat();
}

/** Every job of one project. */
export async function allJobs(client: LiusuClient, projectId: string): Promise<Job[]> {
  const jobs: Job[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('listJobs', {
      params: { projectId },
      query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) },
    });
    jobs.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return jobs;
}

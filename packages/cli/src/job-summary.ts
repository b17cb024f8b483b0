/** Jobs as `up` and `status` print them. */
import type { LiusuClient } from '@liusu/contract/client';
import type { Language } from '@liusu/contract/error-code';
import type { Job } from '@liusu/contract/job';
import { isTerminal, type Phase, phaseWords, unreachableWords } from '@liusu/contract/lifecycle';

export interface JobSummary {
  id: string;
  name: string;
  phase: Phase;
  /** How fresh the view of its cluster is. */
  observation: string;
  /** False while Flink has not confirmed the phase: no fresh answer, or an answer that does not hold the job. */
  confirmed: boolean;
  flinkJobId: string | null;
}

export function summaryOf(job: Job): JobSummary {
  return {
    id: job.id,
    name: job.name,
    phase: job.phase,
    observation: job.observation.state,
    confirmed: isConfirmed(job),
    flinkJobId: job.run?.flinkJobId ?? null,
  };
}

/** True when a fresh answer of its cluster stands behind the phase. One that has ended needs none. */
export function isConfirmed(job: Pick<Job, 'phase' | 'observation' | 'waiting'>): boolean {
  if (isTerminal(job.phase)) return true;
  return job.observation.state === 'FRESH' && job.waiting?.code !== 'ABSENCE_NOT_PROVEN';
}

/**
 * What is seen of a job: an unreachable cluster comes before the last proven phase, and doubt stands beside it. In English by the
 * codes that programs read, too.
 */
export function phaseWord(job: Pick<JobSummary, 'phase' | 'observation' | 'confirmed'>, language: Language): string {
  const phase = phaseIn(job.phase, language);
  if (job.observation !== 'UNREACHABLE' || job.confirmed) return job.confirmed ? phase : `${phase} (?)`;
  return `${language === 'zh' ? unreachableWords.zh : 'UNREACHABLE'} (${phase})`;
}

/** The phase in Chinese; its code in English. */
export function phaseIn(phase: Phase, language: Language): string {
  return language === 'zh' ? phaseWords[phase].zh : phase;
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

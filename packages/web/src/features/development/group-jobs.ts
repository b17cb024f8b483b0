/** Groups of the job list: by the values of one label, or none. Folders are a tree of their own (folder-tree.ts). */
import type { Job } from '@liusu/contract/job';

export type Grouping = 'folder' | 'none' | `label:${string}`;
/** Folders are a tree, see folder-tree.ts. */
export type FlatGrouping = Exclude<Grouping, 'folder'>;

export interface JobGroup {
  /** Undefined: jobs without the label. */
  name: string | undefined;
  jobs: Job[];
}

/** Groupings that make sense for these jobs: every label that one of them has. */
export function groupings(jobs: readonly Job[]): Grouping[] {
  const labels = new Set(jobs.flatMap((job) => Object.keys(job.labels)));
  return ['folder', 'none', ...[...labels].sort().map((label): Grouping => `label:${label}`)];
}

/** Jobs that match the search, grouped; groups and jobs by name, those without a group last. */
export function groupJobs(jobs: readonly Job[], grouping: FlatGrouping, search: string): JobGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string | undefined, Job[]>();
  for (const job of jobs) {
    if (wanted !== '' && !job.name.toLowerCase().includes(wanted)) continue;
    const name = groupOf(job, grouping);
    groups.set(name, [...(groups.get(name) ?? []), job]);
  }
  const byName = (left: string, right: string): number => left.localeCompare(right, undefined, { numeric: true });
  return [...groups]
    .map(([name, members]) => ({ name, jobs: members.sort((left, right) => byName(left.name, right.name)) }))
    .sort((left, right) => {
      if (left.name === undefined || right.name === undefined) return left.name === undefined ? 1 : -1;
      return byName(left.name, right.name);
    });
}

function groupOf(job: Job, grouping: FlatGrouping): string | undefined {
  if (grouping === 'none') return undefined;
  return job.labels[grouping.slice('label:'.length)];
}

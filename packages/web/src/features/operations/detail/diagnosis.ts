/** Is the job well, and if not, why: one verdict from all that is known, worst first. Pure. */
import type { Job, JobCheckpoints, JobGraph } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { isHidden } from '../../../components/phase-tag.tsx';
import { lookOfPhase, type Look } from '../../../components/phase-texts.ts';

export type Verdict =
  | { kind: 'unreachable'; look: Look }
  | {
      kind: 'failed';
      look: Look;
      message: string;
      rootCause: string | null;
      class: 'user' | 'environment' | 'platform';
    }
  | { kind: 'checkpoint-failing'; look: Look; reason: string }
  | { kind: 'bottleneck'; look: Look; vertexName: string; busy: number | null }
  | { kind: 'phase'; look: Look };

export interface Evidence {
  job: Job;
  checkpoints: JobCheckpoints | undefined;
  graph: JobGraph | undefined;
}

export function diagnose({ job, checkpoints, graph }: Evidence): Verdict {
  if (isHidden(job.phase, job.observation)) return { kind: 'unreachable', look: 'warn' };
  const failure = job.run?.failure ?? null;
  if (failure !== null && isTerminal(job.phase) && job.phase !== 'STOPPED') {
    return { kind: 'failed', look: lookOfPhase[job.phase], ...failure };
  }
  if (job.phase === 'RUNNING') {
    const ended = checkpoints?.history.find((checkpoint) => checkpoint.status !== 'IN_PROGRESS');
    if (ended?.status === 'FAILED') return { kind: 'checkpoint-failing', look: 'warn', reason: ended.failure ?? '' };
    const vertex = graph?.vertices.find((candidate) => candidate.id === graph.bottleneck);
    if (vertex !== undefined && graph?.stale === false) {
      return { kind: 'bottleneck', look: 'warn', vertexName: vertex.name, busy: vertex.busy };
    }
  }
  return { kind: 'phase', look: lookOfPhase[job.phase] };
}

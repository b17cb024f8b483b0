/**
 * The life of a run: phases, what moves a run out of each, and the one table from Flink's statuses to phases.
 * Three axes are kept apart and never merged into one column: what the user asked for (desired), the last proven state
 * of the run (phase), and how fresh our view of its cluster is (observation).
 */
import { z } from 'zod';

import type { Words } from './words.ts';

/**
 * The last *proven* state of a job's newest run. A lost connection proves nothing and changes no phase.
 *
 * - STOPPED     no run is active: never started, or ended by our stop with savepoint. Leaves by Start.
 * - STARTING    a run row with its Flink JobID exists; submitted or being submitted. Leaves when Flink answers for it.
 * - RUNNING     Flink reports every task running. Leaves on Flink's word or on a command.
 * - RESTARTING  Flink itself is restarting the tasks. Leaves on Flink's word.
 * - SUSPENDING  a stop with savepoint was accepted and is under way. Leaves when the savepoint's path is known, or its absence.
 * - CANCELLING  a cancel was accepted and is under way. Leaves on Flink's word.
 * - FINISHED    Flink reports a natural end (bounded input). Terminal.
 * - CANCELLED   Flink reports the job cancelled. Terminal.
 * - FAILED      Flink reports failure after its own restarts are used up, or the submission was refused. Terminal.
 * - LOST        the JobManager that ran it is provably gone and kept nothing. Terminal; a new run may restore its last checkpoint.
 * - UNKNOWN     Flink has no record of it and cannot tell how it ended. Terminal; never restarted without a person's word.
 */
export const Phase = z.enum([
  'STOPPED',
  'STARTING',
  'RUNNING',
  'RESTARTING',
  'SUSPENDING',
  'CANCELLING',
  'FINISHED',
  'CANCELLED',
  'FAILED',
  'LOST',
  'UNKNOWN',
]);
export type Phase = z.infer<typeof Phase>;

/** Which phases can follow which. A self-loop is not listed: an unchanged phase writes nothing. */
export const phaseExits = {
  STOPPED: ['STARTING'],
  STARTING: [
    'RUNNING',
    'RESTARTING',
    'SUSPENDING',
    'CANCELLING',
    'FINISHED',
    'CANCELLED',
    'FAILED',
    'LOST',
    'UNKNOWN',
    'STOPPED',
  ],
  RUNNING: ['RESTARTING', 'SUSPENDING', 'CANCELLING', 'FINISHED', 'CANCELLED', 'FAILED', 'LOST', 'UNKNOWN', 'STOPPED'],
  RESTARTING: ['RUNNING', 'SUSPENDING', 'CANCELLING', 'FINISHED', 'CANCELLED', 'FAILED', 'LOST', 'UNKNOWN', 'STOPPED'],
  SUSPENDING: ['STOPPED', 'RUNNING', 'RESTARTING', 'CANCELLING', 'FINISHED', 'CANCELLED', 'FAILED', 'LOST', 'UNKNOWN'],
  CANCELLING: ['CANCELLED', 'STOPPED', 'FINISHED', 'FAILED', 'LOST', 'UNKNOWN'],
  FINISHED: ['STARTING'],
  CANCELLED: ['STARTING'],
  FAILED: ['STARTING'],
  LOST: ['STARTING'],
  UNKNOWN: ['STARTING', 'RUNNING', 'FINISHED', 'CANCELLED', 'FAILED', 'LOST'],
} as const satisfies Record<Phase, readonly Phase[]>;

/** What a phase is called where people read it. */
export const phaseWords = {
  STOPPED: { zh: '已停止', en: 'Stopped' },
  STARTING: { zh: '启动中', en: 'Starting' },
  RUNNING: { zh: '运行中', en: 'Running' },
  RESTARTING: { zh: '重启中', en: 'Restarting' },
  SUSPENDING: { zh: '停止中', en: 'Stopping' },
  CANCELLING: { zh: '取消中', en: 'Cancelling' },
  FINISHED: { zh: '已完成', en: 'Finished' },
  CANCELLED: { zh: '已取消', en: 'Cancelled' },
  FAILED: { zh: '失败', en: 'Failed' },
  LOST: { zh: '已丢失', en: 'Lost' },
  UNKNOWN: { zh: '结果未知', en: 'Unknown end' },
} as const satisfies Record<Phase, Words>;

/** What stands before the phase of a job whose cluster does not answer. */
export const unreachableWords = { zh: '失联', en: 'Unreachable' } as const;

const terminalPhases: ReadonlySet<Phase> = new Set(['STOPPED', 'FINISHED', 'CANCELLED', 'FAILED', 'LOST', 'UNKNOWN']);
const transitionalPhases: ReadonlySet<Phase> = new Set(['STARTING', 'RESTARTING', 'SUSPENDING', 'CANCELLING']);

/** True when the run has ended and will not move again by itself. */
export function isTerminal(phase: Phase): boolean {
  return terminalPhases.has(phase);
}

/** True when the run is on its way to another phase; deadlines exist for these phases only. */
export function isTransitional(phase: Phase): boolean {
  return transitionalPhases.has(phase);
}

/** True when `to` may follow `from`. */
export function canFollow(from: Phase, to: Phase): boolean {
  return (phaseExits[from] as readonly Phase[]).includes(to);
}

/** Flink's job statuses, from `org.apache.flink.api.common.JobStatus` (2.2). */
export const FlinkJobStatus = z.enum([
  'INITIALIZING',
  'CREATED',
  'RUNNING',
  'FAILING',
  'FAILED',
  'CANCELLING',
  'CANCELED',
  'FINISHED',
  'RESTARTING',
  'SUSPENDED',
  'RECONCILING',
]);
export type FlinkJobStatus = z.infer<typeof FlinkJobStatus>;

/** The one table from Flink's status to a phase. SUSPENDED (a JobManager that gave up leadership) is not an end. */
export const phaseOfFlinkStatus = {
  INITIALIZING: 'STARTING',
  CREATED: 'STARTING',
  RUNNING: 'RUNNING',
  FAILING: 'RESTARTING',
  FAILED: 'FAILED',
  CANCELLING: 'CANCELLING',
  CANCELED: 'CANCELLED',
  FINISHED: 'FINISHED',
  RESTARTING: 'RESTARTING',
  SUSPENDED: 'RESTARTING',
  RECONCILING: 'RESTARTING',
} as const satisfies Record<FlinkJobStatus, Phase>;

/** How fresh our view of a cluster is. UNREACHABLE says nothing about the jobs on it. */
export const ObservationState = z.enum(['FRESH', 'STALE', 'UNREACHABLE']);
export type ObservationState = z.infer<typeof ObservationState>;

export const Observation = z.object({
  state: ObservationState,
  /** Last good answer of the cluster; null when there was none yet. */
  at: z.iso.datetime().nullable(),
  /** What the view rests on: the last answer, or the last error, in words. */
  evidence: z.string(),
});
export type Observation = z.infer<typeof Observation>;

/** What the user asked for. */
export const DesiredState = z.enum(['RUNNING', 'STOPPED']);
export type DesiredState = z.infer<typeof DesiredState>;

/** Whose fault a failure is: the user's (bad SQL, missing jar), the surroundings' (cluster down), or ours. */
export const FailureClass = z.enum(['user', 'environment', 'platform']);
export type FailureClass = z.infer<typeof FailureClass>;

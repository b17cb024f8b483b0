/** What `decide` looks at: values only, made by controller-context.ts from rows and the last observation. */
import type { RecoveryPolicy } from '@liusu/contract/job';
import type { PlanKind } from '@liusu/contract/job-plan';
import type { FailureClass, FlinkJobStatus, Phase } from '@liusu/contract/lifecycle';

export interface DesiredView {
  state: 'RUNNING' | 'STOPPED';
  stopMode: 'savepoint' | 'drain' | 'cancel';
  generation: number;
  mode: 'streaming' | 'batch';
  parallelism: number;
  recovery: RecoveryPolicy;
  deleting: boolean;
  /** False for an external job without a script: nothing is ever started for it. */
  startable: boolean;
  /** Set while the platform goes down: stop with savepoint, start nothing, and keep what the user asked for. */
  suspendedSinceMs: number | null;
}

export interface RunView {
  id: string;
  phase: Phase;
  generation: number;
  step: number;
  steps: number;
  recovery: number;
  /** A person says that it does not exist. */
  isWrittenOff: boolean;
  /** Flink reported FINISHED; what it completed last was still to be asked. */
  sawFinished: boolean;
  submission: 'not-sent' | 'sending' | 'sent' | 'refused' | 'unknown';
  incarnation: string | null;
  /** What it was last told to run with; null when that is not known. */
  parallelism: number | null;
  /** True when it was given state to start from. */
  isRestored: boolean;
  /** When Flink first reported it RUNNING. */
  runningAtMs: number | null;
  /** When a checkpoint of its own was first seen completed. */
  firstCheckpointAtMs: number | null;
  endedAtMs: number | null;
  failureClass: FailureClass | null;
  /** True once the alert for it was raised. */
  gaveUp: boolean;
}

export interface SavepointView {
  id: string;
  origin: 'stop' | 'user' | 'periodic';
  state: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'DELETING';
  createdAtMs: number;
  completedAtMs: number | null;
  /** It failed because not every task ran yet, or ran any more: asked again later it may succeed. */
  isTooEarly: boolean;
}

/** The plan of the command in force, as long as it says anything about what to do. */
export interface PlanView {
  id: string;
  kind: PlanKind;
  /** HELD: it failed, and the job waits for a person instead of being started again. */
  state: 'ACTIVE' | 'ROLLING_BACK' | 'HELD';
  /** The run that is to be ended; null when none was active. */
  replacedRunId: string | null;
  stopMode: 'savepoint' | 'cancel';
  /** True when something else ran before that can be brought back. */
  canRollBack: boolean;
}

export interface ObservedView {
  /** `NEVER`: the cluster has not answered since the platform started. */
  cluster: 'FRESH' | 'STALE' | 'UNREACHABLE' | 'NEVER';
  incarnation: string | null;
  answersOfIncarnation: number;
  absenceIsEvidence: boolean;
  /** Flink's status of the newest run's job; ABSENT when a fresh answer does not hold it; null without a fresh answer. */
  status: FlinkJobStatus | 'ABSENT' | null;
  /** False when Flink lists tasks of the job that do not run: RUNNING is its status before they do. */
  everyTaskRuns: boolean;
}

export interface Picture {
  desired: DesiredView;
  /** The newest run. */
  run: RunView | undefined;
  /** Savepoints of the newest run, oldest first. */
  savepoints: SavepointView[];
  plan: PlanView | undefined;
  /** Automatic new runs under the command in force, within the window of a bounded policy before the newest run ended. */
  recoveries: number;
  /** State of earlier runs that nothing needs once the newest run has a checkpoint of its own. */
  superseded: string[];
  /** Savepoints that are marked for deletion. */
  deleting: string[];
  observed: ObservedView;
}

/** Handing a run to Flink, seen from the job controller. Implemented in gateway-submitter.ts. */
import type { JobSettings } from '@liusu/contract/job';
import type { FailureClass } from '@liusu/contract/lifecycle';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { MadePlan, PlanUse } from './plan/run-plan.ts';

/** Which gateway process and session carry a submission: enough to prove later that it is dead. */
export interface SubmissionAttempt {
  gatewayIncarnation: string;
  sessionHandle: string;
}

export interface SubmissionRequest {
  cluster: ClusterHandle;
  /** Chosen by us; preset in the session as `$internal.pipeline.job-id`. */
  flinkJobId: string;
  /** Shown by Flink as the job's name. */
  flinkJobName: string;
  script: string;
  settings: JobSettings;
  timeZone: string;
  /** Values of `${name}` in the script. */
  variables: Record<string, string>;
  /** Which of a batch script's DML statements to run, from 0; streaming scripts have the one step 0. */
  step: number;
  /** Folders (URIs) for this run's checkpoints, and the state to start from. */
  checkpointFolder: string;
  restorePath: string | null;
  allowNonRestored: boolean;
  /** Written to the job's global parameters: liusu.install, liusu.job, liusu.run. */
  marks: Record<string, string>;
  /** Called and awaited after the session is open and before anything is submitted; a throw aborts the submission. */
  onAttempt(attempt: SubmissionAttempt): Promise<void>;
  /** Whether a stored plan is used; absent: the SQL is submitted as it is. */
  plan?: PlanUse;
  /** Called and awaited with the plan that is going to be submitted, or with the reason for none, before it is sent. */
  onPlan?(made: MadePlan): Promise<void>;
  signal: AbortSignal;
}

export type SubmissionOutcome =
  /** The gateway reports that Flink took the job. The job's own status is the proof, not this. */
  | { kind: 'submitted' }
  /** It was refused before Flink could have taken it: no job exists under this id. */
  | { kind: 'refused'; class: FailureClass; message: string; rootCause: string | null; diagnostics: SqlDiagnostic[] }
  /** The gateway went away before the statement was sent: no job exists, nothing is wrong with this one, it is sent later. */
  | { kind: 'not-sent'; message: string }
  /** It may or may not have reached Flink. The run has no successor until the attempt is proven dead and Flink answers 404. */
  | { kind: 'unknown'; message: string }
  /** Flink knows the JobID already: a job under it is running or has ended. Never a success by itself. */
  | { kind: 'duplicate'; message: string };

/**
 * Whether an attempt can still submit anything. `open`: it is being ended, ask again. `unprovable`: its gateway is where nothing
 * can be asked or seen of it from here, so only a person can know.
 */
export type AttemptState = 'dead' | 'open' | 'unprovable';

export interface SqlSubmitter {
  /**
   * Number of steps of a script: 1 for streaming, one per DML statement for batch. Throws LiusuError with positions when there is
   * none; with an engine also for connectors it cannot serve.
   */
  countSteps(script: string, settings: JobSettings, engine?: string): number;
  submit(request: SubmissionRequest): Promise<SubmissionOutcome>;
  /** Closes the attempt's session, and tells whether the attempt can still submit anything. */
  proveDead(attempt: SubmissionAttempt, engine: string): Promise<AttemptState>;
}

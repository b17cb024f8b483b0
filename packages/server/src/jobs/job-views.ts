/** Rows as the contract shows them. */
import { EventKind } from '@liusu/contract/event-kind';
import {
  Job,
  JobEvent,
  JobSettings,
  type JobVersion,
  Labels,
  Restore,
  type Run,
  type Savepoint,
  Savepoint as SavepointSchema,
  StopMode,
} from '@liusu/contract/job';
import { DesiredState, FailureClass, type Observation, Phase } from '@liusu/contract/lifecycle';

import { isoOf } from '../lib/clock.ts';
import type { JobEventRow } from './event-repository.ts';
import { conditionsOf, type Slots } from './conditions.ts';
import type { JobRow, JobVersionRow } from './job-repository.ts';
import type { PlanRow } from './plan-repository.ts';
import { planView } from './plan-view.ts';
import type { Unusable } from './restore-choice.ts';
import type { RunRow } from './run-repository.ts';
import type { SavepointRow } from './savepoint-repository.ts';
import type { Wait } from './step.ts';

/** What a job's row alone does not say. */
export interface JobSurroundings {
  run: RunRow | undefined;
  /** The latest version, for telling whether the draft differs. */
  latest: JobVersionRow | undefined;
  clusterName: string;
  observation: Observation;
  wait: Wait | null;
  rates: { in: number | null; out: number | null } | undefined;
  /** The newest plan. */
  plan: PlanRow | undefined;
  /** The version that is wanted, for its settings. */
  wanted: JobVersionRow | undefined;
  /** Of the cluster, as last seen; null when it does not answer. */
  slots: Slots | null;
  nowMs: number;
  /** What Flink runs it with, as last seen. */
  actualParallelism: number | null;
}

export function jobView(row: JobRow, around: JobSurroundings): Job {
  const settings = JobSettings.parse(JSON.parse(row.draft_settings));
  const wanted = around.wanted === undefined ? settings : JobSettings.parse(JSON.parse(around.wanted.settings));
  const isRunning = around.run?.phase === 'RUNNING';
  const parallelism = {
    requested: row.desired_parallelism ?? wanted.parallelism,
    actual: isRunning ? around.actualParallelism : null,
  };
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    folder: row.folder,
    labels: Labels.parse(JSON.parse(row.labels)),
    scenario: row.scenario,
    kind: Job.shape.kind.parse(row.kind),
    clusterId: row.cluster_id,
    clusterName: around.clusterName,
    settings,
    desired: {
      state: DesiredState.parse(row.desired_state),
      generation: row.generation,
      version: row.desired_version,
      since: row.desired_since,
      restore: Restore.parse(JSON.parse(row.desired_restore)),
      stopMode: StopMode.parse(row.desired_stop_mode),
      runId: row.desired_run_id,
    },
    parallelism,
    plan: around.plan === undefined ? null : planView(around.plan, around.run),
    conditions: conditionsOf(row, around.run, around.plan, parallelism, around),
    phase: Phase.parse(row.phase),
    waiting:
      around.wait === null
        ? null
        : {
            code: around.wait.code,
            message: around.wait.message,
            until: around.wait.untilMs === null ? null : isoOf(around.wait.untilMs),
          },
    observation: around.observation,
    run: around.run === undefined ? null : runView(around.run),
    latestVersion: row.latest_version,
    draftRevision: row.draft_revision,
    draftChanged: isDraftChanged(row, around.latest),
    recordsInPerS: around.rates?.in ?? null,
    recordsOutPerS: around.rates?.out ?? null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** True when there is something to publish. */
export function isDraftChanged(row: JobRow, latest: JobVersionRow | undefined): boolean {
  if (latest === undefined || latest.script !== row.draft_script) return true;
  // Settings are stored as the contract's own JSON, so texts compare; but one stored before a setting existed has it not.
  return latest.settings !== row.draft_settings && wholeSettings(latest.settings) !== wholeSettings(row.draft_settings);
}

function wholeSettings(json: string): string {
  return JSON.stringify(JobSettings.parse(JSON.parse(json)));
}

export function runView(row: RunRow): Run {
  return {
    id: row.id,
    jobId: row.job_id,
    clusterId: row.cluster_id,
    number: row.number,
    version: row.version,
    generation: row.generation,
    recovery: row.recovery,
    parallelism: row.parallelism,
    flinkJobId: row.flink_job_id,
    phase: Phase.parse(row.phase),
    step: row.step,
    steps: row.steps,
    restoredFrom: row.restore_path,
    startedAt: row.started_at,
    runningAt: row.running_at,
    firstCheckpointAt: row.first_checkpoint_at,
    endedAt: row.ended_at,
    failure:
      row.failure_class === null
        ? null
        : {
            class: FailureClass.parse(row.failure_class),
            message: row.failure_message ?? '',
            rootCause: row.failure_root_cause,
          },
  };
}

export function versionView(row: JobVersionRow): JobVersion {
  return {
    jobId: row.job_id,
    version: row.version,
    script: row.script,
    settings: JobSettings.parse(JSON.parse(row.settings)),
    engine: row.engine,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

/** `unusable`: why a run cannot start from it; null when it can. */
export function savepointView(row: SavepointRow, unusable: Unusable | null): Savepoint {
  return {
    id: row.id,
    jobId: row.job_id,
    runId: row.run_id,
    version: row.version,
    kind: SavepointSchema.shape.kind.parse(row.kind),
    origin: SavepointSchema.shape.origin.parse(row.plan_id === null ? row.origin : 'plan'),
    state: SavepointSchema.shape.state.parse(row.state),
    drained: row.drained === 1,
    checkpointId: row.checkpoint_id === null ? null : Number(row.checkpoint_id),
    path: row.path,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    usable: unusable === null,
    unusable: unusable?.code ?? null,
    reason: unusable?.reason.en ?? row.reason,
  };
}

export function eventView(row: JobEventRow & { job_name: string | null }): JobEvent {
  return {
    id: row.id,
    jobId: row.job_id,
    jobName: row.job_name ?? '',
    runId: row.run_id,
    at: row.at,
    kind: EventKind.parse(row.kind),
    from: row.phase_from === null ? null : Phase.parse(row.phase_from),
    to: row.phase_to === null ? null : Phase.parse(row.phase_to),
    params: JobEvent.shape.params.parse(JSON.parse(row.params)),
    reason: row.reason,
    actor: row.actor,
    evidence: row.evidence,
    severity: JobEvent.shape.severity.parse(row.severity),
  };
}

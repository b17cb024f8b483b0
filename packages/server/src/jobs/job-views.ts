/** Rows as the contract shows them. */
import { EventKind } from '@liusu/contract/event-kind';
import {
  Job,
  JobEvent,
  JobSettings,
  type JobVersion,
  Labels,
  type Run,
  type Savepoint,
  Savepoint as SavepointSchema,
} from '@liusu/contract/job';
import { DesiredState, FailureClass, type Observation, Phase } from '@liusu/contract/lifecycle';

import { isoOf } from '../lib/clock.ts';
import type { JobEventRow } from './event-repository.ts';
import type { JobRow, JobVersionRow } from './job-repository.ts';
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
}

export function jobView(row: JobRow, around: JobSurroundings): Job {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    labels: Labels.parse(JSON.parse(row.labels)),
    scenario: row.scenario,
    clusterId: row.cluster_id,
    clusterName: around.clusterName,
    settings: JobSettings.parse(JSON.parse(row.draft_settings)),
    desired: {
      state: DesiredState.parse(row.desired_state),
      generation: row.generation,
      version: row.desired_version,
      since: row.desired_since,
    },
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

/** True when there is something to publish. Settings are stored as the contract's own JSON, so texts compare. */
export function isDraftChanged(row: JobRow, latest: JobVersionRow | undefined): boolean {
  return latest === undefined || latest.script !== row.draft_script || latest.settings !== row.draft_settings;
}

export function runView(row: RunRow): Run {
  return {
    id: row.id,
    jobId: row.job_id,
    clusterId: row.cluster_id,
    version: row.version,
    flinkJobId: row.flink_job_id,
    phase: Phase.parse(row.phase),
    step: row.step,
    steps: row.steps,
    restoredFrom: row.restore_path,
    startedAt: row.started_at,
    runningAt: row.running_at,
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
export function savepointView(row: SavepointRow, unusable: string | null): Savepoint {
  return {
    id: row.id,
    jobId: row.job_id,
    runId: row.run_id,
    version: row.version,
    kind: SavepointSchema.shape.kind.parse(row.kind),
    origin: SavepointSchema.shape.origin.parse(row.origin),
    state: SavepointSchema.shape.state.parse(row.state),
    path: row.path,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    usable: unusable === null,
    reason: unusable ?? row.reason,
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

/** Steps that bring a run up. Each commits what it intends before it calls anything outside. */
import { JobSettings, Restore } from '@liusu/contract/job';
import { canFollow, Phase } from '@liusu/contract/lifecycle';

import { isoOf } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import { newFlinkJobId, newId } from '../lib/ids.ts';
import type { SubmissionAttempt, SubmissionOutcome } from '../sql/submission.ts';
import { checkpointFolderOf, type ControllerDeps, incarnationOf, type JobContext } from './controller-context.ts';
import { answersForEvidence } from './decide.ts';
import { endRun } from './execute-end.ts';
import { writeOffRun } from './execute-write-off.ts';
import { findJobForUpdate, findVersion, timeZoneOfProject, updateJob } from './job-repository.ts';
import { marksOf } from './marks.ts';
import { updateOpenPlan } from './plan-repository.ts';
import { chooseAsAsked, chooseFrom, type RestoreChoice } from './restore-choice.ts';
import { settlePlan, recordPlan } from './run-plans.ts';
import { findNewestRun, findRun, insertRun, type RunRow, tombstoneRuns, updateRun } from './run-repository.ts';
import { type StepOf, type Wait, wait } from './step.ts';

/** Epoch ms that a start may give its script; see JobStart in the contract. */
export const startTimeVariable = 'start.time';

/** A submission older than this may have ended and been forgotten by a cluster of others (Flink keeps ended jobs an hour). */
const memoryOfOthersMs = 45 * 60_000;

export async function createRun(
  step: StepOf<'createRun'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run, settings } = context;
  const { db } = deps.database;
  const observation = deps.observations.find(job.cluster_id);
  const version = job.desired_version === null ? undefined : await findVersion(db, job.id, job.desired_version);
  if (version === undefined) throw new Error('a job that is to run has no version');
  if (observation?.incarnation == null) return wait('CLUSTER_STARTING', 'The cluster has not answered yet.');
  const outside = await deps.outside.lookFor(job.id, observation);
  if (outside === 'linked') return undefined;
  if (outside === 'unread') {
    const message = 'Flink jobs run there that the platform has no record of; whose they are is found out first.';
    return wait('OUTSIDE_JOBS_UNREAD', message, deps.clock.nowMs() + 1_000);
  }

  let restorePath: string | null = null;
  if (settings.mode === 'streaming') {
    const choice = await chooseState(step.restore, context, deps);
    if (choice.kind === 'refused') return wait(choice.code, `Not started: ${choice.reason.en}.`);
    restorePath = choice.kind === 'state' ? choice.path : null;
  }
  const steps = deps.submitter.countSteps(version.script, settings);
  const runId = await runIdOf(step, job, deps);
  await deps.journal.transaction(async (tx, record) => {
    const current = await findJobForUpdate(tx, job.id);
    const newest = await findNewestRun(tx, job.id);
    // Somebody commanded something else since the picture was taken: it is taken anew.
    if (current?.generation !== job.generation || current.deleting !== null || newest?.id !== run?.id) return;
    if (current.cluster_id !== job.cluster_id) return;
    await tombstoneRuns(tx, job.id);
    await insertRun(tx, {
      id: runId,
      job_id: job.id,
      number: (newest?.number ?? 0) + 1,
      cluster_id: job.cluster_id,
      version: version.version,
      generation: job.generation,
      recovery: step.recovery,
      flink_job_id: newFlinkJobId(),
      phase: 'STARTING',
      step: step.step,
      steps,
      incarnation: observation.incarnation,
      restore_path: restorePath,
      parallelism: job.desired_parallelism ?? settings.parallelism,
      source_time: job.desired_source_time,
      first_checkpoint_at: null,
      gave_up_at: null,
      allow_non_restored: job.desired_allow_non_restored,
      submission: 'not-sent',
      gateway_incarnation: null,
      gateway_session: null,
      failure_class: null,
      failure_message: null,
      failure_root_cause: null,
      started_at: isoOf(deps.clock.nowMs()),
      running_at: null,
      ended_at: null,
      tombstoned: 0,
    });
    await updateJob(tx, job.id, { phase: 'STARTING' });
    await updateOpenPlan(tx, job, { [step.restore === 'rollback' ? 'roll_back_run_id' : 'run_id']: runId });
    if (step.restore === 'desired') await updateOpenPlan(tx, job, { started_at: isoOf(deps.clock.nowMs()) });
    await record(job, {
      kind: 'run.created',
      runId,
      from: Phase.parse(job.phase),
      to: 'STARTING',
      params: { version: version.version, restorePath, step: step.step, steps, recovery: step.recovery },
      reason: `A new run: ${step.reason}, ${restorePath === null ? 'without state' : `from ${restorePath}`}.`,
    });
  });
  return undefined;
}

/** The state the new run starts from. */
async function chooseState(
  restore: StepOf<'createRun'>['restore'],
  { job, run, plan }: JobContext,
  deps: ControllerDeps,
): Promise<RestoreChoice> {
  const { db } = deps.database;
  if (restore === 'continue' && run !== undefined) return chooseFrom(deps, db, run);
  if (restore === 'rollback' && plan?.replaced_run_id != null) {
    const replaced = await findRun(db, plan.replaced_run_id);
    if (replaced !== undefined) return chooseFrom(deps, db, replaced);
  }
  return chooseAsAsked(deps, db, job, Restore.parse(JSON.parse(job.desired_restore)));
}

/** The first run of a command has the id that was answered to it. */
async function runIdOf(step: StepOf<'createRun'>, job: JobContext['job'], deps: ControllerDeps): Promise<string> {
  if (step.restore === 'continue' || job.desired_run_id === null) return newId('run');
  const present = await findRun(deps.database.db, job.desired_run_id);
  return present === undefined ? job.desired_run_id : newId('run');
}

export async function submit(
  _step: StepOf<'submit'>,
  context: JobContext,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('submit needs a run');
  const { db } = deps.database;
  const cluster = deps.clusters.get(run.cluster_id);
  const version = await findVersion(db, job.id, run.version);
  if (version === undefined) throw new Error(`version ${run.version} of the run is missing`);
  const published = JobSettings.parse(JSON.parse(version.settings));
  const settings = { ...published, parallelism: run.parallelism ?? published.parallelism };
  const startMs = run.source_time === null ? 0 : Date.parse(run.source_time);
  // Nothing was ever sent under this JobID: it may still go to whichever JobManager answers now.
  const incarnation = deps.observations.find(run.cluster_id)?.incarnation ?? run.incarnation;
  await changeRun(deps, run, {
    submission: 'sending',
    incarnation,
    gateway_incarnation: null,
    gateway_session: null,
    written_off_at: null,
    written_off_by: null,
  });
  const plan = await settlePlan(deps.database, run, settings, cluster.engine);
  let isAttempted = false;
  let outcome: SubmissionOutcome;
  try {
    outcome = await deps.submitter.submit({
      cluster,
      flinkJobId: run.flink_job_id,
      flinkJobName: job.name,
      script: version.script,
      settings,
      timeZone: settings.timeZone ?? (await timeZoneOfProject(db, job.project_id)),
      variables: { ...(await deps.variablesOf(job.project_id)), [startTimeVariable]: String(startMs) },
      step: run.step,
      checkpointFolder: checkpointFolderOf(cluster, job.id, run.id),
      restorePath: run.restore_path,
      allowNonRestored: run.allow_non_restored === 1,
      marks: marksOf(deps.installId, run),
      onAttempt: async (attempt) => {
        // From the moment this is asked for, only proof can say that nothing was sent.
        isAttempted = true;
        await changeRun(deps, run, {
          gateway_incarnation: attempt.gatewayIncarnation,
          gateway_session: attempt.sessionHandle,
        });
      },
      ...(plan === undefined ? {} : { plan }),
      onPlan: (made) => recordPlan(deps, run, made),
      signal,
    });
  } catch (error) {
    if (isAttempted) outcome = { kind: 'unknown', message: messageOf(error) };
    else if (error instanceof LiusuError && error.status < 500) {
      outcome = { kind: 'refused', class: 'user', message: error.message, rootCause: null, diagnostics: [] };
    } else {
      await changeRun(deps, run, { submission: 'not-sent' });
      if (!(error instanceof LiusuError)) throw error;
      return wait('GATEWAY_UNAVAILABLE', error.message, deps.clock.nowMs() + 2_000);
    }
  }
  if (outcome.kind === 'refused' && signal.aborted) {
    // Broken off by the end of the turn, not by anything wrong with the job: it was not sent, and is sent later.
    await changeRun(deps, run, { submission: 'not-sent' });
    return undefined;
  }
  return settle(outcome, context, run, deps);
}

/** A change of the run that needs no event. */
async function changeRun(deps: ControllerDeps, run: RunRow, change: Parameters<typeof updateRun>[2]): Promise<void> {
  await deps.database.transaction((tx) => updateRun(tx, run.id, change));
}

async function settle(
  outcome: SubmissionOutcome,
  context: JobContext,
  run: RunRow,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  switch (outcome.kind) {
    case 'submitted':
      await deps.journal.transaction(async (tx, record) => {
        await updateRun(tx, run.id, { submission: 'sent' });
        const sent = await findRun(tx, run.id);
        await record(context.job, {
          kind: 'run.submitted',
          runId: run.id,
          params: {
            flinkJobId: run.flink_job_id,
            planId: sent?.plan_id ?? null,
            withoutPlan: sent?.plan_reason ?? null,
          },
          reason: 'The gateway reports that Flink took the job.',
        });
      });
      await deps.observations.refresh(run.cluster_id);
      return undefined;
    case 'refused': {
      const first = outcome.diagnostics[0];
      const where = first === undefined ? '' : ` (line ${first.line}, column ${first.column})`;
      await endRun(deps, context.job, run, {
        phase: 'FAILED',
        reason: `The submission was refused: ${outcome.message}${where}`,
        submission: 'refused',
        failure: { class: outcome.class, message: `${outcome.message}${where}`, rootCause: outcome.rootCause },
        evidence: outcome.diagnostics.length === 0 ? null : JSON.stringify(outcome.diagnostics.slice(0, 20)),
        kind: 'run.refused',
      });
      return undefined;
    }
    case 'not-sent':
      await changeRun(deps, run, { submission: 'not-sent' });
      return wait('GATEWAY_UNAVAILABLE', outcome.message, deps.clock.nowMs() + 2_000);
    case 'unknown':
      await changeRun(deps, run, { submission: 'unknown' });
      deps.log.warn({ jobId: context.job.id, runId: run.id, reason: outcome.message }, 'submission outcome unknown');
      await deps.observations.refresh(run.cluster_id);
      return undefined;
    case 'duplicate':
      await deps.database.transaction((tx) => updateRun(tx, run.id, { submission: 'unknown' }));
      return settleDuplicate(context, run, deps);
  }
}

/** Flink took the JobID before. The job itself tells what became of it; one that Flink no longer lists has ended unseen. */
async function settleDuplicate(context: JobContext, run: RunRow, deps: ControllerDeps): Promise<Wait | undefined> {
  const cluster = deps.clusters.get(run.cluster_id);
  const before = await incarnationOf(cluster);
  if (await adoptIfThere(context, run, deps)) return undefined;
  if ((await incarnationOf(cluster)) !== before) {
    return wait('SUBMISSION_UNRESOLVED', 'The JobManager is changing.', deps.clock.nowMs() + 1_000);
  }
  await endRun(deps, context.job, run, {
    phase: 'UNKNOWN',
    reason: 'Flink took the job before and no longer lists it: it has ended, and nobody can tell how.',
    evidence: `a duplicate to Flink, absent on incarnation ${before}`,
  });
  return undefined;
}

/**
 * Only the JobManager's word and a dead gateway attempt settle it. `Job has already been submitted` is never read as
 * success, and a missing answer never as failure.
 */
export async function resolveSubmission(
  _step: StepOf<'resolveSubmission'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run, picture } = context;
  if (run === undefined) throw new Error('resolveSubmission needs a run');
  const cluster = deps.clusters.get(run.cluster_id);
  const attempt = attemptOf(run);
  if (attempt === undefined && run.submission === 'sending') {
    // The attempt is committed before the statement goes out: without it nothing did.
    await changeRun(deps, run, { submission: 'not-sent' });
    return undefined;
  }
  if (await adoptIfThere(context, run, deps)) return undefined;
  if (run.submission === 'not-sent') {
    await deps.observations.refresh(run.cluster_id);
    return wait('SUBMISSION_UNRESOLVED', 'The cluster showed the job, and is asked again.', deps.clock.nowMs() + 500);
  }
  const left = attempt === undefined ? 'dead' : await deps.submitter.proveDead(attempt, cluster.engine);
  if (left === 'open') {
    const message = 'It is not known whether the submission arrived; the attempt is being ended first.';
    return wait('SUBMISSION_UNRESOLVED', message, deps.clock.nowMs() + 1_000);
  }
  const isWrittenOff = run.written_off_at !== null;
  if (left === 'unprovable' && !isWrittenOff) {
    const message =
      'It went through a gateway that cannot be seen from here and may still send it. If that one is gone, write the run off.';
    return wait('SUBMISSION_UNPROVABLE', message);
  }
  const before = await incarnationOf(cluster);
  if (await adoptIfThere(context, run, deps)) return undefined;
  const after = await incarnationOf(cluster);
  if (before !== after) return wait('SUBMISSION_UNRESOLVED', 'The JobManager is changing.', deps.clock.nowMs() + 1_000);

  const isProvable = left === 'dead' && (after === run.incarnation || cluster.driver.capabilities.absenceIsEvidence);
  if (isWrittenOff && !isProvable) {
    if (picture.observed.answersOfIncarnation >= answersForEvidence)
      return writeOffRun({ runId: run.id }, context, deps);
    await deps.observations.refresh(run.cluster_id);
    return wait('ABSENCE_NOT_PROVEN', 'The job is looked for before the run is ended.', deps.clock.nowMs() + 500);
  }
  const ageMs = deps.clock.nowMs() - Date.parse(run.started_at);
  if (after === run.incarnation) {
    if (!cluster.driver.capabilities.managed && ageMs > memoryOfOthersMs) {
      await endRun(deps, job, run, {
        phase: 'UNKNOWN',
        reason: 'The submission may have arrived, ended, and been forgotten by the cluster since.',
      });
      return undefined;
    }
    // Same JobManager, no such job, and nothing left that could send it: the same JobID may be sent again.
    await changeRun(deps, run, {
      submission: 'not-sent',
      gateway_incarnation: null,
      gateway_session: null,
    });
    return undefined;
  }
  if (!cluster.driver.capabilities.absenceIsEvidence) {
    return wait('ABSENCE_NOT_PROVEN', 'The cluster does not show the job, which proves nothing there.');
  }
  if (picture.observed.incarnation !== after || picture.observed.answersOfIncarnation < answersForEvidence) {
    await deps.observations.refresh(run.cluster_id);
    return wait(
      'SUBMISSION_UNRESOLVED',
      'The JobManager was replaced while the job was sent.',
      deps.clock.nowMs() + 500,
    );
  }
  if (run.incarnation !== null && !(await deps.fences.isFenced(cluster, run.incarnation))) {
    return wait(
      'FENCING_OLD_PROCESSES',
      'Tasks of the JobManager that is gone may still run.',
      deps.clock.nowMs() + 500,
    );
  }
  await endRun(deps, job, run, {
    phase: 'LOST',
    reason: 'The JobManager was replaced while the job was sent, and the new one does not know it.',
    evidence: `incarnation ${run.incarnation ?? 'unknown'} -> ${after}`,
  });
  return undefined;
}

async function adoptIfThere(context: JobContext, run: RunRow, deps: ControllerDeps): Promise<boolean> {
  const cluster = deps.clusters.get(run.cluster_id);
  const incarnation = await incarnationOf(cluster);
  const found = await cluster.rest.findJob(run.flink_job_id);
  if (found === undefined) return false;
  await deps.journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { submission: 'sent', incarnation, written_off_at: null, written_off_by: null });
    await record(context.job, {
      kind: 'run.adopted',
      runId: run.id,
      params: { flinkJobId: run.flink_job_id, status: found.status },
      reason: 'Flink knows the job: the submission had arrived.',
      evidence: `Flink reports ${found.status}`,
    });
  });
  await deps.observations.refresh(run.cluster_id);
  return true;
}

function attemptOf(run: RunRow): SubmissionAttempt | undefined {
  if (run.gateway_incarnation === null || run.gateway_session === null) return undefined;
  return { gatewayIncarnation: run.gateway_incarnation, sessionHandle: run.gateway_session };
}

export async function setPhase(
  step: StepOf<'setPhase'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { run } = context;
  if (run?.id !== step.runId) throw new Error('setPhase is for the newest run');
  await recordPhase(deps, context, run, step.phase, `${step.reason}.`);
  return undefined;
}

/** Writes a phase of a run that goes on, with its event. */
export async function recordPhase(
  deps: ControllerDeps,
  { job }: JobContext,
  run: RunRow,
  phase: Phase,
  reason: string,
): Promise<void> {
  const from = Phase.parse(run.phase);
  if (from === phase) return;
  if (!canFollow(from, phase)) throw new Error(`a run cannot go from ${from} to ${phase}`);
  await deps.journal.transaction(async (tx, record) => {
    const isFirstRunning = phase === 'RUNNING' && run.running_at === null;
    await updateRun(tx, run.id, {
      phase,
      ended_at: null,
      ...(isFirstRunning ? { running_at: isoOf(deps.clock.nowMs()) } : {}),
    });
    await updateJob(tx, job.id, { phase });
    if (isFirstRunning && run.generation === job.generation) {
      await updateOpenPlan(tx, job, { running_at: isoOf(deps.clock.nowMs()) });
    }
    await record(job, {
      kind: 'phase.changed',
      runId: run.id,
      from,
      to: phase,
      reason,
      actor: 'flink',
      severity: phase === 'RESTARTING' ? 'warning' : 'info',
    });
  });
}

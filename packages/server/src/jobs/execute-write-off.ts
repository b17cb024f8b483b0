/** Steps that follow on a person's word that a run does not exist. */
import { absenceOf, endRun, endOfAbsent } from './execute-end.ts';
import type { ControllerDeps, JobContext } from './controller-context.ts';
import { type RunRow, updateRun } from './run-repository.ts';
import { type StepOf, type Wait, wait } from './step.ts';

/** Ends the run, unless its cluster knows it after all. */
export async function writeOffRun(
  _step: Pick<StepOf<'writeOffRun'>, 'runId'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { job, run } = context;
  if (run === undefined) throw new Error('writeOffRun needs a run');
  const cluster = deps.clusters.get(run.cluster_id);
  const absence = await absenceOf(cluster, run);
  if (absence.kind !== 'absent') {
    if (absence.kind === 'present') await recordVoid(context, run, 'known to the JobManager', deps);
    await deps.observations.refresh(run.cluster_id);
    return wait('ABSENCE_NOT_PROVEN', 'The job is looked for again.', deps.clock.nowMs() + 500);
  }
  // Tasks that an old JobManager left behind write on until they notice, whatever anybody says.
  const isReplaced = run.incarnation !== null && absence.incarnation !== run.incarnation;
  if (isReplaced && !(await deps.fences.isFenced(cluster, run.incarnation ?? ''))) {
    const message = 'Tasks of the JobManager that is gone may still run; the end of the run waits for theirs.';
    return wait('FENCING_OLD_PROCESSES', message, deps.clock.nowMs() + 500);
  }
  const end = await endOfAbsent(deps, cluster, context, run);
  if ('code' in end) return end;
  await endRun(deps, job, run, {
    ...end,
    kind: 'run.written-off',
    reason: 'A person said that the run does not exist, and its cluster does not list it.',
    actor: run.written_off_by ?? 'liusu',
    params: { flinkJobId: run.flink_job_id },
    evidence: `absent on incarnation ${absence.incarnation}`,
    severity: 'warning',
  });
  return undefined;
}

/** The cluster lists the job: what was said of it is void. */
export async function voidWriteOff(
  _step: StepOf<'voidWriteOff'>,
  context: JobContext,
  deps: ControllerDeps,
): Promise<Wait | undefined> {
  const { run, picture } = context;
  if (run === undefined) throw new Error('voidWriteOff needs a run');
  await recordVoid(context, run, picture.observed.status ?? 'unknown', deps);
  return undefined;
}

async function recordVoid({ job }: JobContext, run: RunRow, status: string, deps: ControllerDeps): Promise<void> {
  await deps.journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { written_off_at: null, written_off_by: null });
    await record(job, {
      kind: 'run.write-off-void',
      runId: run.id,
      params: { flinkJobId: run.flink_job_id, status },
      reason: 'The cluster lists the Flink job after all: the run goes on, and is not written off.',
      severity: 'warning',
    });
  });
}

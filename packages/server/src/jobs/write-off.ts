/**
 * A person's word that a run does not exist, for where nothing can prove it: a cluster with high availability under another
 * JobManager, a gateway on a machine that is gone. It is written here and acted upon by the controller, under its lease and never in
 * the middle of a submission.
 */
import type { Job, JobWriteOff } from '@liusu/contract/job';
import type { z } from 'zod';

import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { observedView } from './controller-context.ts';
import { answersForEvidence } from './decide.ts';
import { type CommandDeps, commanded, type CommandOptions, isActive, openJob } from './job-command.ts';
import type { JobRow } from './job-repository.ts';
import { findNewestRun, type RunRow, updateRun } from './run-repository.ts';

/**
 * Refused on the word of an answer that is asked for now. Throws RUN_SEEN_ALIVE, WRITE_OFF_REFUSED, GENERATION_MISMATCH, NOT_FOUND.
 */
export async function writeOffRun(
  deps: CommandDeps,
  jobId: string,
  { runId }: z.output<typeof JobWriteOff>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  const seen = requireOpen(await deps.reader.row(jobId), await findNewestRun(deps.database.db, jobId), runId);
  await deps.observations.refresh(seen.cluster_id);
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = requireOpen(job, await findNewestRun(tx, jobId), runId);
    if (run.written_off_at === null) {
      requireUnseen(deps, job, run);
      await updateRun(tx, runId, { written_off_at: isoOf(deps.clock.nowMs()), written_off_by: actor });
      await record(job, {
        kind: 'run.write-off-requested',
        runId,
        params: { flinkJobId: run.flink_job_id },
        reason: 'A person said that the run does not exist.',
        actor,
        severity: 'warning',
      });
    }
    await options.also?.(tx, { generation: job.generation });
  });
  return commanded(deps, jobId);
}

/** The run, if it is the newest of the job, may have been sent, and has not ended. */
function requireOpen(job: JobRow, run: RunRow | undefined, runId: string): RunRow {
  if (run?.id !== runId) throw refused(job, words('它不是最新的运行', 'that run is not its newest'));
  if (!isActive(run)) throw refused(job, words('该运行已经结束', 'the run has ended'));
  if (run.submission === 'not-sent')
    throw refused(job, words('该运行从未提交，停止即可结束它', 'the run was never sent; a stop ends it'));
  return run;
}

function requireUnseen(deps: CommandDeps, job: JobRow, run: RunRow): void {
  const observed = observedView(deps, job, run);
  if (observed.cluster !== 'FRESH') throw refused(job, words('它的集群没有应答', 'its cluster does not answer'));
  if (observed.status !== 'ABSENT') {
    const told = words(
      `集群列出了 ${job.name} 的 Flink 作业 ${run.flink_job_id}。`,
      `The cluster lists the Flink job ${run.flink_job_id} of ${job.name}.`,
    );
    throw new LiusuError('RUN_SEEN_ALIVE', told, {
      params: { flinkJobId: run.flink_job_id, status: observed.status },
    });
  }
  if (observed.answersOfIncarnation < answersForEvidence) {
    throw refused(
      job,
      words(
        '它的 JobManager 刚开始应答，请过几秒再试',
        'its JobManager has only just begun to answer; try again in a few seconds',
      ),
    );
  }
}

function refused(job: JobRow, reason: Words): LiusuError {
  return new LiusuError(
    'WRITE_OFF_REFUSED',
    words(
      `没有认定 ${job.name} 的运行不存在：${reason.zh}。`,
      `The run of ${job.name} was not written off: ${reason.en}.`,
    ),
  );
}

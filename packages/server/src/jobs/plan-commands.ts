/** Commands that take a running job down and up again, as a plan; and the change of its parallelism. */
import {
  type Job,
  type JobRescale,
  type JobRestart,
  type JobRollback,
  type JobUpgrade,
  PlanKind,
  type ReplaceMode,
  type Restore,
} from '@liusu/contract/job';
import { planKindWords } from '@liusu/contract/plan-text';
import type { z } from 'zod';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import {
  checkBound,
  type CommandDeps,
  commanded,
  type CommandOptions,
  draftMismatch,
  isActive,
  isInPhase,
  openJob,
} from './job-command.ts';
import { findVersion, type JobRow, type JobVersionRow, updateJob } from './job-repository.ts';
import { writePlan } from './new-plan.ts';
import { findNewestPlan, listPlansOfJob, type PlanRow } from './plan-repository.ts';
import { chooseAsAsked } from './restore-choice.ts';
import { findNewestRun, type RunRow, updateRun } from './run-repository.ts';
import { requireAllowed } from './allowed-upgrade.ts';
import type { UpgradeVerdict } from './upgrade-verdicts.ts';
import { chooseVersion, knownVersion, parallelismUnder, settingsOf, wasTakenBack } from './versions.ts';

/** Throws JOB_EXTERNAL, JOB_NOT_RUNNING, JOB_BUSY_WITH_PLAN, GENERATION_MISMATCH. */
export async function restartJob(
  deps: CommandDeps,
  jobId: string,
  input: z.output<typeof JobRestart>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = await runToReplace(tx, job, input.stop);
    const version = await findVersion(tx, jobId, run.version);
    if (version === undefined) throw new Error(`version ${run.version} of a run is missing`);
    const desired = job.desired_parallelism;
    const generation = await writePlan(tx, deps, job, {
      kind: 'restart',
      actor,
      toVersion: version.version,
      desiredParallelism: desired,
      toParallelism: desired ?? settingsOf(version).parallelism,
      stop: input.stop,
      replaced: run,
      restore: { kind: 'latest' },
      allowNonRestored: false,
    });
    await record(job, {
      kind: 'job.restart-requested',
      runId: run.id,
      params: { version: version.version, stop: input.stop },
      reason: 'A restart was asked for.',
      actor,
    });
    await options.also?.(tx, { generation });
  });
  return commanded(deps, jobId);
}

/**
 * Throws JOB_EXTERNAL, JOB_NOT_RUNNING, JOB_BUSY_WITH_PLAN, VERSION_NOT_FOUND, UPGRADE_NOT_COMPILED, UPGRADE_NOT_COMPATIBLE,
 * JOB_HAS_NO_STATEMENT, SAVEPOINT_NOT_USABLE, GENERATION_MISMATCH.
 */
export async function upgradeJob(
  deps: CommandDeps,
  jobId: string,
  input: z.output<typeof JobUpgrade>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  const judged = await candidateOf(deps, jobId, input, options);
  deps.submitter.countSteps(judged.script, settingsOf(judged), judged.engine);
  const verdict = await deps.verdicts.check(jobId, judged.version);
  // A run from nothing has no state to lose; it has to compile all the same.
  const takesState = input.restore.kind !== 'none';
  requireAllowed(verdict, takesState ? input.allow : 'any', judged.version);
  if (input.restore.kind === 'savepoint') await requireUsable(deps, jobId, input.restore);
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = await runToReplace(tx, job, input.stop);
    if (input.version === undefined && !isDraft(job, judged.draft)) throw draftMismatch(job);
    const target = await chooseVersion(tx, deps, job, input.version, actor, record);
    const parallelism = await parallelismUnder(tx, job, target);
    const generation = await writePlan(tx, deps, job, {
      kind: 'upgrade',
      actor,
      toVersion: target.version,
      desiredParallelism: parallelism.desired,
      toParallelism: parallelism.effective,
      stop: input.stop,
      replaced: run,
      restore: input.restore,
      allowNonRestored: takesState && isLossKnown(verdict),
    });
    await record(job, {
      kind: 'job.upgrade-requested',
      runId: run.id,
      params: { from: run.version, to: target.version, allow: input.allow, stop: input.stop },
      reason: `An upgrade from version ${run.version} to ${target.version} was asked for.`,
      actor,
    });
    await options.also?.(tx, { generation });
  });
  return commanded(deps, jobId);
}

interface Candidate extends Pick<JobVersionRow, 'script' | 'settings' | 'engine'> {
  /** Undefined for a draft that is no version yet: it becomes one with the upgrade, and not by one that is refused. */
  version: number | undefined;
  draft: Draft;
}

type Draft = Pick<JobRow, 'draft_script' | 'draft_settings'>;

/** What an upgrade would go over to. Throws what would keep it from being asked for, before anything is judged. */
function candidateOf(
  deps: CommandDeps,
  jobId: string,
  input: z.output<typeof JobUpgrade>,
  options: CommandOptions,
): Promise<Candidate> {
  return deps.journal.transaction(async (tx) => {
    const job = await openJob(tx, jobId, options);
    await runToReplace(tx, job, input.stop);
    const draft = { draft_script: job.draft_script, draft_settings: job.draft_settings };
    const known = await knownVersion(tx, job, input.version);
    if (known !== undefined) return { ...known, draft };
    const { engine } = deps.clusters.get(job.cluster_id);
    return { version: undefined, script: job.draft_script, settings: job.draft_settings, engine, draft };
  });
}

function isDraft(job: JobRow, draft: Draft): boolean {
  return job.draft_script === draft.draft_script && job.draft_settings === draft.draft_settings;
}

/**
 * State is let go only where it was said beforehand which. Where nothing can be told, Flink takes all of it or refuses, and a
 * refusal is rolled back.
 */
function isLossKnown(verdict: UpgradeVerdict): boolean {
  return verdict.kind === 'partly' || verdict.kind === 'incompatible';
}

async function requireUsable(deps: CommandDeps, jobId: string, restore: Restore): Promise<void> {
  const choice = await chooseAsAsked(deps, deps.database.db, { id: jobId }, restore);
  if (choice.kind !== 'refused') return;
  const { zh, en } = choice.reason;
  throw new LiusuError(choice.code, words(`不能使用该状态：${zh}。`, `The state cannot be used: ${en}.`));
}

/** Throws JOB_EXTERNAL, ROLLBACK_NOT_POSSIBLE, JOB_BUSY_WITH_PLAN, UPGRADE_NOT_COMPILED, UPGRADE_NOT_COMPATIBLE, SAVEPOINT_NOT_USABLE, GENERATION_MISMATCH. */
export async function rollbackJob(
  deps: CommandDeps,
  jobId: string,
  input: z.output<typeof JobRollback>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  const { db } = deps.database;
  const seen = await deps.reader.row(jobId);
  checkBound(seen);
  const target = await rollbackTarget(db, seen);
  let restore: Restore = { kind: 'latest' };
  if (input.mode === 'from-old-savepoint') {
    if (target.savepoint_id === null) {
      throw noWayBack(words('那次升级没有留下可退回的保存点。', 'The upgrade left no savepoint to go back to.'));
    }
    restore = { kind: 'savepoint', savepointId: target.savepoint_id };
    await requireUsable(deps, jobId, restore);
  }
  const verdict = input.mode === 'from-new-state' ? await deps.verdicts.check(jobId, target.from_version) : undefined;
  if (verdict !== undefined) requireAllowed(verdict, input.allow, target.from_version);
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    if (job.generation !== seen.generation) throw draftMismatch(job);
    const newest = await findNewestRun(tx, jobId);
    const run = isActive(newest) ? newest : undefined;
    const version = await findVersion(tx, jobId, target.from_version);
    if (version === undefined) throw noWayBack(words('之前的版本已经不在。', 'The earlier version is gone.'));
    const desired = target.from_parallelism;
    const generation = await writePlan(tx, deps, job, {
      kind: 'rollback',
      actor,
      toVersion: target.from_version,
      desiredParallelism: desired,
      toParallelism: desired ?? settingsOf(version).parallelism,
      // Its last checkpoint stands; and one that does not run well can take no savepoint.
      stop: input.mode === 'from-new-state' && run?.phase === 'RUNNING' ? 'savepoint' : 'cancel',
      replaced: run,
      restore,
      allowNonRestored: verdict !== undefined && isLossKnown(verdict),
    });
    await record(job, {
      kind: 'job.rollback-requested',
      runId: run?.id ?? null,
      params: { to: target.from_version, mode: input.mode, savepointId: target.savepoint_id },
      reason: `A roll-back to version ${target.from_version} was asked for, ${input.mode}.`,
      actor,
    });
    await options.also?.(tx, { generation });
  });
  return commanded(deps, jobId);
}

function noWayBack(why: Words): LiusuError {
  return new LiusuError('ROLLBACK_NOT_POSSIBLE', why);
}

/** The newest upgrade: what ran before it is what one can go back to. */
async function rollbackTarget(db: Db, job: JobRow): Promise<PlanRow & { from_version: number }> {
  const plans = await listPlansOfJob(db, job.id);
  const upgrade = plans.find((plan) => plan.kind === 'upgrade' && plan.run_id !== null);
  refuseBusy(
    job,
    plans.find(({ state, run_id }) => state === 'ACTIVE' && run_id === null),
  );
  if (upgrade === undefined || upgrade.from_version === null) {
    throw noWayBack(words(`作业 ${job.name} 没有升级过。`, `The job ${job.name} was never upgraded.`));
  }
  if (wasTakenBack(upgrade, plans)) {
    throw noWayBack(words('那次升级已经回退。', 'The upgrade was rolled back already.'));
  }
  return { ...upgrade, from_version: upgrade.from_version };
}

/** Throws JOB_EXTERNAL, JOB_BUSY_WITH_PLAN, INVALID_INPUT above the fixed maximum, GENERATION_MISMATCH. */
export async function rescaleJob(
  deps: CommandDeps,
  jobId: string,
  { parallelism }: z.output<typeof JobRescale>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    checkBound(job);
    const version = await findVersion(tx, jobId, job.desired_version ?? 0);
    const settings = settingsOf(version ?? { settings: job.draft_settings });
    if (parallelism > settings.maxParallelism) {
      const told = words(
        `这个作业的最大并行度是 ${settings.maxParallelism}。`,
        `The maximum parallelism of this job is ${settings.maxParallelism}.`,
      );
      throw new LiusuError('INVALID_INPUT', told, {
        fields: [
          { path: 'parallelism', message: `at most ${settings.maxParallelism}`, zh: `最多 ${settings.maxParallelism}` },
        ],
      });
    }
    const present = job.desired_parallelism ?? settings.parallelism;
    if (present === parallelism) {
      await options.also?.(tx, { generation: job.generation });
      return;
    }
    refuseBusy(job, await findNewestPlan(tx, jobId));
    const run = await findNewestRun(tx, jobId);
    const generation = job.generation + 1;
    await updateJob(tx, jobId, {
      desired_parallelism: parallelism === settings.parallelism ? null : parallelism,
      generation,
      desired_since: isoOf(deps.clock.nowMs()),
    });
    // The run goes on under this command; only one that is still to be made is made by it.
    if (run?.generation === job.generation) await updateRun(tx, run.id, { generation });
    await record(job, {
      kind: 'job.rescale-requested',
      runId: run?.id ?? null,
      params: { from: present, to: parallelism },
      reason: `A parallelism of ${parallelism} was asked for.`,
      actor,
    });
    await options.also?.(tx, { generation });
  });
  return commanded(deps, jobId);
}

/** The active run, if it may be replaced now. */
async function runToReplace(tx: Db, job: JobRow, stop: ReplaceMode): Promise<RunRow> {
  checkBound(job);
  const run = await findNewestRun(tx, job.id);
  const plan = await findNewestPlan(tx, job.id);
  // A plan that waits for a savepoint that can't be taken is helped on by a cancel.
  const isHelpedOn = stop === 'cancel' && plan?.state === 'ACTIVE' && isActive(run) && plan.replaced_run_id === run.id;
  if (!isHelpedOn) refuseBusy(job, plan);
  const isEnding = run?.phase === 'SUSPENDING' || run?.phase === 'CANCELLING';
  if (!isActive(run) || job.desired_state !== 'RUNNING' || (isEnding && !isHelpedOn)) {
    throw new LiusuError('JOB_NOT_RUNNING', isInPhase(job.name, job.phase), {
      params: { phase: job.phase },
    });
  }
  return run;
}

function refuseBusy(job: JobRow, plan: PlanRow | undefined): void {
  if (plan?.state !== 'ACTIVE' && plan?.state !== 'ROLLING_BACK') return;
  const told = words(
    `作业 ${job.name} 正在${planKindWords[PlanKind.parse(plan.kind)].zh}。`,
    `The job ${job.name} is in the middle of its ${plan.kind}.`,
  );
  throw new LiusuError('JOB_BUSY_WITH_PLAN', told, {
    params: { planId: plan.id, kind: plan.kind },
  });
}

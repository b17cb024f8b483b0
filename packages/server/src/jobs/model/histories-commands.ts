/** Histories of commands for the model test: upgrades, roll-backs, restarts, rescales, drains, deletions, recovery policies. */
import { BulkCreate } from '@liusu/contract/bulk';
import { JobCreate, JobSettings } from '@liusu/contract/job';
import { expect } from 'vitest';

import { findJob } from '../job-repository.ts';
import { findNewestPlan } from '../plan-repository.ts';
import { findNewestRun } from '../run-repository.ts';
import { listSavepointsOfJob } from '../savepoint-repository.ts';
import { deleteSavepoint, edit, rescale, restart, rollback, upgrade } from './person.ts';
import { type History, type Play, projectId } from './play.ts';

/** Waits until the newest plan has ended, then looks at it and at the version that runs or ran last. */
async function expectPlan(play: Play, state: string, version: number): Promise<void> {
  const isOpen = async () => {
    const plan = await findNewestPlan(play.database.db, play.jobId);
    return plan === undefined || plan.state === 'ACTIVE' || plan.state === 'ROLLING_BACK';
  };
  for (let waitedMs = 0; waitedMs < 120_000 && (await isOpen()); waitedMs += 2_000) await play.run(2_000);
  const plan = await findNewestPlan(play.database.db, play.jobId);
  const run = await findNewestRun(play.database.db, play.jobId);
  expect({ state: plan?.state, version: run?.version, failure: plan?.failure }).toMatchObject({ state, version });
}

async function expectRun(
  play: Play,
  expected: { phase: string; gaveUp?: boolean; parallelism?: number; version?: number },
): Promise<void> {
  const run = await findNewestRun(play.database.db, play.jobId);
  expect(run).toMatchObject({
    phase: expected.phase,
    ...(expected.parallelism === undefined ? {} : { parallelism: expected.parallelism }),
    ...(expected.version === undefined ? {} : { version: expected.version }),
  });
  if (expected.gaveUp !== undefined) expect(run?.gave_up_at !== null).toBe(expected.gaveUp);
}

function expectRefused(play: Play, code: string): void {
  const isRefused = play.world.log.entries.some(
    (entry) => entry.kind === 'command' && entry.answer === 'refused' && entry.code === code,
  );
  expect(isRefused, `a command is refused with ${code}`).toBe(true);
}

async function startAndRun(play: Play, ms = 25_000): Promise<void> {
  await play.start();
  await play.run(ms);
}

export const commandHistories: Record<string, History> = {
  'start, asked twice': async (play) => {
    await play.start();
    await play.start();
    await play.run(20_000);
    await play.start();
    const run = await findNewestRun(play.database.db, play.jobId);
    expect(run?.number).toBe(1);
    return 'RUNNING';
  },
  upgrade: async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade from the last checkpoint': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y', { stop: 'cancel' });
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade, and its savepoint fails': async (play) => {
    await startAndRun(play);
    play.world.failNextSavepoint = true;
    await upgrade(play, 'y');
    await expectPlan(play, 'FAILED', 1);
    return 'RUNNING';
  },
  'upgrade to what cannot run': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'BAD');
    await expectPlan(play, 'ROLLED_BACK', 1);
    return 'RUNNING';
  },
  'an option that a setting says too, from before it was refused': async (play) => {
    await startAndRun(play);
    const { db } = play.database;
    const settings = JSON.stringify(JobSettings.parse({ options: { 'parallelism.default': '2' } }));
    await db.updateTable('job_version').set({ settings }).where('job_id', '=', play.jobId).execute();
    await db.updateTable('job').set({ draft_settings: settings }).where('id', '=', play.jobId).execute();
    await play.stop();
    await play.run(20_000);
    await play.start();
    await play.run(30_000);
    await expectRun(play, { phase: 'RUNNING', version: 1 });
    await edit(play, { settings: { options: { 'parallelism.default': '3' } } });
    expectRefused(play, 'JOB_OPTION_IS_SETTING');
    await edit(play, { script: 'y' });
    await play.command((service) => service.drafts.publish(play.jobId, 'me'), { name: 'edit' });
    expect((await findJob(db, play.jobId))?.latest_version).toBe(1);
    return 'RUNNING';
  },
  'upgrade to what does not compile, whatever is allowed': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'WRONG');
    await upgrade(play, 'WRONG', { restore: { kind: 'none' } });
    expectRefused(play, 'UPGRADE_NOT_COMPILED');
    await play.run(30_000);
    const plan = await findNewestPlan(play.database.db, play.jobId);
    const job = await findJob(play.database.db, play.jobId);
    const run = await findNewestRun(play.database.db, play.jobId);
    // Nothing was stopped, and the draft became no version.
    expect([plan, job?.latest_version, run?.number, run?.phase]).toEqual([undefined, 1, 1, 'RUNNING']);
    return 'RUNNING';
  },
  'upgrade while nobody can compile, and once again when somebody can': async (play) => {
    await startAndRun(play);
    play.world.gateway.kill(10_000);
    await upgrade(play, 'y');
    expectRefused(play, 'GATEWAY_UNAVAILABLE');
    expect(await findNewestPlan(play.database.db, play.jobId)).toBeUndefined();
    await play.run(15_000);
    await upgrade(play, 'y');
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade to what fails after its first checkpoint, then back from the new state': async (play) => {
    await edit(play, { settings: { recovery: { kind: 'never' } } });
    await startAndRun(play);
    await upgrade(play, 'FADING');
    await play.run(60_000);
    await expectRun(play, { phase: 'FAILED', gaveUp: true });
    await rollback(play, 'from-new-state');
    await expectPlan(play, 'DONE', 1);
    return 'RUNNING';
  },
  'upgrade to what cannot run, then stopped and started again': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'BAD');
    await expectPlan(play, 'ROLLED_BACK', 1);
    await play.stop();
    await play.run(30_000);
    await play.start();
    await play.run(30_000);
    await expectRun(play, { phase: 'RUNNING', version: 1 });
    return 'RUNNING';
  },
  'upgrade, then back from the old savepoint': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await play.run(60_000);
    await rollback(play, 'from-old-savepoint');
    await expectPlan(play, 'DONE', 1);
    return 'RUNNING';
  },
  'upgrade, and the JobManager dies as it stops': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await play.run(800);
    play.world.killJobManager(3_000);
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade, and the JobManager dies before it is verified': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await play.run(5_000);
    play.world.killJobManager(3_000);
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade, lost just after the first checkpoint, and the run after that fails': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await play.run(10_000 - (play.world.clock.nowMs() % 10_000) + 50);
    play.world.failStarts = 1;
    play.world.killJobManager(3_000);
    await play.run(60_000);
    // What ran before may come back only where no checkpoint came between.
    return 'EITHER';
  },
  'upgrade, and the submission arrives unheard': async (play) => {
    await startAndRun(play);
    play.world.submissionFault = 'lands-unheard';
    await upgrade(play, 'y');
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade, cut off by a stop': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    await play.run(600);
    await play.stop();
    await play.run(60_000);
    const plan = await findNewestPlan(play.database.db, play.jobId);
    expect(plan?.state).toBe('SUPERSEDED');
    return 'NOT_RUNNING';
  },
  'upgrade waits for a savepoint and is helped on by a cancel': async (play) => {
    await startAndRun(play);
    play.world.restartTasks(play.jobId);
    await upgrade(play, 'y');
    await upgrade(play, 'y', { stop: 'cancel' });
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  'upgrade as the platform goes down': async (play) => {
    await startAndRun(play);
    await upgrade(play, 'y');
    play.goDown();
    await play.run(10_000);
    play.world.killJobManager(1_000);
    await play.restart();
    await expectPlan(play, 'DONE', 2);
    return 'RUNNING';
  },
  restart: async (play) => {
    await startAndRun(play);
    await restart(play, 'savepoint');
    await expectPlan(play, 'DONE', 1);
    const run = await findNewestRun(play.database.db, play.jobId);
    expect(run?.number).toBe(2);
    return 'RUNNING';
  },
  'restart by a cancel': async (play) => {
    await startAndRun(play);
    await restart(play, 'cancel');
    await expectPlan(play, 'DONE', 1);
    return 'RUNNING';
  },
  drain: async (play) => {
    await startAndRun(play);
    await play.stop('drain');
    await play.run(20_000);
    // Nothing can go on from there: a start from the latest state is refused.
    await play.start();
    expectRefused(play, 'JOB_STATE_UNVERIFIED');
    await play.run(20_000);
    const run = await findNewestRun(play.database.db, play.jobId);
    expect(run?.number).toBe(1);
    return 'NOT_RUNNING';
  },
  'rescale in place': async (play) => {
    await edit(play, { settings: { parallelism: 2 } });
    await startAndRun(play);
    await rescale(play, 3);
    await play.run(60_000);
    const run = await findNewestRun(play.database.db, play.jobId);
    expect(run).toMatchObject({ number: 1, parallelism: 3 });
    expect(play.world.live(play.jobId)[0]?.parallelism).toBe(3);
    return 'RUNNING';
  },
  'rescale by a restart': async (play) => {
    play.world.rescales = false;
    await edit(play, { settings: { parallelism: 2 } });
    await startAndRun(play);
    await rescale(play, 3);
    await expectPlan(play, 'DONE', 1);
    await expectRun(play, { phase: 'RUNNING', parallelism: 3 });
    return 'RUNNING';
  },
  'rescale, then lost: started again with the parallelism asked for': async (play) => {
    await startAndRun(play);
    await rescale(play, 3);
    await play.run(30_000);
    play.world.killJobManager(3_000);
    await play.run(60_000);
    await expectRun(play, { phase: 'RUNNING', parallelism: 3 });
    return 'RUNNING';
  },
  'delete a savepoint': async (play) => {
    await startAndRun(play, 12_000);
    await play.savepoint();
    await play.run(15_000);
    const [savepoint] = await listSavepointsOfJob(play.database.db, play.jobId);
    await play.command((service) => service.deleteSavepoint(play.jobId, savepoint?.id ?? '', 'me'));
    await play.run(30_000);
    expect((await listSavepointsOfJob(play.database.db, play.jobId)).some((row) => row.id === savepoint?.id)).toBe(
      false,
    );
    expect(play.world.files.has(savepoint?.path ?? '')).toBe(false);
    return 'RUNNING';
  },
  'delete of the latest state is refused': async (play) => {
    await startAndRun(play);
    await play.stop();
    await play.run(15_000);
    await deleteSavepoint(play, 0);
    expectRefused(play, 'SAVEPOINT_IN_USE');
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'delete of the savepoint of a stop is refused until the run has ended': async (play) => {
    await startAndRun(play);
    await play.stop();
    await play.run(900);
    play.world.freezeAnswers(8_000);
    await play.run(2_000);
    await deleteSavepoint(play, 0);
    expectRefused(play, 'SAVEPOINT_IN_USE');
    play.world.killJobManager(3_000);
    await play.run(30_000);
    await play.start();
    return 'RUNNING';
  },
  'delete of the state of a start that was refused is refused': async (play) => {
    await startAndRun(play, 12_000);
    await play.savepoint();
    await play.run(12_000);
    await play.stop();
    await play.run(15_000);
    play.world.submissionFault = 'refused-by-surroundings';
    await play.startFromSavepoint(1);
    await play.run(1_000);
    await deleteSavepoint(play, 1);
    expectRefused(play, 'SAVEPOINT_IN_USE');
    return 'RUNNING';
  },
  'policy never': async (play) => {
    await edit(play, { settings: { recovery: { kind: 'never' } } });
    await startAndRun(play);
    play.world.end(play.jobId, 'FAILED');
    await play.run(60_000);
    await expectRun(play, { phase: 'FAILED', gaveUp: true });
    return 'NOT_RUNNING';
  },
  'policy bounded, used up': async (play) => {
    const recovery = { kind: 'bounded' as const, attempts: 2, initialMs: 1_000, maxMs: 5_000 };
    await edit(play, { script: 'BAD', settings: { recovery } });
    await startAndRun(play, 90_000);
    await expectRun(play, { phase: 'FAILED', gaveUp: true });
    const run = await findNewestRun(play.database.db, play.jobId);
    // A run of unknown end is found again and is no new one: the first, and two attempts.
    expect(run?.number).toBe(3);
    return 'NOT_RUNNING';
  },
  'a bulk start': async (play) => {
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      const job = JobCreate.parse({ name, script: 'x' });
      await play.command((service) => service.create(projectId, job, 'me'));
    }
    const rows = await play.database.db.selectFrom('job').select('id').execute();
    const jobIds = rows.map(({ id }) => id);
    const request = BulkCreate.parse({ action: 'start', jobIds, concurrency: 2 });
    await play.command(() => play.platform.bulk.create(projectId, request, 'me'));
    await play.run(60_000);
    for (const bulk of await play.platform.bulk.list(projectId)) {
      expect(bulk).toMatchObject({ state: 'DONE', counts: { DONE: jobIds.length } });
    }
    for (const jobId of jobIds) {
      expect(play.world.live(jobId).map(({ status }) => status)).toEqual(['RUNNING']);
      const asked = await play.database.db
        .selectFrom('job_event')
        .select('id')
        .where('job_id', '=', jobId)
        .where('kind', '=', 'job.start-requested')
        .execute();
      expect(asked).toHaveLength(1);
    }
    return 'RUNNING';
  },
  'policy always': async (play) => {
    await edit(play, { settings: { recovery: { kind: 'always', initialMs: 1_000, maxMs: 3_000 } } });
    await startAndRun(play);
    for (let time = 0; time < 3; time += 1) {
      play.world.end(play.jobId, 'FAILED');
      await play.run(15_000);
    }
    const job = await findJob(play.database.db, play.jobId);
    expect(job?.phase).toBe('RUNNING');
    return 'RUNNING';
  },
};

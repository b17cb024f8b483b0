/** Canonical histories: JobManagers that come and go, clusters that do not answer or answer late. */
import { expect } from 'vitest';

import { findNewestRun, listRuns } from '../run-repository.ts';
import { clusterOf } from './fake-cluster.ts';
import { upgrade } from './person.ts';
import type { History } from './play.ts';

export const clusterHistories: Record<string, History> = {
  'the JobManager is replaced twice': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(2_000);
    await play.run(3_000);
    play.world.killJobManager(2_000);
    return 'RUNNING';
  },
  'the JobManager dies while old tasks are fenced off': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(1_000);
    await play.run(5_200);
    play.world.killJobManager(1_000);
    return 'RUNNING';
  },
  'the network is cut while old tasks are fenced off': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(1_000);
    await play.run(5_000);
    play.world.cutNetwork(6_000);
    return 'RUNNING';
  },
  'the network is cut for long': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.cutNetwork(60_000);
    return 'RUNNING';
  },
  'the JobManager is paused for long': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.pauseJobManager(60_000);
    return 'RUNNING';
  },
  'stop while the cluster does not answer': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.cutNetwork(20_000);
    await play.run(8_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'Flink gives up while the network is cut': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.cutNetwork(10_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'Flink gives up while the answers are stale': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.freezeAnswers(6_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'lost during recovery': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    await play.run(7_500);
    play.world.killJobManager(3_000);
    return 'RUNNING';
  },
  'stop during recovery': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    await play.run(3_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'delete during recovery': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    await play.run(3_000);
    await play.delete();
    return 'NOT_RUNNING';
  },
  'deleted with its state': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(10_000);
    await play.delete('delete');
    return 'NOT_RUNNING';
  },
  'a natural end, and its JobManager dies before it told what came last': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FINISHED');
    await play.run(3_000);
    play.world.killJobManager(3_000);
    return 'NOT_RUNNING';
  },
  'a natural end, and a stop asked for before it told what came last': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FINISHED');
    await play.run(3_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'ended and forgotten while the platform was away': async (play) => {
    await play.start();
    await play.run(25_000);
    play.fate.isDead = true;
    play.world.end(play.jobId, 'FINISHED');
    play.world.expireEnded();
    await play.run(10_000);
    return 'NOT_RUNNING';
  },
  'forgotten, then started again by a person': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'CANCELED');
    play.world.expireEnded();
    await play.run(10_000);
    await play.start();
    return 'RUNNING';
  },
  'the platform goes down in the middle of a start': async (play) => {
    await play.start();
    await play.world.clock.run(120);
    play.goDown();
    await play.run(12_000);
    await play.restart();
    return 'RUNNING';
  },
  'the platform goes down in the middle of a stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(500);
    play.goDown();
    await play.run(12_000);
    await play.restart();
    return 'NOT_RUNNING';
  },
  'the platform goes down while the JobManager is away': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(6_000);
    await play.run(1_000);
    play.goDown();
    await play.run(12_000);
    await play.restart();
    return 'RUNNING';
  },
  'the platform goes down and the savepoint fails': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.failNextSavepoint = true;
    play.goDown();
    await play.run(12_000);
    play.world.killJobManager(1_000);
    await play.restart();
    return 'RUNNING';
  },
  'the platform goes down and is killed over it': async (play) => {
    await play.start();
    await play.run(25_000);
    play.goDown();
    await play.run(600);
    await play.restart();
    return 'RUNNING';
  },
};

/** With high availability: jobs come back by themselves, and their absence proves nothing. */
export const availableHistories: Record<string, History> = {
  'the JobManager is replaced and the job comes back': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(3_000, 20_000);
    return 'RUNNING';
  },
  'the JobManager is replaced twice before the job is back': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(3_000, 8_000);
    await play.run(8_000);
    play.world.killJobManager(3_000, 8_000);
    return 'RUNNING';
  },
  'stop while the job is away': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(3_000, 10_000);
    await play.run(7_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'the JobManager is replaced during the stop': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(700);
    play.world.killJobManager(3_000, 10_000);
    return 'NOT_RUNNING';
  },
  'the JobManager is replaced over an unheard submission': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    await play.run(400);
    play.world.killJobManager(3_000, 10_000);
    // One that may have been taken by the JobManager before stays as it is, and that is said.
    return 'EITHER';
  },
};

/** How long a cluster of others remembers what has ended. */
const hourMs = 3_600_000;

/** On a cluster of others, whose state files cannot be seen from here. */
export const connectedHistories: Record<string, History> = {
  'start, stop, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'Flink gives up': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'cancelled, then started again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop('cancel');
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'the submission arrives unheard': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    return 'RUNNING';
  },
  'a savepoint and the savepoint of the stop, neither of known order': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.savepoint();
    // What Flink gathered about the job's checkpoints is older than the savepoint.
    play.world.freezeAnswers(3_000);
    await play.run(12_000);
    await play.stop();
    play.world.freezeAnswers(3_000);
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'Flink gives up just after a checkpoint, and somebody had looked just before it': async (play) => {
    play.world.gatheredForMs = 10_000;
    await play.start();
    await play.run(18_000);
    for (const { id } of play.world.live(play.jobId)) await clusterOf(play.world).rest.findCheckpoints(id);
    await play.run(3_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'ended and forgotten while nobody was there, then started again by a person': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.savepoint();
    await play.run(5_000);
    play.world.clock.at(1_000, () => play.world.end(play.jobId, 'FAILED'));
    await play.away(hourMs + 60_000);
    await play.run(60_000);
    expect(await findNewestRun(play.database.db, play.jobId)).toMatchObject({ number: 1, phase: 'UNKNOWN' });
    expect(play.platform.reconciler.waitOf(play.jobId)?.code).toBe('OUTCOME_UNKNOWN');
    // Which state is the latest nobody can tell; a person may choose one.
    await play.startFromSavepoint(0);
    return 'RUNNING';
  },
  'never seen running, ended and forgotten while nobody was there': async (play) => {
    await play.start();
    await play.run(600);
    play.world.clock.at(60_000, () => play.world.end(play.jobId, 'FAILED'));
    await play.away(hourMs + 120_000);
    await play.run(30_000);
    // It may have completed checkpoints all the same.
    await play.start();
    const isRefused = play.world.log.entries.some(
      (entry) => entry.kind === 'command' && entry.code === 'JOB_STATE_UNVERIFIED',
    );
    const runs = await listRuns(play.database.db, play.jobId, { limit: 10 });
    // One that died before it had sent anything runs now.
    expect(isRefused || runs.every((run) => run.phase === 'RUNNING')).toBe(true);
    await play.startFromNothing();
    return 'RUNNING';
  },
  'cancelled while it waits for slots': async (play) => {
    await play.start();
    await play.run(25_000);
    // Flink tells nothing of its checkpoints from then on, also not once it has ended.
    play.world.restartTasks(play.jobId, hourMs);
    await play.run(5_000);
    await play.stop('cancel');
    await play.run(20_000);
    await play.start();
    await play.startFromNothing();
    return 'RUNNING';
  },
  'cancelled before it ever had slots': async (play) => {
    await play.start();
    await play.run(600);
    await play.stop('cancel');
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'ended while nobody was there, and not forgotten yet': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.clock.at(600_000, () => play.world.end(play.jobId, 'FAILED'));
    await play.away(hourMs);
    return 'RUNNING';
  },
  'sent, never heard of, and forgotten while nobody was there': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    await play.run(300);
    play.world.clock.at(1_000, () => play.world.end(play.jobId, 'FAILED'));
    await play.away(hourMs + 60_000);
    await play.run(60_000);
    const run = await findNewestRun(play.database.db, play.jobId);
    // One that died before it sent anything sends it now.
    expect(run?.number).toBe(1);
    expect(['UNKNOWN', 'RUNNING']).toContain(run?.phase);
    await play.startFromNothing();
    return 'RUNNING';
  },
  'Flink gives up just after a checkpoint that the answers do not show yet': async (play) => {
    await play.start();
    await play.run(17_000);
    play.world.freezeAnswers(3_000);
    await play.run(2_500);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
};

/** Batch jobs of three steps. */
export const batchHistories: Record<string, History> = {
  'three steps': async (play) => {
    await play.start();
    return 'NOT_RUNNING';
  },
  'the second step fails once': async (play) => {
    await play.start();
    await play.run(12_000);
    play.world.end(play.jobId, 'FAILED');
    return 'NOT_RUNNING';
  },
  'the JobManager dies in the second step': async (play) => {
    await play.start();
    await play.run(12_000);
    play.world.killJobManager(3_000);
    return 'NOT_RUNNING';
  },
  'stopped in the second step, then started anew': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.stop();
    await play.run(10_000);
    await play.start();
    return 'NOT_RUNNING';
  },
  'the submission of a step arrives unheard': async (play) => {
    await play.start();
    await play.run(5_000);
    play.world.submissionFault = 'lands-unheard';
    return 'NOT_RUNNING';
  },
  'upgrade, its first step is never seen running, and its second fails': async (play) => {
    await play.start();
    await play.run(1_000);
    await upgrade(play, 'y', { stop: 'cancel' });
    await play.run(2_500);
    play.world.freezeAnswers(9_000);
    play.world.failStarts = 1;
    await play.run(60_000);
    // What its first step wrote stays written: bringing back what ran before would write it beside.
    return 'NOT_RUNNING';
  },
};

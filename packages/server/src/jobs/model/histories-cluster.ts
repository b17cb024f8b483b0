/** Canonical histories: JobManagers that come and go, clusters that do not answer or answer late. */
import { clusterOf } from './fake-cluster.ts';
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
};

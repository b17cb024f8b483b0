/** Canonical histories: the plain life of a job, and the faults it meets one at a time. */
import type { History } from './play.ts';

export const plainHistories: Record<string, History> = {
  start: async (play) => {
    await play.start();
    return 'RUNNING';
  },
  'start, stop with savepoint': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'start, stop, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'start, cancel, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop('cancel');
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'stop before it runs': async (play) => {
    await play.start();
    await play.stop();
    return 'NOT_RUNNING';
  },
  'savepoint while running': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    return 'RUNNING';
  },
  'savepoint, then the JobManager dies': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.run(1_300);
    play.world.killJobManager(4_000);
    return 'RUNNING';
  },
  'JobManager dies while running': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(5_000);
    return 'RUNNING';
  },
  'JobManager dies before the first checkpoint': async (play) => {
    await play.start();
    await play.run(4_000);
    play.world.killJobManager(5_000);
    return 'RUNNING';
  },
  'JobManager dies while it is submitted': async (play) => {
    await play.start();
    await play.world.clock.run(100);
    play.world.killJobManager(3_000);
    return 'RUNNING';
  },
  'JobManager dies during the stop': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(800);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'JobManager dies right after the stop': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.world.clock.run(1_400);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'the submission arrives unheard': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    return 'RUNNING';
  },
  'the submission arrives late': async (play) => {
    play.world.submissionFault = 'lands-late';
    await play.start();
    return 'RUNNING';
  },
  'the submission never arrives': async (play) => {
    play.world.submissionFault = 'never-lands';
    await play.start();
    return 'RUNNING';
  },
  'the surroundings refuse once': async (play) => {
    play.world.submissionFault = 'refused-by-surroundings';
    await play.start();
    return 'RUNNING';
  },
  'Flink gives up': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'Flink restarts the tasks': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.restartTasks(play.jobId);
    return 'RUNNING';
  },
  'cancelled by others': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.end(play.jobId, 'CANCELED');
    return 'NOT_RUNNING';
  },
  'the network is cut over a stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(600);
    play.world.cutNetwork(9_000);
    return 'NOT_RUNNING';
  },
  'the savepoint of a stop fails': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.failNextSavepoint = true;
    await play.stop();
    return 'RUNNING';
  },
  'the platform goes down and comes back': async (play) => {
    await play.start();
    await play.run(25_000);
    play.goDown();
    await play.run(10_000);
    play.world.killJobManager(1_000);
    await play.restart();
    return 'RUNNING';
  },
};

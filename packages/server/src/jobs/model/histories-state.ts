/** Canonical histories: savepoints, stops, and the state a run starts from. */
import type { History } from './play.ts';

export const stateHistories: Record<string, History> = {
  'the savepoint is complete and the job goes on': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.stopFault = 'job-goes-on';
    await play.stop();
    await play.run(30_000);
    await play.stop();
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'the savepoint is complete and the job fails': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.stopFault = 'job-fails';
    await play.stop();
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'the savepoint is complete, the job fails, nobody listens': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.stopFault = 'job-fails';
    await play.stop();
    await play.run(700);
    play.world.cutNetwork(9_000);
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'stop while Flink restarts the tasks': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.restartTasks(play.jobId);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'stop as soon as it is RUNNING, before its tasks are': async (play) => {
    play.world.tasksLagMs = 3_000;
    await play.start();
    await play.run(4_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'stop before the tasks run, which the list does not show': async (play) => {
    play.world.tasksLagMs = 3_000;
    play.world.hidesTasks = true;
    await play.start();
    await play.run(4_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'the tasks restart during the stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(800);
    play.world.restartTasks(play.jobId);
    return 'RUNNING';
  },
  'cancel while suspending': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(600);
    await play.stop('cancel');
    await play.run(10_000);
    await play.start();
    return 'RUNNING';
  },
  'cancel just as the savepoint is complete': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.world.clock.run(1_250);
    await play.stop('cancel');
    await play.run(10_000);
    await play.start();
    return 'RUNNING';
  },
  'stop while a savepoint is taken': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.run(300);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'two savepoints at once': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.savepoint();
    return 'RUNNING';
  },
  'a savepoint fails': async (play) => {
    await play.start();
    await play.run(12_000);
    play.world.failNextSavepoint = true;
    await play.savepoint();
    return 'RUNNING';
  },
  'Flink gives up while a savepoint is taken': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.run(500);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'Flink gives up during the stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(500);
    play.world.end(play.jobId, 'FAILED');
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'the network is cut as the savepoint is asked for': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    play.world.cutNetwork(7_000);
    return 'RUNNING';
  },
  'stale answers during the stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(900);
    play.world.freezeAnswers(5_000);
    await play.run(12_000);
    await play.start();
    return 'RUNNING';
  },
  'started from a savepoint of long ago': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.run(25_000);
    await play.stop();
    await play.run(10_000);
    await play.startFromSavepoint(1);
    await play.run(25_000);
    play.world.killJobManager(3_000);
    return 'RUNNING';
  },
  'started from nothing by choice, then lost': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(10_000);
    await play.startFromNothing();
    await play.run(25_000);
    play.world.killJobManager(3_000);
    return 'RUNNING';
  },
  'a natural end, then started again': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FINISHED');
    await play.run(10_000);
    await play.start();
    return 'RUNNING';
  },
};

/** Canonical histories of two processes on one database; the first is killed, or stands still and goes on. */
import type { History } from './play.ts';

export const stoppedWhileStandingStill: History = async (play) => {
  await play.start();
  await play.run(400);
  await play.stop('cancel');
  await play.run(25_000);
  await play.start();
  await play.run(60_000);
  return 'EITHER';
};

export const replicaHistories: Record<string, History> = {
  'start, cancel, start again': stoppedWhileStandingStill,
  'start, stop, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(30_000);
    await play.start();
    await play.run(40_000);
    return 'EITHER';
  },
  'the JobManager dies and both look on': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(3_000);
    await play.run(60_000);
    return 'RUNNING';
  },
  'the second stands still once it is in charge': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.restart();
    await play.run(20_000);
    play.pauseSecond(60_000);
    await play.savepoint();
    await play.run(80_000);
    return 'RUNNING';
  },
};

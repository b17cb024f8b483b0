/** Canonical histories: what can become of a submission. */
import type { History } from './play.ts';

export const submissionHistories: Record<string, History> = {
  'stop while the submission is unheard': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    await play.stop();
    return 'NOT_RUNNING';
  },
  'stop while the submission is late': async (play) => {
    play.world.submissionFault = 'lands-late';
    await play.start();
    await play.run(800);
    await play.stop('cancel');
    return 'NOT_RUNNING';
  },
  'stop while the submission never arrives': async (play) => {
    play.world.submissionFault = 'never-lands';
    await play.start();
    await play.run(100);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'a late submission after the stop': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    await play.start();
    await play.stop('cancel');
    return 'NOT_RUNNING';
  },
  'a late submission after the proof and before the stop, seen by the next process': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    await play.start();
    await play.run(700);
    play.fate.isDead = true;
    await play.world.clock.run(6_000);
    await play.run(100);
    await play.stop('cancel');
    return 'NOT_RUNNING';
  },
  'a late submission after the stop and another start': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    await play.start();
    await play.stop('cancel');
    await play.run(1_600);
    await play.start();
    return 'RUNNING';
  },
  'a late submission meets the one sent again': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    await play.start();
    await play.run(20_000);
    return 'RUNNING';
  },
  'the one sent again is a duplicate': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    play.world.beyondProofMs = 450;
    await play.start();
    return 'RUNNING';
  },
  'a duplicate of a job that ended and was forgotten': async (play) => {
    await play.start();
    await play.world.clock.run(150);
    play.fate.isDead = true;
    await play.world.clock.run(1_000);
    play.world.end(play.jobId, 'FAILED');
    play.world.expireEnded();
    // A platform that died before it sent anything starts it; any other cannot tell how it ended.
    return 'EITHER';
  },
  'a duplicate of a job that failed at once': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    play.world.beyondProofMs = 450;
    play.world.failStarts = 1;
    await play.start();
    await play.run(20_000);
    return 'RUNNING';
  },
  'the job fails while it comes up': async (play) => {
    play.world.failStarts = 1;
    await play.start();
    return 'RUNNING';
  },
  'the job never comes up': async (play) => {
    play.world.failStarts = 20;
    await play.start();
    return 'NOT_RUNNING';
  },
  'the gateway dies with the submission in flight': async (play) => {
    await play.start();
    await play.world.clock.run(50);
    play.world.gateway.kill(3_000);
    return 'RUNNING';
  },
  'the gateway dies after the submission arrived': async (play) => {
    await play.start();
    await play.world.clock.run(250);
    play.world.gateway.kill(3_000);
    return 'RUNNING';
  },
  'gateway and JobManager die over the submission': async (play) => {
    await play.start();
    await play.world.clock.run(250);
    play.world.gateway.kill(2_000);
    play.world.killJobManager(4_000);
    return 'RUNNING';
  },
  'no gateway when it is to start': async (play) => {
    play.world.gateway.kill(8_000);
    await play.start();
    return 'RUNNING';
  },
  'the network is cut during the submission': async (play) => {
    await play.start();
    await play.world.clock.run(100);
    play.world.cutNetwork(8_000);
    return 'RUNNING';
  },
  'the network is cut while a submission is resolved': async (play) => {
    play.world.submissionFault = 'lands-late';
    await play.start();
    await play.run(700);
    play.world.cutNetwork(6_000);
    return 'RUNNING';
  },
  'the JobManager is paused during the submission': async (play) => {
    await play.start();
    await play.world.clock.run(100);
    play.world.pauseJobManager(12_000);
    return 'RUNNING';
  },
  'stale answers just after the submission': async (play) => {
    await play.start();
    play.world.freezeAnswers(5_000);
    return 'RUNNING';
  },
  'stale answers while a submission is resolved': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    play.world.freezeAnswers(5_000);
    await play.start();
    return 'RUNNING';
  },
  'the JobManager is replaced while a submission is resolved': async (play) => {
    play.world.submissionFault = 'lands-late';
    await play.start();
    await play.run(700);
    play.world.killJobManager(2_000);
    return 'RUNNING';
  },
  'the JobManager is replaced twice over a submission': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    play.world.killJobManager(1_500);
    await play.run(3_000);
    play.world.killJobManager(1_500);
    return 'RUNNING';
  },
};

/**
 * Canonical histories with high availability: runs of which nothing can be proven, until a person who knows says that they do not
 * exist. The person tells the truth.
 */
import { writeOff, writeOffInVain } from './person.ts';
import type { History } from './play.ts';

export const writeOffHistories: Record<string, History> = {
  'a submission that never arrived, under another JobManager': async (play) => {
    play.world.submissionFault = 'never-lands';
    await play.start();
    await play.run(400);
    play.world.killJobManager(3_000);
    await play.run(25_000);
    await writeOff(play);
    return 'RUNNING';
  },
  'the same, stopped meanwhile': async (play) => {
    play.world.submissionFault = 'never-lands';
    await play.start();
    await play.run(400);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await play.stop('cancel');
    await writeOff(play);
    return 'NOT_RUNNING';
  },
  'written off, and it arrives after all': async (play) => {
    play.world.submissionFault = 'lands-after-proof';
    play.world.beyondProofMs = 45_000;
    await play.start();
    await play.run(400);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await writeOff(play);
    await play.run(40_000);
    return 'RUNNING';
  },
  'said of a job that runs': async (play) => {
    await play.start();
    await play.run(25_000);
    await writeOffInVain(play);
    return 'RUNNING';
  },
  'said while the cluster does not answer': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.cutNetwork(30_000);
    await play.run(15_000);
    await writeOffInVain(play);
    return 'RUNNING';
  },
  'submitted through a gateway that nothing is known of': async (play) => {
    play.world.gateway.vanish();
    play.world.submissionFault = 'never-lands';
    await play.start();
    await play.run(15_000);
    play.world.gateway.replace();
    await play.run(15_000);
    await writeOff(play);
    return 'RUNNING';
  },
};

/** Seeded histories: commands, faults and deaths of the platform in any order, then rest. The same seed gives the same history. */
import { type Random, randomOf } from './chance.ts';
import type { SubmissionFault, WorldKind } from './fake-world.ts';
import { Play, type Played, type PlayOptions } from './play.ts';

const moves = 10;

type Pick = <T>(items: readonly T[]) => T;
type Move = (play: Play, random: Random, pick: Pick) => Promise<void> | void;

const submissionFaults: readonly SubmissionFault[] = [
  'lands-unheard',
  'lands-late',
  'lands-after-proof',
  'never-lands',
  'refused-by-surroundings',
];

/** How often a move is chosen, and what it does. */
const table: readonly [number, Move][] = [
  [4, (play) => play.start()],
  [1, (play) => play.startFromNothing()],
  [1, (play, random) => play.startFromSavepoint(random() < 0.5 ? 0 : 1)],
  [3, (play) => play.stop()],
  [2, (play) => play.stop('cancel')],
  [3, (play) => play.savepoint()],
  [3, (play, random) => play.world.killJobManager(500 + random() * 8_000, random() * 12_000)],
  [3, (play, random) => play.world.cutNetwork(500 + random() * 12_000)],
  [1, (play, random) => play.world.pauseJobManager(500 + random() * 30_000)],
  [2, (play, random) => play.world.freezeAnswers(500 + random() * 6_000)],
  [2, (play, random) => play.world.gateway.kill(200 + random() * 6_000)],
  [2, (play) => play.world.restartTasks(play.jobId)],
  [2, (play) => play.world.end(play.jobId, 'FAILED')],
  [1, (play) => play.world.end(play.jobId, 'CANCELED')],
  [1, (play) => play.world.expireEnded()],
  [4, (play, _random, pick) => void (play.world.submissionFault = pick(submissionFaults))],
  [2, (play) => void (play.world.failNextSavepoint = true)],
  [2, (play, _random, pick) => void (play.world.stopFault = pick(['job-goes-on', 'job-fails'] as const))],
  [1, (play) => void (play.world.failStarts = 1)],
  [1, (play, random) => void (play.world.beyondProofMs = 400 + random() * 6_000)],
  [1, (play) => shutDown(play)],
];

const deck: readonly Move[] = table.flatMap(([weight, move]) => Array.from({ length: weight }, () => move));

async function shutDown(play: Play): Promise<void> {
  play.goDown();
  await play.run(4_000);
  await play.restart();
}

/** Plays one seed and checks it. Throws `Broken`. */
export async function playSeed(seed: number, options: PlayOptions = {}): Promise<Played> {
  const random = randomOf(seed);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] as never;
  const kind = pick<WorldKind>(['local', 'local', 'local', 'local', 'ha', 'connected']);
  const mode = random() < 0.1 ? 'batch' : 'streaming';
  const play = await Play.begin(0, { seed, kind, mode, ...options });
  try {
    const deaths = new Map(
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => [Math.floor(random() * moves), 0]),
    );
    await play.start();
    for (let move = 0; move < moves; move += 1) {
      await play.run(Math.floor(random() * pick([200, 2_000, 15_000])));
      if (deaths.has(move)) play.dieAfter(1 + Math.floor(random() * 12));
      await pick(deck)(play, random, pick);
    }
    stopFaults(play);
    await play.settle();
    await play.check('EITHER');
    return { deeds: play.allDeeds, entries: await play.record('EITHER') };
  } finally {
    await play.end();
  }
}

function stopFaults(play: Play): void {
  play.dieAfter(0);
  play.world.submissionFault = null;
  play.world.failNextSavepoint = false;
  play.world.stopFault = null;
  play.world.failStarts = 0;
}

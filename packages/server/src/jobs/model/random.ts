/** Seeded histories: commands, faults and deaths of the platform in any order, then rest. The same seed gives the same history. */
import { type Random, randomOf } from './chance.ts';
import type { SubmissionFault, WorldKind } from './fake-world.ts';
import { rescale, restart, rollback, upgrade } from './person.ts';
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

/** The third cannot come up, the fourth fails a while after its first checkpoint. */
const scripts = ['y', 'z', 'BAD', 'FADING'];

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
  // A cluster of others keeps what has ended longer than anybody is kept from asking.
  [1, (play) => (play.world.kind === 'connected' ? undefined : play.world.expireEnded())],
  [4, (play, _random, pick) => void (play.world.submissionFault = pick(submissionFaults))],
  [2, (play) => void (play.world.failNextSavepoint = true)],
  [2, (play, _random, pick) => void (play.world.stopFault = pick(['job-goes-on', 'job-fails'] as const))],
  [1, (play) => void (play.world.failStarts = 1)],
  [1, (play, random) => void (play.world.beyondProofMs = 400 + random() * 6_000)],
  [1, (play) => shutDown(play)],
  [
    2,
    (play, _random, pick) =>
      upgrade(play, pick(scripts), { stop: pick(['savepoint', 'savepoint', 'cancel'] as const) }),
  ],
  [1, (play, _random, pick) => restart(play, pick(['savepoint', 'cancel'] as const))],
  [1, (play) => rollback(play, 'from-new-state')],
  [1, (play) => rollback(play, 'from-old-savepoint')],
  [1, (play, _random, pick) => rescale(play, pick([1, 2, 3]))],
];

/** What happens to one of two processes. */
const processTable: readonly [number, Move][] = [
  [2, (play, random) => play.pauseAfter(1 + Math.floor(random() * 12), 1_000 + random() * 90_000)],
  [2, (play, random) => play.pauseSecond(1_000 + random() * 90_000)],
  [2, (play, random) => play.secondDiesAfter(1 + Math.floor(random() * 12))],
  [1, (play) => play.restart()],
];

const deckOf = (rows: readonly [number, Move][]) =>
  rows.flatMap(([weight, move]) => Array.from({ length: weight }, () => move));
const deck = deckOf(table);
const deckOfTwo = deckOf([...table, ...processTable, ...processTable]);

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
  const hasSecond = seed % 3 === 0;
  const play = await Play.begin(0, { seed, kind, mode, hasSecond, ...options });
  try {
    const deaths = new Map(
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => [Math.floor(random() * moves), 0]),
    );
    await play.start();
    for (let move = 0; move < moves; move += 1) {
      await play.run(Math.floor(random() * pick([200, 2_000, 15_000])));
      if (deaths.has(move)) play.dieAfter(1 + Math.floor(random() * 12));
      await pick(hasSecond ? deckOfTwo : deck)(play, random, pick);
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
  play.secondDiesAfter(0);
  play.fate.pauseAfter = 0;
  play.world.scriptsFail = false;
  play.world.submissionFault = null;
  play.world.failNextSavepoint = false;
  play.world.stopFault = null;
  play.world.failStarts = 0;
}

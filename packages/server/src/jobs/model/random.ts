/** Seeded histories: commands, faults and deaths of the platform in any order, then rest. The same seed gives the same history. */
import { type Random, randomOf } from './chance.ts';
import type { SubmissionFault, WorldKind } from './fake-world.ts';
import { bulk, deleteSavepoint, rescale, restart, rollback, upgrade } from './person.ts';
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
  'refused-for-its-script',
];

/** What becomes of a job that fails, and how it begins. Most jobs leave it as it comes. */
const recoveries: readonly PlayOptions['settings'][] = [
  {},
  {},
  {},
  { recovery: { kind: 'never' } },
  { recovery: { kind: 'bounded', attempts: 2, initialMs: 1_000, maxMs: 5_000 } },
  { recovery: { kind: 'always', initialMs: 1_000, maxMs: 3_000 } },
];

/** The third cannot come up, the fourth fails a while after its first checkpoint. */
const scripts = ['y', 'z ${start.time}', 'BAD', 'FADING'];

/** How often a move is chosen, and what it does. */
const table: readonly [number, Move][] = [
  [4, (play) => play.start()],
  [1, (play) => play.startFromNothing()],
  [1, (play, random) => play.startFromSavepoint(random() < 0.5 ? 0 : 1, random() < 0.3)],
  [1, (play) => play.startFromTime('2025-12-01T00:00:00Z')],
  [3, (play) => play.stop()],
  [2, (play) => play.stop('cancel')],
  [1, (play) => play.stop('drain')],
  [3, (play) => play.savepoint()],
  [2, (play, random) => deleteSavepoint(play, random() < 0.6 ? 0 : 1)],
  [2, (play, _random, pick) => bulk(play, pick(['start', 'stop', 'restart', 'savepoint'] as const))],
  [3, (play, random) => play.world.killJobManager(500 + random() * 8_000, random() * 12_000)],
  [3, (play, random) => play.world.cutNetwork(500 + random() * 12_000)],
  [1, (play, random) => play.world.pauseJobManager(500 + random() * 30_000)],
  [2, (play, random) => play.world.freezeAnswers(500 + random() * 6_000)],
  [2, (play, random) => play.world.gateway.kill(200 + random() * 6_000)],
  [2, (play) => play.world.restartTasks(play.jobId)],
  [2, (play) => play.world.end(play.jobId, 'FAILED')],
  [1, (play) => play.world.end(play.jobId, 'CANCELED')],
  // How long a cluster of others remembers is known, and how long ours does, too: but that can be set otherwise.
  [1, (play) => (play.world.kind === 'connected' ? undefined : play.world.expireEnded())],
  [1, awayForLong],
  [4, (play, _random, pick) => void (play.world.submissionFault = pick(submissionFaults))],
  [2, (play) => void (play.world.failNextSavepoint = true)],
  [2, (play, _random, pick) => void (play.world.stopFault = pick(['job-goes-on', 'job-fails'] as const))],
  [1, (play, _random, pick) => void (play.world.failStarts = pick([1, 1, 4]))],
  [1, stopBeforeItLands],
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
  [2, upgradeAndBack],
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

/** A submission that is given up and arrives all the same. */
async function stopBeforeItLands(play: Play, random: Random): Promise<void> {
  play.world.submissionFault = 'lands-after-proof';
  await play.start();
  await play.run(Math.floor(random() * 500));
  await play.stop('cancel');
}

async function upgradeAndBack(play: Play, random: Random, pick: Pick): Promise<void> {
  await upgrade(play, pick(scripts));
  await play.run(Math.floor(random() * 30_000));
  await rollback(play, pick(['from-new-state', 'from-old-savepoint'] as const));
}

/** Longer than a cluster of others remembers; the job may end meanwhile, seen by nobody. */
async function awayForLong(play: Play, random: Random, pick: Pick): Promise<void> {
  const status = pick(['FAILED', 'CANCELED', 'FINISHED', null] as const);
  const ms = 3_000_000 + Math.floor(random() * 2_000_000);
  if (status !== null) play.world.clock.at(random() * 600_000, () => play.world.end(play.jobId, status));
  await play.away(ms);
}

/** Plays one seed and checks it. Throws `Broken`. */
export async function playSeed(seed: number, options: PlayOptions = {}): Promise<Played> {
  const random = randomOf(seed);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] as never;
  const kind = pick<WorldKind>(['local', 'local', 'local', 'local', 'ha', 'connected']);
  const mode = random() < 0.1 ? 'batch' : 'streaming';
  const hasSecond = seed % 3 === 0;
  const settings = { ...pick(recoveries), parallelism: pick([1, 1, 2]) };
  const script = 'x ${start.time}';
  const play = await Play.begin(0, { seed, kind, mode, hasSecond, script, settings, ...options });
  play.world.rescales = random() < 0.7;
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
    if (random() < 0.1) await play.delete(pick(['keep', 'delete'] as const));
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

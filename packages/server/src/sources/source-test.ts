/** Tests a data source step by step, so that the first thing that is wrong is named, with what to do about it. */
import type { SourceConnection, SourceStep, SourceStepName, SourceTest } from '@liusu/contract/source';

import { type Clock, isoOf } from '../lib/clock.ts';
import { openSource } from './open-source.ts';
import { type Place, reachPort, resolveName, shakeHands } from './reach.ts';
import { faultOf, SourceError, wordsOf } from './source-error.ts';
import { placesOf } from './source-places.ts';
import type { OpenOptions, SourceSession } from './source-session.ts';
import { type Words, words } from '../lib/words.ts';

/** Stops at the first step that fails; throws nothing. `connection` holds the password. */
export async function testSource(
  connection: SourceConnection,
  options: OpenOptions & { clock: Clock },
): Promise<SourceTest> {
  const { clock } = options;
  const steps: SourceStep[] = [];
  let version: string | null = null;
  let session: SourceSession | undefined;
  async function step(name: SourceStepName, work: Work): Promise<boolean> {
    const beganMs = performance.now();
    const took = () => Math.round(performance.now() - beganMs);
    try {
      if (options.signal.aborted) throw new SourceError('CANCELLED', 'the test was cancelled');
      const { en: message, zh } = await work();
      steps.push({ name, ok: true, message, zh, fault: null, ms: took() });
      return true;
    } catch (error) {
      const fault = options.signal.aborted ? cancelledOrLate(options.signal) : faultOf(error);
      steps.push({ name, ok: false, message: wordsOf(error), fault, ms: took() });
      return false;
    }
  }
  async function all(): Promise<boolean> {
    const place = await reach(connection, step, options);
    if (place === undefined) return false;
    if (connection.tls !== 'off' && !(await step('tls', () => shakeHands(connection, place, options)))) return false;
    const isIn = await step('login', async () => {
      session = await openSource(connection, options);
      return loggedIn(connection);
    });
    if (!isIn || session === undefined) return false;
    const open = session;
    const knows = await step('version', async () => {
      version = await open.version();
      return words(version, version);
    });
    return knows && (await step('read', () => open.readable()));
  }
  try {
    const ok = await all();
    return { ok, steps, version, at: isoOf(clock.nowMs()) };
  } finally {
    await session?.close();
  }
}

/** One step, and what it saw. */
type Work = () => Promise<Words>;
type Step = (name: SourceStepName, work: Work) => Promise<boolean>;

/** Of several brokers the first that answers will do. */
async function reach(connection: SourceConnection, step: Step, options: OpenOptions): Promise<Place | undefined> {
  const places = placesOf(connection);
  let resolved: Place[] = [];
  const isNamed = await step('resolve', async () => {
    const found = await Promise.allSettled(places.map((place) => resolveName(place)));
    resolved = places.filter((_, i) => found[i]?.status === 'fulfilled');
    if (resolved.length === 0) throw reasonOf(found);
    return joined(
      found.map((one, i) =>
        one.status === 'fulfilled' ? one.value : words(`${places[i]?.host} 无法解析`, `${places[i]?.host} is unknown`),
      ),
    );
  });
  if (!isNamed) return undefined;
  let place: Place | undefined;
  const isReached = await step('connect', async () => {
    const found = await Promise.allSettled(resolved.map((one) => reachPort(one, options)));
    place = resolved.find((_, i) => found[i]?.status === 'fulfilled');
    if (place === undefined) throw reasonOf(found);
    return joined(
      found.map((one, i) => {
        const said = one.status === 'fulfilled' ? one.value : words(wordsOf(one.reason), wordsOf(one.reason));
        return words(`${resolved[i]?.host}：${said.zh}`, `${resolved[i]?.host}: ${said.en}`);
      }),
    );
  });
  return isReached ? place : undefined;
}

function reasonOf(found: readonly PromiseSettledResult<unknown>[]): unknown {
  return found.find((one) => one.status === 'rejected')?.reason;
}

function joined(all: readonly Words[]): Words {
  return words(all.map(({ zh }) => zh).join('；'), all.map(({ en }) => en).join('; '));
}

function loggedIn(connection: SourceConnection): Words {
  if (connection.kind === 'kafka' && connection.sasl === 'none') return words('无需账号', 'no account is needed');
  if (connection.kind === 'hive')
    return words('以元存储的方式应答，无需账号', 'it answers as a metastore does, and asks for no account');
  const { username } = connection;
  return username === '' ? words('已接受', 'accepted') : words(`已接受账号 ${username}`, `accepted as ${username}`);
}

/** A request that is gone was cancelled; a time that has run out was not. */
function cancelledOrLate(signal: AbortSignal) {
  return signal.reason instanceof Error && signal.reason.name === 'TimeoutError' ? 'NO_ANSWER' : 'CANCELLED';
}

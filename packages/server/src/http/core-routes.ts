/** Health and the live stream. */
import type { Health, LiveEvent } from '@liusu/contract/overview';
import type { User } from '@liusu/contract/user';

import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { callerOf, type Handlers } from './route-handler.ts';

/** How long a decision about who sees what, or whether the session still stands, is used. */
const trustMs = 30_000;
/** A browser that does not read for so long that this many events wait is cut off; it connects again and asks for all. */
const maxWaiting = 2000;

export interface CoreRouteDependencies {
  health(): Promise<Health>;
  bus: EventBus;
  clock: Clock;
  /** Ids of the projects a person may see. */
  visibleProjects(user: User): Promise<ReadonlySet<string>>;
  /** The person as they are now; undefined once turned off. */
  currentUser(userId: string): Promise<User | undefined>;
}

export function coreHandlers(dependencies: CoreRouteDependencies): Handlers<'getHealth' | 'streamEvents'> {
  return {
    getHealth: async () => dependencies.health(),
    streamEvents: async (_, context) => liveEvents(dependencies, callerOf(context).user, context.signal),
  };
}

async function* liveEvents(
  { bus, clock, visibleProjects, currentUser }: CoreRouteDependencies,
  who: User,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent, void, undefined> {
  const waiting: LiveEvent[] = [];
  let wake: () => void = () => {};
  let overflown = false;
  const unsubscribe = bus.subscribe((event) => {
    if (waiting.length >= maxWaiting) overflown = true;
    else waiting.push(event);
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    let visible = await visibleProjects(who);
    let checkedMs = clock.nowMs();
    yield { type: 'hello', at: isoOf(checkedMs) };
    while (!signal.aborted && !overflown) {
      if (clock.nowMs() - checkedMs >= trustMs) {
        const user = await currentUser(who.id);
        if (user === undefined) return;
        visible = await visibleProjects(user);
        checkedMs = clock.nowMs();
      }
      const event = waiting.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          // What came while the checks above waited has woken nobody.
          if (signal.aborted || overflown || waiting.length > 0) resolve();
        });
      } else if (!('projectId' in event) || visible.has(event.projectId)) {
        yield event;
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}

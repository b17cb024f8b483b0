/** The SQL gateways of all engines. Part of the composition root. */
import type { Database } from './db/database.ts';
import type { LocalEngine } from './engine-parts.ts';
import type { EngineStore } from './engines/engine-store.ts';
import { hasOpenAttempt } from './jobs/run-repository.ts';
import type { Clock } from './lib/clock.ts';
import type { EventBus } from './lib/event-bus.ts';
import type { Log } from './lib/log.ts';
import { EngineGateways } from './sql/engine-gateways.ts';

export function wireGateways(parts: {
  engine: LocalEngine;
  store: Pick<EngineStore, 'get' | 'list'>;
  database: Database;
  bus: EventBus;
  clock: Clock;
  log: Log;
}): EngineGateways {
  const { engine, store, database, bus, clock, log } = parts;
  const { createGateway } = engine;
  return new EngineGateways({
    own: engine.gateway,
    know: (id) => void store.get(id),
    engines: () => store.list().map(({ id }) => id),
    create: createGateway === undefined ? undefined : (id) => createGateway(id),
    hasOpenAttempt: (incarnation) => hasOpenAttempt(database.db, incarnation),
    onChange: () => bus.publish({ type: 'system' }),
    clock,
    log,
  });
}

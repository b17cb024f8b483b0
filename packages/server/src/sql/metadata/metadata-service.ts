/** What Flink says of its catalogs, asked through the gateway and remembered for a while. Changes nothing. */
import type { CatalogList, CatalogTable, CatalogTableList, DatabaseList, FunctionList } from '@liusu/contract/catalog';

import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { type Clock, isoOf } from '../../lib/clock.ts';
import { LiusuError } from '../../lib/errors.ts';
import { quotedPath } from '../../lib/quoted-name.ts';
import { redactText } from '../../lib/redact.ts';
import type { SessionSource } from '../gateways.ts';
import { catalogTypeOf, columnsOf, connectorOf, namesOf } from './answers.ts';
import { type Ask, ReadingSession } from './reading-session.ts';
import { SharedAnswers } from './shared-answers.ts';

export interface MetadataServiceOptions {
  sessions: SessionSource;
  clock: Clock;
  /** How long an answer is given without asking again. Default one minute. */
  freshMs?: number;
}

/** Whose catalogs, and how. */
export interface MetadataRequest {
  engine: string;
  refresh: boolean;
  signal: AbortSignal;
}

const rememberedAnswers = 5000;

export class MetadataService {
  readonly #options: MetadataServiceOptions;
  readonly #answers: SharedAnswers;
  readonly #readers = new Map<string, ReadingSession>();

  constructor(options: MetadataServiceOptions) {
    this.#options = options;
    const { clock, freshMs = 60_000 } = options;
    this.#answers = new SharedAnswers({ clock, freshMs, capacity: rememberedAnswers });
  }

  /** Catalogs of a session as the platform opens it. Throws GATEWAY_UNAVAILABLE. */
  catalogs(request: MetadataRequest): Promise<CatalogList> {
    return this.#answer(request, ['catalogs'], async (ask) => {
      const items: CatalogList['items'] = [];
      for (const name of namesOf(await ask('SHOW CATALOGS'))) {
        const type = catalogTypeOf(await orNone(ask(`DESCRIBE CATALOG ${quotedPath([name])}`)));
        items.push({ name, type });
      }
      return { engine: request.engine, items, at: this.#now() };
    });
  }

  /** Throws SQL_OBJECT_NOT_FOUND when there is no such catalog, and GATEWAY_UNAVAILABLE. */
  databases(request: MetadataRequest, catalog: string): Promise<DatabaseList> {
    return this.#answer(request, ['databases', catalog], async (ask) => ({
      items: namesOf(await ask(`SHOW DATABASES IN ${quotedPath([catalog])}`)),
      at: this.#now(),
    }));
  }

  /** Throws SQL_OBJECT_NOT_FOUND when there is no such database, and GATEWAY_UNAVAILABLE. */
  tables(request: MetadataRequest, catalog: string, database: string): Promise<CatalogTableList> {
    return this.#answer(request, ['tables', catalog, database], async (ask) => {
      const place = quotedPath([catalog, database]);
      const names = namesOf(await ask(`SHOW TABLES IN ${place}`));
      const views = new Set(namesOf(await viewsIn(ask, place)));
      const materialized = new Set(namesOf(await orNone(ask(`SHOW MATERIALIZED TABLES IN ${place}`))));
      const models = namesOf(await orNone(ask(`SHOW MODELS IN ${place}`)));
      const items = names.map((name) => ({ name, kind: kindOf(name, views, materialized) }));
      return { items, models, at: this.#now() };
    });
  }

  /** Throws SQL_OBJECT_NOT_FOUND when there is no such table, and GATEWAY_UNAVAILABLE. */
  table(request: MetadataRequest, catalog: string, database: string, name: string): Promise<CatalogTable> {
    return this.#answer(request, ['table', catalog, database, name], async (ask) => {
      const path = quotedPath([catalog, database, name]);
      const columns = columnsOf(await ask(`DESCRIBE ${path}`));
      const definition = await orNone(ask(`SHOW CREATE TABLE ${path}`));
      const materialized = definition.length > 0 ? [] : await orNone(ask(`SHOW CREATE MATERIALIZED TABLE ${path}`));
      const kind = definition.length > 0 ? 'table' : materialized.length > 0 ? 'materialized-table' : 'view';
      const rows = definition.length > 0 ? definition : materialized;
      const own = connectorOf(rows);
      const type =
        kind === 'view' || own !== undefined
          ? null
          : catalogTypeOf(await orNone(ask(`DESCRIBE CATALOG ${quotedPath([catalog])}`)));
      return { catalog, database, name, kind, connector: own ?? type, columns, at: this.#now() };
    });
  }

  /** Throws GATEWAY_UNAVAILABLE. */
  functions(request: MetadataRequest): Promise<FunctionList> {
    return this.#answer(request, ['functions'], async (ask) => {
      const user = namesOf(await ask('SHOW USER FUNCTIONS'));
      const own = new Set(user);
      const builtIn = namesOf(await ask('SHOW FUNCTIONS')).filter((name) => !own.has(name));
      return { engine: request.engine, builtIn, user, at: this.#now() };
    });
  }

  /** Ends the sessions. */
  async close(): Promise<void> {
    this.#answers.clear();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
    this.#readers.clear();
  }

  #now(): string {
    return isoOf(this.#options.clock.nowMs());
  }

  async #answer<T>(request: MetadataRequest, what: readonly string[], read: (ask: Ask) => Promise<T>): Promise<T> {
    const { engine } = request;
    // Another gateway process has no temporary catalogs of the one before.
    const { incarnation } = this.#options.sessions.current(engine);
    const key = JSON.stringify([engine, incarnation, ...what]);
    return await this.#answers.get(key, request, async (signal) => {
      try {
        return await this.#reader(engine).read(signal, read);
      } catch (error) {
        if (!(error instanceof StatementFailed)) throw error;
        throw new LiusuError('SQL_OBJECT_NOT_FOUND', redactText(error.message), { cause: error });
      }
    });
  }

  #reader(engine: string): ReadingSession {
    const known = this.#readers.get(engine) ?? new ReadingSession(this.#options.sessions, engine);
    this.#readers.set(engine, known);
    return known;
  }
}

function kindOf(name: string, views: ReadonlySet<string>, materialized: ReadonlySet<string>) {
  if (materialized.has(name)) return 'materialized-table' as const;
  return views.has(name) ? ('view' as const) : ('table' as const);
}

/** Flink 1.20 lists the views of the current database only. Names are written in full everywhere else, so that USE does no harm. */
async function viewsIn(ask: Ask, place: string): Promise<unknown[][]> {
  try {
    return await ask(`SHOW VIEWS IN ${place}`);
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    await ask(`USE ${place}`);
    return await orNone(ask('SHOW VIEWS'));
  }
}

/** Statements that an engine may not know, or that do not fit the object, give nothing. */
async function orNone(rows: Promise<unknown[][]>): Promise<unknown[][]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}

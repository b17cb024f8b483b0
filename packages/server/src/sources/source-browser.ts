/** Looks into data sources: their tables, columns, messages. Each request has a session of its own, closed with it. */
import type { Page } from '@liusu/contract/page';
import type {
  SourceDdl,
  SourceDdlRequest,
  SourceKind,
  SourceNamespace,
  SourceTable,
  SourceTableDetail,
} from '@liusu/contract/source';
import { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { generateDdl } from './ddl/generate-ddl.ts';
import { columnOf } from './mapped-type.ts';
import { openSource } from './open-source.ts';
import { sourceFailed } from './source-error.ts';
import { answerTimeoutMs, type SourceService } from './source-service.ts';
import type { SourceSession, TablePosition } from './source-session.ts';

export interface SourceBrowserDeps {
  sources: SourceService;
  /** The engine that SQL runs on. */
  engine: string;
  /** Engines that have a connector. */
  enginesWith(name: string, jdbcDriver?: JdbcKind): string[];
}

export interface TableListQuery {
  namespace?: string | undefined;
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Kinds that the JDBC connector reads, each with a driver and a dialect of its own. */
export type JdbcKind = 'postgresql' | 'mysql' | 'clickhouse';

function isJdbcKind(kind: SourceKind): kind is JdbcKind {
  return kind === 'postgresql' || kind === 'mysql' || kind === 'clickhouse';
}

const requestTimeoutMs = 20_000;
/** Sessions at once: each is a connection of the outside system. */
const maxSessions = 16;

/** Every method throws NOT_FOUND for a source that is not there, and SOURCE_FAILED with its fault. */
export class SourceBrowser {
  readonly #deps: SourceBrowserDeps;
  #open = 0;

  constructor(deps: SourceBrowserDeps) {
    this.#deps = deps;
  }

  namespaces(projectId: string, name: string, signal: AbortSignal): Promise<SourceNamespace[]> {
    return this.#with(projectId, name, signal, (session) => session.namespaces());
  }

  /** Throws INVALID_INPUT for a cursor of another list. */
  async tables(
    projectId: string,
    name: string,
    query: TableListQuery,
    signal: AbortSignal,
  ): Promise<Page<SourceTable>> {
    const after = positionOf(query.cursor);
    const { items, total } = await this.#with(projectId, name, signal, (session) =>
      session.tables({ namespace: query.namespace, search: query.search, limit: query.limit + 1, after }),
    );
    const page = items.slice(0, query.limit);
    const last = page.at(-1);
    const hasMore = items.length > query.limit && last !== undefined;
    return { items: page, total, nextCursor: hasMore ? cursorOf([last.namespace, last.name]) : null };
  }

  async table(
    projectId: string,
    name: string,
    { namespace, table }: { namespace: string; table: string },
    signal: AbortSignal,
  ): Promise<SourceTableDetail> {
    const { madeBy: _madeBy, ...read } = await this.#with(projectId, name, signal, (session) =>
      session.table(namespace, table),
    );
    return { ...read, columns: read.columns.map(columnOf) };
  }

  /** Throws SOURCE_DDL_NOT_POSSIBLE. */
  async ddl(
    projectId: string,
    name: string,
    request: z.output<typeof SourceDdlRequest>,
    signal: AbortSignal,
  ): Promise<SourceDdl> {
    const connection = await this.#deps.sources.connectionFor(projectId, name);
    const table = await this.#with(projectId, name, signal, (session) =>
      session.table(request.namespace, request.table),
    );
    return generateDdl({
      source: name,
      connection,
      table,
      connector: request.connector,
      as: request.as,
      engine: this.#deps.engine,
      enginesWith: (connector) =>
        this.#deps.enginesWith(connector, isJdbcKind(connection.kind) ? connection.kind : undefined),
    });
  }

  async #with<T>(
    projectId: string,
    name: string,
    signal: AbortSignal,
    work: (session: SourceSession) => Promise<T>,
  ): Promise<T> {
    const connection = await this.#deps.sources.connectionFor(projectId, name);
    if (this.#open >= maxSessions)
      throw new LiusuError(
        'RATE_LIMITED',
        words(
          `已有 ${maxSessions} 个查看数据源的请求在进行`,
          `${maxSessions} looks into data sources are under way at once`,
        ),
      );
    this.#open += 1;
    const ends = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
    let session: SourceSession | undefined;
    try {
      session = await openSource(connection, { signal: ends, timeoutMs: answerTimeoutMs });
      return await work(session);
    } catch (error) {
      throw sourceFailed(name, error);
    } finally {
      await session?.close();
      this.#open -= 1;
    }
  }
}

const Position = z.tuple([z.string(), z.string()]);

function cursorOf(position: TablePosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function positionOf(cursor: string | undefined): TablePosition | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new LiusuError('INVALID_INPUT', words('游标不属于这个列表。', 'The cursor is not one of this list.'), {
      cause: error,
      fields: [{ path: 'cursor', message: 'unknown cursor', zh: '未知的游标' }],
    });
  }
}

/** Redis: it has no tables, so keys are told in groups that begin alike, from a sample of them. */
import type { SourceNamespace, SourceTable } from '@liusu/contract/source';
import type { RedisClientType } from '@redis/client';

import type { ReadTable } from '../mapped-type.ts';
import { tlsOptionsOf } from '../reach.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { type Words, words } from '../../lib/words.ts';

/** Keys looked at: SCAN walks the whole of a large database otherwise. */
const sampledKeys = 5_000;

/** Throws what the client throws. */
export async function openRedis(
  connection: ConnectionOf<'redis'>,
  { signal, timeoutMs }: OpenOptions,
): Promise<SourceSession> {
  const { createClient } = await import('@redis/client');
  const tls = tlsOptionsOf(connection, connection.host);
  const client = createClient({
    socket: {
      host: connection.host,
      port: connection.port,
      connectTimeout: timeoutMs,
      reconnectStrategy: false,
      ...(tls === undefined ? {} : { ...tls, tls: true as const }),
    },
    database: connection.database,
    ...(connection.username === '' ? {} : { username: connection.username }),
    ...(connection.password === undefined ? {} : { password: connection.password }),
    commandOptions: { timeout: timeoutMs },
    disableOfflineQueue: true,
  }) as RedisClientType;
  client.on('error', () => undefined);
  const abort = () => {
    if (client.isOpen) client.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  const close = async () => {
    signal.removeEventListener('abort', abort);
    abort();
  };
  try {
    await client.connect();
    // A server without a password lets everybody in until it is asked for something.
    await client.ping();
    return new RedisSession(client, close, connection.database);
  } catch (error) {
    await close();
    throw error;
  }
}

class RedisSession implements SourceSession {
  readonly #client: RedisClientType;
  readonly #close: () => Promise<void>;
  readonly #database: number;

  constructor(client: RedisClientType, close: () => Promise<void>, database: number) {
    this.#client = client;
    this.#close = close;
    this.#database = database;
  }

  close(): Promise<void> {
    return this.#close();
  }

  async version(): Promise<string> {
    const version = /^redis_version:(.+)$/m.exec(await this.#client.info('server'))?.[1]?.trim();
    return `Redis ${version ?? '?'}`;
  }

  async readable(): Promise<Words> {
    const count = await this.#client.dbSize();
    return words(`${this.#database} 号库中有 ${count} 个键`, `${count} keys in database ${this.#database}`);
  }

  async namespaces(): Promise<SourceNamespace[]> {
    const found = [...(await this.#client.info('keyspace')).matchAll(/^db(\d+):keys=(\d+)/gm)];
    return found.map(([, database, keys]) => ({ name: database ?? '', tables: Number(keys) }));
  }

  async tables({ search, limit, after }: TableQuery): Promise<TablePage> {
    const groups = groupKeys(await this.#keys()).filter(({ name }) =>
      name.toLowerCase().includes(search?.toLowerCase() ?? ''),
    );
    const rest = after === undefined ? groups : groups.filter(({ name }) => name > after[1]);
    return { total: groups.length, items: rest.slice(0, limit).map((group) => this.#tableOf(group)) };
  }

  async table(_namespace: string, name: string): Promise<ReadTable> {
    const group = groupKeys(await this.#keys()).find((one) => one.name === name);
    if (group === undefined) throw new SourceError('TABLE_NOT_FOUND', `no key begins with ${name}`);
    return { ...this.#tableOf(group), columns: [], topic: null, files: null };
  }

  #tableOf({ name, keys }: KeyGroup): SourceTable {
    return { namespace: String(this.#database), name, kind: 'keys', comment: '', rows: keys, partitions: null };
  }

  async #keys(): Promise<string[]> {
    const keys: string[] = [];
    let cursor = '0';
    do {
      const answer = await this.#client.scan(cursor, { COUNT: 1_000 });
      keys.push(...answer.keys);
      cursor = answer.cursor;
    } while (cursor !== '0' && keys.length < sampledKeys);
    return keys;
  }
}

interface KeyGroup {
  /** What the keys begin with, such as `user:*`; the key itself when it stands alone. */
  name: string;
  keys: number;
}

/** Keys by their part before the first colon. Sorted by name. */
export function groupKeys(keys: readonly string[]): KeyGroup[] {
  const groups = new Map<string, number>();
  for (const key of keys) {
    const colon = key.indexOf(':');
    const name = colon < 0 ? key : `${key.slice(0, colon)}:*`;
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  return [...groups]
    .map(([name, count]) => ({ name, keys: count }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * Data sources of a project: kept, tested, and put into scripts. A password leaves the database sealed and is opened only here, for a
 * connection of the platform's own or for a script that goes to Flink; from then on it is masked wherever the platform shows text.
 */
import { Source, SourceConnection, type SourcePut, SourceTest, type SourceTestNew } from '@liusu/contract/source';
import type { z } from 'zod';

import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { hasCode, LiusuError } from '../lib/errors.ts';
import { maskValueFromNowOn } from '../lib/redact.ts';
import type { Vault } from '../lib/vault.ts';
import { words } from '../lib/words.ts';
import { BucketSources, type BucketSourcesDeps } from './bucket-sources.ts';
import {
  deleteSourceRow,
  findSourceRow,
  insertSourceRow,
  listEverySourceRow,
  listSourceRows,
  setLastTest,
  type SourceRow,
  updateSourceRow,
} from './source-repository.ts';
import { RecentTests } from './recent-tests.ts';
import { testSource } from './source-test.ts';
import type { HiveConf } from './hive/hive-conf.ts';
import { addressOf, fieldsOf, isSameAddress, valuesOfConnection } from './source-values.ts';

export interface SourceServiceDeps {
  database: Database;
  vault: Vault;
  clock: Clock;
  /** Where the engine that SQL runs on has the classes of Kafka's client. */
  kafkaPackage: string;
  optionsInForce: BucketSourcesDeps['optionsInForce'];
  /** Where configurations for Hive are kept. */
  hiveConf: HiveConf;
}

/** For one answer of a source, and for a whole test. */
export const answerTimeoutMs = 5_000;
const testTimeoutMs = 20_000;

export class SourceService {
  readonly #deps: SourceServiceDeps;
  readonly #recent: RecentTests;
  /** Those among the sources that are buckets, in all projects. */
  readonly buckets: BucketSources;

  constructor(deps: SourceServiceDeps) {
    this.#deps = deps;
    this.#recent = new RecentTests(deps.clock);
    this.buckets = new BucketSources({
      everySource: async () =>
        (await listEverySourceRow(deps.database.db)).map((row) => ({
          projectId: row.project_id,
          name: row.name,
          connection: this.#opened(row),
        })),
      optionsInForce: deps.optionsInForce,
    });
  }

  async list(projectId: string): Promise<Source[]> {
    return this.#told(await listSourceRows(this.#deps.database.db, projectId));
  }

  /** Throws NOT_FOUND. */
  async get(projectId: string, name: string): Promise<Source> {
    return this.#toldOne(await this.#row(projectId, name));
  }

  /** `actor`: the user's name. Throws NAME_TAKEN. */
  async create(projectId: string, name: string, input: z.output<typeof SourcePut>, actor: string): Promise<Source> {
    const row: SourceRow = {
      project_id: projectId,
      name,
      ...plainOf(input.connection),
      sealed: this.#seal(projectId, name, input.connection.password),
      description: input.description,
      last_test: this.#testOf(projectId, input.connection),
      ...this.#stamp(actor),
    };
    if (!(await insertSourceRow(this.#deps.database.db, row)))
      throw new LiusuError('NAME_TAKEN', words(`项目已有数据源 ${name}`, `the project has a data source ${name}`), {
        params: { name },
      });
    return this.#toldOne(row);
  }

  /** An empty password takes the kept one away. Throws NOT_FOUND, INVALID_INPUT for another kind, SOURCE_PASSWORD_NEEDED. */
  async put(projectId: string, name: string, input: z.output<typeof SourcePut>, actor: string): Promise<Source> {
    const kept = await this.#row(projectId, name);
    const { connection } = input;
    const before = connectionOf(kept);
    if (before.kind !== connection.kind)
      throw new LiusuError(
        'INVALID_INPUT',
        words(`数据源 ${name} 的类型是 ${before.kind}`, `the data source ${name} is of the kind ${before.kind}`),
        {
          fields: [
            {
              path: 'connection.kind',
              message: 'the kind of a data source does not change',
              zh: '数据源的类型不能更改',
            },
          ],
        },
      );
    const sealed =
      connection.password === undefined
        ? keptPassword(kept, connection)
        : this.#seal(projectId, name, connection.password);
    const plain = plainOf(connection);
    const isSame = plain.connection === kept.connection && connection.password === undefined;
    const changed = { ...kept, ...plain, sealed };
    const row: SourceRow = {
      ...changed,
      description: input.description,
      last_test: this.#testOfRow(changed) ?? (isSame ? kept.last_test : null),
      ...this.#stamp(actor),
    };
    await updateSourceRow(this.#deps.database.db, row);
    return this.#toldOne(row);
  }

  /** Throws NOT_FOUND. */
  async delete(projectId: string, name: string): Promise<void> {
    if (!(await deleteSourceRow(this.#deps.database.db, projectId, name))) throw noSource(name);
  }

  /** Throws NOT_FOUND. What fails is told by the test. */
  async test(projectId: string, name: string, signal: AbortSignal): Promise<SourceTest> {
    const row = await this.#row(projectId, name);
    const result = await this.#test(this.#opened(row), signal);
    if (!signal.aborted) await setLastTest(this.#deps.database.db, row, JSON.stringify(result));
    return result;
  }

  /** Throws NOT_FOUND and SOURCE_PASSWORD_NEEDED when a kept password is asked for. */
  async testNew(
    projectId: string,
    { connection, name }: z.output<typeof SourceTestNew>,
    signal: AbortSignal,
  ): Promise<SourceTest> {
    if (name === undefined || connection.password !== undefined) {
      if (connection.password !== undefined) maskValueFromNowOn(connection.password);
      return this.#testAndKeep(projectId, connection, signal);
    }
    const row = await this.#row(projectId, name);
    keptPassword(row, connection);
    const { password } = this.#opened(row);
    const whole = { ...connection, ...(password === undefined ? {} : { password }) };
    return this.#testAndKeep(projectId, whole, signal);
  }

  /** The connection with its password, for a session of the platform's own. Throws NOT_FOUND. */
  async connectionFor(projectId: string, name: string): Promise<SourceConnection> {
    return this.#opened(await this.#row(projectId, name));
  }

  /** `source.<name>.<field>` of every source. Throws INTERNAL when a password was sealed with another master key. */
  async valuesOf(projectId: string): Promise<Record<string, string>> {
    const values: Record<string, string> = {};
    const { kafkaPackage, hiveConf } = this.#deps;
    // What a script names must be there when Flink reads it.
    const around = { kafkaPackage, hiveConfOf: (uris: string) => hiveConf.write(uris) };
    for (const row of await listSourceRows(this.#deps.database.db, projectId)) {
      for (const [field, value] of Object.entries(valuesOfConnection(this.#opened(row), around)))
        values[`source.${row.name}.${field}`] = value;
    }
    return values;
  }

  async #toldOne(row: SourceRow): Promise<Source> {
    const [source] = await this.#told([row]);
    if (source === undefined) throw new Error('a row is a source');
    return source;
  }

  async #told(rows: readonly SourceRow[]): Promise<Source[]> {
    const hasBuckets = rows.some((row) => connectionOf(row).kind === 's3');
    const accessOf = hasBuckets ? await this.buckets.lookUp() : () => null;
    return rows.map((row) => this.#sourceOf(row, accessOf(row.project_id, row.name)));
  }

  #test(connection: SourceConnection, signal: AbortSignal): Promise<SourceTest> {
    return testSource(connection, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(testTimeoutMs)]),
      timeoutMs: answerTimeoutMs,
      clock: this.#deps.clock,
    });
  }

  async #testAndKeep(projectId: string, connection: SourceConnection, signal: AbortSignal): Promise<SourceTest> {
    const test = await this.#test(connection, signal);
    if (!signal.aborted) this.#recent.keep(projectId, connection, test);
    return test;
  }

  /** Of this connection before it was saved, as the row has it. */
  #testOf(projectId: string, connection: SourceConnection): string | null {
    const test = this.#recent.find(projectId, connection);
    return test === undefined ? null : JSON.stringify(test);
  }

  /** A password that does not open, as after a change of the master key, was not tested; all else about the source can be edited. */
  #testOfRow(row: SourceRow): string | null {
    try {
      return this.#testOf(row.project_id, this.#opened(row));
    } catch (error) {
      if (!hasCode(error, 'INTERNAL')) throw error;
      return null;
    }
  }

  async #row(projectId: string, name: string): Promise<SourceRow> {
    const row = await findSourceRow(this.#deps.database.db, projectId, name);
    if (row === undefined) throw noSource(name);
    return row;
  }

  #opened(row: SourceRow): SourceConnection {
    const connection = connectionOf(row);
    if (row.sealed === null) return connection;
    const password = this.#deps.vault.open(row.sealed, contextOf(row.project_id, row.name));
    maskValueFromNowOn(password);
    return { ...connection, password };
  }

  #sourceOf(row: SourceRow, bucketAccess: Source['bucketAccess']): Source {
    const connection = connectionOf(row);
    const { name, description } = row;
    const hasPassword = row.sealed !== null;
    const around = { hiveConfOf: (uris: string) => this.#deps.hiveConf.folderOf(uris) };
    return Source.parse({
      name,
      kind: connection.kind,
      description,
      connection,
      hasPassword,
      address: addressOf(connection),
      fields: fieldsOf(name, connection, hasPassword, around),
      lastTest: row.last_test === null ? null : SourceTest.parse(JSON.parse(row.last_test)),
      bucketAccess,
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
    });
  }

  #seal(projectId: string, name: string, password: string | undefined): string | null {
    if (password === undefined || password === '') return null;
    maskValueFromNowOn(password);
    return this.#deps.vault.seal(password, contextOf(projectId, name));
  }

  #stamp(actor: string): { updated_at: string; updated_by: string } {
    return { updated_at: isoOf(this.#deps.clock.nowMs()), updated_by: actor };
  }
}

/** A sealed text copied to another project or name does not open. */
function contextOf(projectId: string, name: string): string {
  return `source:${projectId}:${name}`;
}

/** What may be kept as it stands. */
function plainOf({ password: _password, ...connection }: SourceConnection): { connection: string } {
  return { connection: JSON.stringify(connection) };
}

function connectionOf(row: SourceRow): SourceConnection {
  return SourceConnection.parse(JSON.parse(row.connection));
}

/** A password that only the platform knows is not sent to an address that somebody else chose. */
function keptPassword(row: SourceRow, connection: SourceConnection): string | null {
  if (row.sealed !== null && !isSameAddress(connectionOf(row), connection))
    throw new LiusuError(
      'SOURCE_PASSWORD_NEEDED',
      words(`数据源 ${row.name} 的地址变了`, `the data source ${row.name} has another address now`),
      {
        params: { name: row.name },
        fields: [
          { path: 'connection.password', message: 'give it again: the address changed', zh: '地址变了，需要重新填写' },
        ],
      },
    );
  return row.sealed;
}

function noSource(name: string): LiusuError {
  return new LiusuError('NOT_FOUND', words(`项目没有数据源 ${name}`, `the project has no data source ${name}`), {
    params: { name },
  });
}

/** Statements generated for a real PostgreSQL, taken and read by real Flink. */
import { JobSettings } from '@liusu/contract/job';
import { SourceConnection } from '@liusu/contract/source';
import { type PreviewEvent, PreviewRequest } from '@liusu/contract/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testCacheDir, testSources } from '../../drivers/test-engines.ts';
import { repositoryRoot } from '../../config.ts';
import { EngineStore } from '../../engines/engine-store.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { SessionSource } from '../../sql/gateways.ts';
import { PreviewService } from '../../sql/preview.ts';
import { ValidationService } from '../../sql/validate.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { generateDdl } from '../ddl/generate-ddl.ts';
import { openSource } from '../open-source.ts';
import { valuesOfConnection } from '../source-values.ts';

const password = "it's-a-secret-81";

/** Every type that JDBC maps: how it is declared, a value of it, and the cell Flink gives back. */
const types: readonly (readonly [declared: string, value: string, cell: unknown])[] = [
  ['smallint', '-7', -7],
  ['integer', '7', 7],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['oid', '4294967295', '4294967295'],
  ['real', '1.5', 1.5],
  ['double precision', '2.25', 2.25],
  ['numeric(12, 2)', '12.30', '12.30'],
  ['numeric(3, -2)', '12300', '12300'],
  ['numeric(2, 4)', '0.0012', '0.0012'],
  ['numeric', '1.5', '1.500000000000000000'],
  ['boolean', 'true', true],
  ['text', "'城市'", '城市'],
  ['varchar(5)', "'abc'", 'abc'],
  ['varchar', "'abc'", 'abc'],
  ['char(3)', "'ab'", 'ab '],
  ['name', "'abc'", 'abc'],
  ['bytea', "'\\x0102'", expect.anything()],
  ['date', "'2026-02-03'", '2026-02-03'],
  ['time(3)', "'10:11:12.345'", '10:11:12'],
  ['timestamp(0)', "'2026-02-03 10:11:12'", expect.stringMatching(/^2026-02-03 10:11:12/)],
  ['timestamp(6)', "'2026-02-03 10:11:12.123456'", '2026-02-03 10:11:12.123456'],
  ['timestamptz(3)', "'2026-02-03 10:11:12.5+00'", expect.stringMatching(/^2026-02-0\d \d\d:1\d:12\.5/)],
  ['bit(1)', "B'1'", true],
  ['mood', "'good'", 'good'],
  ['price', '12.30', '12.30'],
  ['int[]', "'{1,2}'", expect.anything()],
  ['smallint[]', "'{1,2}'", expect.anything()],
  ['bigint[]', "'{1,2}'", expect.anything()],
  ['real[]', "'{1,2}'", expect.anything()],
  ['double precision[]', "'{1,2}'", expect.anything()],
  ['boolean[]', "'{t,f}'", expect.anything()],
  ['text[]', "'{a,b}'", expect.anything()],
  ['varchar(3)[]', "'{a,b}'", expect.anything()],
  ['char(3)[]', "'{a,b}'", expect.anything()],
  ['date[]', "'{2026-01-01}'", expect.anything()],
  ['timestamp(3)[]', "'{2026-01-01 10:00:00}'", expect.anything()],
  ['numeric(4,2)[]', "'{1.5}'", expect.anything()],
];

describe('tables of PostgreSQL in Flink', () => {
  const flink = useFlink();
  let server: PostgresServer | undefined;
  let connection: SourceConnection;
  let values: Record<string, string>;
  let sessions: SessionSource | undefined;
  let validation: ValidationService;
  let previews: PreviewService;

  beforeAll(async () => {
    server = await startPostgres();
    const { hostname: host, port } = new URL(server.url);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query("create type mood as enum ('good', 'bad'); create domain price as numeric(12, 2)");
    await client.query(`create role reader superuser login password ${pg.escapeLiteral(password)}`);
    await client.query(`create table "Every" ("Id" int, "order" int, ${types.map(([type], i) => `c${i} ${type}`).join(', ')},
      primary key ("order", "Id"))`);
    await client.query(
      `insert into "Every" values (1, 2, ${types.map(([, value]) => value).join(', ')}), (2, 2${', null'.repeat(types.length)})`,
    );
    await client.end();
    connection = SourceConnection.parse({
      ...{ kind: 'postgresql', host, port: Number(port), database: 'postgres', username: 'reader', password },
    });
    values = Object.fromEntries(
      Object.entries(valuesOfConnection(connection)).map(([field, value]) => [`source.orders-db.${field}`, value]),
    );
    const { gateway, folder, cluster } = flink();
    const [clock, log] = [systemClock, silentLog()];
    const engines = new EngineStore({
      enginesDir: `${repositoryRoot}/engines`,
      cacheDir: testCacheDir,
      sources: testSources,
    });
    const resolveJars = (engine: string, uses: readonly { name: string }[]) =>
      engines.resolveConnectors(
        engine,
        uses.map((use) => use.name),
      );
    sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude: [], clock, log, poolSize: 1 });
    const common = { sessions, resolveJars, paths: { allowed: [], denied: [] }, clock, log };
    validation = new ValidationService({ ...common, catalogs: {}, scratchFolder: `${folder}/scratch` });
    const store = { insert: async () => undefined, end: async () => undefined, listOpen: async () => [] };
    previews = new PreviewService({ ...common, store, findCluster: () => cluster, maxConcurrent: 2, marks: {} });
  });
  afterAll(async () => {
    await sessions?.close();
    await server?.stop();
  });

  async function preview(script: string): Promise<PreviewEvent[]> {
    const events: PreviewEvent[] = [];
    const request = PreviewRequest.parse({ script, mode: 'batch', timeoutMs: 60_000 });
    const { cluster } = flink();
    const signal = new AbortController().signal;
    for await (const event of previews.open({
      ...{ request, cluster, timeZone: 'UTC', variables: values, signal, requestId: 'req_test' },
    }))
      events.push(event);
    return events;
  }

  async function ddlOf(table: string): Promise<string> {
    const signal = AbortSignal.timeout(20_000);
    const session = await openSource(connection, { signal, timeoutMs: 5_000 });
    try {
      const read = await session.table('public', table);
      const input = { source: 'orders-db', connection, table: read, connector: 'jdbc', as: 'every' } as const;
      const { ddl, notes } = generateDdl({ ...input, hasConnector: () => true });
      expect(notes.filter((note) => note.code === 'NOT_MAPPED')).toEqual([]);
      return ddl;
    } finally {
      await session.close();
    }
  }

  it('takes the statement of a table with every type, and reads its rows', async () => {
    const ddl = await ddlOf('Every');
    const script = `${ddl}SELECT * FROM every`;
    const { diagnostics } = await validation.validate({
      script,
      engine: flink().engine,
      settings: JobSettings.parse({ mode: 'batch' }),
      timeZone: 'UTC',
      variables: values,
      signal: new AbortController().signal,
    });
    const events = await preview(script);

    expect(diagnostics).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'finished', rows: 2 });
    const rows = events.flatMap((event) => (event.type === 'rows' ? event.rows.map((row) => row.cells) : []));
    const [full, bare] = rows.sort((left, right) => Number(left[0]) - Number(right[0]));
    expect(full).toEqual([1, 2, ...types.map(([, , cell]) => cell)]);
    expect(bare).toEqual([2, 2, ...types.map(() => null)]);
    expect(JSON.stringify([ddl, events])).not.toContain('a-secret-81');
  });

  it('tells of a source that is not there at its place, and of a wrong password without saying it', async () => {
    const ddl = await ddlOf('Every');
    const wrong = ddl.replace('${source.orders-db.url}', '${source.order-db.url}');
    await expect(preview(`${wrong}SELECT * FROM every`)).rejects.toMatchObject({
      code: 'SQL_SOURCE_MISSING',
      details: { positions: [{ message: 'there is no data source "order-db"; did you mean orders-db' }] },
    });
    const events = await preview(`${ddl.replace('public."Every"', 'public.nowhere')}SELECT * FROM every`);
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(events)).not.toContain('a-secret-81');
  });
});

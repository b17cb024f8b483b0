/** Statements written for a real PostgreSQL, taken and read by real Flink. */
import { SourceConnection } from '@liusu/contract/source';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { rowsOf, type Trial, useStatementTrial } from '../../testing/statement-trial.ts';

const password = "it's-a-secret-81";

/** Every type that JDBC maps: how it is declared, a value of it, and the cell Flink gives back. */
const types: readonly (readonly [declared: string, value: string, cell: unknown])[] = [
  ['smallint', '-7', -7],
  ['integer', '7', 7],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['oid', '4294967295', 4_294_967_295],
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
  ['time(3)', "'10:11:12.345'", expect.stringContaining('10:11:12')],
  ['timestamp(0)', "'2026-02-03 10:11:12'", expect.stringMatching(/^2026-02-03T10:11:12/)],
  ['timestamp(6)', "'2026-02-03 10:11:12.123456'", '2026-02-03T10:11:12.123456'],
  ['timestamptz(3)', "'2026-02-03 10:11:12.5+00'", expect.stringMatching(/^2026-02-0\dT\d\d:1\d:12\.5/)],
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

/** Every type that captured changes are read in. */
const capturedTypes: readonly (readonly [declared: string, value: string, cell: unknown])[] = [
  ...types.filter(([type]) => !type.endsWith('[]') && type !== 'numeric(3, -2)'),
  ['uuid', "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['json', `'{"a": 1}'`, '{"a": 1}'],
  ['jsonb', `'{"a": 1}'`, '{"a": 1}'],
  ['xml', "'<a>1</a>'", '<a>1</a>'],
  ['inet', "'10.0.0.1'", '10.0.0.1'],
  ['cidr', "'10.0.0.0/8'", '10.0.0.0/8'],
  ['macaddr', "'08:00:2b:01:02:03'", '08:00:2b:01:02:03'],
  ['macaddr8', "'08:00:2b:01:02:03:04:05'", '08:00:2b:01:02:03:04:05'],
];

let server: PostgresServer;
let trial: Trial;

beforeAll(async () => {
  server = await startPostgres({ wal_level: 'logical' });
  const { hostname: host, port } = new URL(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query("create type mood as enum ('good', 'bad'); create domain price as numeric(12, 2)");
  await client.query(`create role reader superuser login password ${pg.escapeLiteral(password)}`);
  const columns = types.map(([type], i) => `c${i} ${type}`).join(', ');
  await client.query(`create table "Every" ("Id" int, "order" int, ${columns}, primary key ("order", "Id"))`);
  await client.query(`insert into "Every" values (1, 2, ${types.map(([, value]) => value).join(', ')})`);
  await client.query('insert into "Every" ("Id", "order") values (2, 2)');
  await client.query(
    `create table "订单" ("订单号" int primary key, "金额_元" numeric(12, 2), "表" text, "备注 1" text, doc jsonb, ref uuid)`,
  );
  await client.query(`insert into "订单" values (7, 12.5, '零售', '急', '{"a": 1}', gen_random_uuid())`);
  const captured = capturedTypes.map(([type], i) => `c${i} ${type}`).join(', ');
  await client.query(`create table captured (id int primary key, ${captured})`);
  await client.query(`insert into captured values (1, ${capturedTypes.map(([, value]) => value).join(', ')})`);
  await client.end();
  const account = { database: 'postgres', username: 'reader', password };
  const connection = SourceConnection.parse({ kind: 'postgresql', host, port: Number(port), ...account });
  trial = { source: 'orders-db', connection, mode: 'batch' };
});
afterAll(() => server.stop());

describe.each(testEngines)('tables of PostgreSQL by JDBC on %s', (engine) => {
  const flink = useFlink(engine);
  const statements = useStatementTrial(flink);
  const every = { namespace: 'public', table: 'Every', connector: 'jdbc', as: 'every' } as const;

  it('takes the statement of a table with every type, and reads its rows', async () => {
    const { ddl, notes } = await statements.ddl(trial, every);
    const script = `${ddl}SELECT * FROM \`every\``;
    const diagnostics = await statements.validate(trial, script);
    const events = await statements.preview(trial, script);

    expect(notes.filter((note) => note.code === 'NOT_MAPPED')).toEqual([]);
    expect(diagnostics).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'finished', rows: 2 });
    const [full, bare] = rowsOf(events).sort((left, right) => Number(left[0]) - Number(right[0]));
    expect(full).toEqual([1, 2, ...types.map(([, , cell]) => cell)]);
    expect(bare).toEqual([2, 2, ...types.map(() => null)]);
    expect(JSON.stringify([ddl, events])).not.toContain('a-secret-81');
  });

  it('reads columns with Chinese names, and says which columns the statement leaves out', async () => {
    const { ddl, notes } = await statements.ddl(trial, { ...every, table: '订单', as: 'orders' });
    const events = await statements.preview(trial, `${ddl}SELECT * FROM orders`);
    const by = await statements.preview(trial, `${ddl}SELECT \`金额_元\` FROM orders WHERE \`订单号\` = 7`);

    expect(ddl).toContain('`订单号` INT NOT NULL');
    expect(ddl).toContain('PRIMARY KEY (`订单号`) NOT ENFORCED');
    expect(notes.map(({ code, column }) => [code, column])).toEqual([
      ['QUOTED_NAME', '备注 1'],
      ['ONLY_CAPTURED', 'doc'],
      ['ONLY_CAPTURED', 'ref'],
    ]);
    expect([rowsOf(events), rowsOf(by)]).toEqual([[[7, '12.50', '零售', '急']], [['12.50']]]);
  });

  it('tells of a source that is not there at its place, and of a failure without the password', async () => {
    const { ddl } = await statements.ddl(trial, every);
    const wrong = ddl.replace('${source.orders-db.url}', '${source.order-db.url}');
    await expect(statements.preview(trial, `${wrong}SELECT * FROM \`every\``)).rejects.toMatchObject({
      code: 'SQL_SOURCE_MISSING',
      details: { positions: [{ message: 'there is no data source "order-db"; did you mean orders-db' }] },
    });
    const events = await statements.preview(
      trial,
      `${ddl.replace('public."Every"', 'public.nowhere')}SELECT * FROM \`every\``,
    );
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(events)).not.toContain('a-secret-81');
  });
});

describe.runIf(testEngines.includes('flink-1.20'))('tables of PostgreSQL by captured changes', () => {
  const flink = useFlink('flink-1.20');
  const statements = useStatementTrial(flink);

  it('takes the statement of a table with every type that is captured, and reads its rows', async () => {
    const place = { namespace: 'public', table: 'captured', connector: 'postgres-cdc', as: 'captured' } as const;
    const streaming = { ...trial, mode: 'streaming' as const };
    const { ddl, notes } = await statements.ddl(streaming, place);
    const events = await statements.preview(streaming, `${ddl}SELECT * FROM captured`, 1);

    expect(notes.filter((note) => note.code === 'NOT_MAPPED')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'limit' });
    expect(rowsOf(events)).toEqual([[1, ...capturedTypes.map(([, , cell]) => cell)]]);
    expect(JSON.stringify([ddl, events])).not.toContain('a-secret-81');
  });
});

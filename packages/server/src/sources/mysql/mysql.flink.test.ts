/** Statements written for a real MariaDB, taken and read by real Flink 1.20: there is no such connector for Flink 2. */
import { SourceConnection } from '@liusu/contract/source';
import { beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { startMariadb } from '../../testing/servers/mariadb-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { rowsOf, type Trial, useStatementTrial } from '../../testing/statement-trial.ts';

/** Every type that is mapped: how it is declared, a value of it, and the cell by each reader; undefined where it is not read. */
const types: readonly (readonly [declared: string, value: string, jdbc: unknown, cdc: unknown])[] = [
  ['tinyint(1)', '1', true, true],
  ['tinyint', '-7', -7, -7],
  ['tinyint unsigned', '200', 200, 200],
  ['smallint', '-7', -7, -7],
  ['smallint unsigned', '65000', 65_000, 65_000],
  ['mediumint', '7', 7, 7],
  ['mediumint unsigned', '7', 7, 7],
  ['int', '7', 7, 7],
  ['int unsigned', '4000000000', expect.anything(), expect.anything()],
  ['bigint', '7', expect.anything(), expect.anything()],
  ['bigint unsigned', '18446744073709551615', '18446744073709551615', '18446744073709551615'],
  ['float', '1.5', 1.5, 1.5],
  ['double', '2.25', 2.25, 2.25],
  ['decimal(12,2)', '12.30', '12.30', '12.30'],
  ['decimal(50,2)', '12.30', undefined, '12.30'],
  ['bit(1)', "b'1'", true, true],
  ['bit(12)', "b'1'", expect.anything(), expect.anything()],
  ['date', "'2026-02-03'", '2026-02-03', '2026-02-03'],
  ['time', "'10:11:12'", expect.stringContaining('10:11:12'), expect.stringContaining('10:11:12')],
  ['datetime', "'2026-02-03 10:11:12'", expect.stringMatching(/^2026-02-03/), expect.stringMatching(/^2026-02-03/)],
  ['datetime(6)', "'2026-02-03 10:11:12.5'", expect.stringMatching(/12\.5/), expect.stringMatching(/12\.5/)],
  ['timestamp(3) null', "'2026-02-03 10:11:12'", expect.stringMatching(/^2026-02/), expect.stringMatching(/^2026-02/)],
  ['year', '2026', 2026, 2026],
  ['char(3)', "'ab'", expect.stringContaining('ab'), expect.stringContaining('ab')],
  ['varchar(20)', "'城市'", '城市', '城市'],
  ['tinytext', "'a'", 'a', 'a'],
  ['text', "'a'", 'a', 'a'],
  ['mediumtext', "'a'", 'a', 'a'],
  ['longtext', "'a'", 'a', 'a'],
  ["enum('x','y')", "'x'", 'x', 'x'],
  ["set('x','y')", "'x,y'", 'x,y', expect.anything()],
  ['json', `'{"a":1}'`, '{"a":1}', '{"a":1}'],
  ['binary(2)', "x'0102'", expect.anything(), expect.anything()],
  ['varbinary(4)', "x'0102'", expect.anything(), expect.anything()],
  ['tinyblob', "x'0102'", expect.anything(), expect.anything()],
  ['blob', "x'0102'", expect.anything(), expect.anything()],
  ['longblob', "x'0102'", expect.anything(), expect.anything()],
];

describe.runIf(testEngines.includes('flink-1.20'))('tables of MariaDB in Flink', () => {
  const server = useServer((folder) => startMariadb(folder));
  const flink = useFlink('flink-1.20');
  const statements = useStatementTrial(flink);
  let trial: Trial;

  beforeAll(async () => {
    const columns = types.map(([type], i) => `\`C ${i}\` ${type}`).join(', ');
    await server().run(`create database shop; use shop; set time_zone = '+00:00';
      create table \`every\` (id int primary key, \`order\` int, ${columns});
      insert into \`every\` values (1, 2, ${types.map(([, value]) => value).join(', ')});
      insert into \`every\` (id) values (2)`);
    const { host, port, user: username, password } = server();
    const connection = SourceConnection.parse({ kind: 'mysql', host, port, database: 'shop', username, password });
    trial = { source: 'shop-db', connection, mode: 'batch' };
  });

  it.each([
    ['jdbc', 2],
    ['mysql-cdc', 3],
  ] as const)(
    'takes the statement of a table with every type for %s, and reads its rows',
    async (connector, reader) => {
      const place = { namespace: 'shop', table: 'every', connector, as: 'every' };
      const own = { ...trial, mode: connector === 'jdbc' ? ('batch' as const) : ('streaming' as const) };
      const { ddl, notes } = await statements.ddl(own, place);
      const script = `${ddl}SELECT * FROM \`every\``;
      const diagnostics = await statements.validate(own, script);
      const events = await statements.preview(own, script, 2);

      const expected = types.filter((type) => type[reader] !== undefined);
      const leftOut = notes.filter(({ code }) => code === 'NOT_MAPPED' || code === 'ONLY_CAPTURED');
      expect(leftOut).toEqual(
        connector === 'jdbc' ? [expect.objectContaining({ code: 'ONLY_CAPTURED', what: 'decimal(50,2)' })] : [],
      );
      expect(diagnostics).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: 'ended', rows: 2 });
      const [full, bare] = rowsOf(events).sort((left, right) => Number(left[0]) - Number(right[0]));
      expect(full).toEqual([1, 2, ...expected.map((type) => type[reader])]);
      expect(bare).toEqual([2, null, ...expected.map(() => null)]);
      expect(JSON.stringify([ddl, events])).not.toContain(server().password);
    },
  );
});

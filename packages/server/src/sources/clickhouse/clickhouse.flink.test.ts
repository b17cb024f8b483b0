/** ClickHouse by SQL, on the platform's own Flink: what jobs write there, judged by its own client, and what Flink reads from it. */
import type { JobDetail } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { startClickhouse } from '../../testing/servers/clickhouse-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { eventually, previewRows, TestPlatform } from '../../testing/test-platform.ts';

const waitMs = 150_000;
const rows = 300;

/** Every type that is mapped: its declaration, what is written from the number `n`, and the value for 3 as ClickHouse and Flink show it. */
const types: readonly (readonly [declared: string, from: string, inClickhouse: string, inFlink: unknown])[] = [
  ['Bool', 'n % 2 = 0', 'false', false],
  ['Int8', 'CAST(n % 100 - 50 AS TINYINT)', '-47', -47],
  ['Int16', 'CAST(-n AS SMALLINT)', '-3', -3],
  ['Int64', 'CAST(n AS BIGINT) * 1000000007', '3000000021', 3_000_000_021],
  ['UInt8', 'CAST(n % 256 AS SMALLINT)', '3', 3],
  ['UInt16', 'n + 60000', '60003', 60_003],
  ['UInt32', 'CAST(n AS BIGINT) + 4000000000', '4000000003', 4_000_000_003],
  [
    'UInt64',
    "CAST(CAST('18446744073709550000' AS DECIMAL(20, 0)) + n AS DECIMAL(20, 0))",
    '18446744073709550003',
    expect.stringMatching('18446744073709550003'),
  ],
  ['Float32', 'CAST(n * 0.25 AS FLOAT)', '0.75', 0.75],
  ['Float64', 'CAST(n * 0.125 AS DOUBLE)', '0.375', 0.375],
  ['Decimal(12, 2)', 'CAST(n * 1.01 AS DECIMAL(12, 2))', '3.03', '3.03'],
  [
    'Decimal(38, 10)',
    "CAST('12345678901234567890123' || CAST(n + 45678 AS STRING) || '.0000000001' AS DECIMAL(38, 10))",
    '1234567890123456789012345681.0000000001',
    '1234567890123456789012345681.0000000001',
  ],
  ['String', `'it''s \\ ?城' || CAST(n AS STRING)`, String.raw`it\'s \\ ?城3`, String.raw`it's \ ?城3`],
  ['LowCardinality(Nullable(String))', `CASE WHEN n % 3 = 0 THEN CAST(NULL AS STRING) ELSE '上海' END`, '\\N', null],
  [`Enum8('new' = 1, 'it''s' = 2)`, `CASE WHEN n % 2 = 0 THEN 'new' ELSE 'it''s' END`, String.raw`it\'s`, "it's"],
  ['Date', "DATE '2026-02-03'", '2026-02-03', '2026-02-03'],
  ['DateTime', "TIMESTAMP '2026-02-03 10:11:12'", '2026-02-03 10:11:12', expect.stringContaining('10:11:12')],
  [
    "DateTime64(3, 'Asia/Shanghai')",
    "TIMESTAMP '2026-02-03 10:11:12.125'",
    '2026-02-03 10:11:12.125',
    expect.stringContaining('10:11:12.125'),
  ],
  [
    'DateTime64(6)',
    "TIMESTAMP '2026-02-03 10:11:12.123456'",
    '2026-02-03 10:11:12.123456',
    expect.stringContaining('10:11:12.123456'),
  ],
  ['Array(Nullable(String))', "ARRAY['a', CAST(NULL AS STRING)]", "['a',NULL]", expect.anything()],
  [
    'Map(String, Array(Decimal(9, 3)))',
    "MAP['k', ARRAY[CAST(1.5 AS DECIMAL(9, 3))]]",
    "{'k':[1.5]}",
    expect.anything(),
  ],
  ['Nullable(Int32)', 'NULLIF(n, 3)', '\\N', null],
];

/** Of how many rows each holds. The connector hands nearly all of them to ClickHouse. */
const conditions: Record<string, number> = {
  '`C_10` = 3.03': 1,
  '`C_10` < 1.234': 1,
  "`C_11` > CAST('1234567890123456789012345977.5' AS DECIMAL(38, 10))": 1,
  "`C_7` >= CAST('18446744073709550300' AS DECIMAL(20, 0))": 1,
  "`C_15` = DATE '2026-02-03'": rows,
  "`C_17` = TIMESTAMP '2026-02-03 10:11:12.125'": rows,
  "`C_17` > TIMESTAMP '2026-02-03 10:11:12.125'": 0,
  "`C_16` < TIMESTAMP '2026-02-03 10:11:12.5'": rows,
  "`C_16` >= TIMESTAMP '2026-02-03 10:11:12.5'": 0,
  '`C_10` < 1.015 OR `C_10` >= 302.995': 2,
  "`C_0` AND `C_12` LIKE 'it''s%'": rows / 2,
  '`C_13` IS NULL': rows / 3,
};

describe.each(testEngines)('ClickHouse in Flink, on %s', { timeout: 400_000 }, (engine) => {
  const server = useServer(startClickhouse);
  let platform: TestPlatform;
  let projectId: string;
  let ddl: string;

  beforeAll(async () => {
    const columns = types.map(([type], i) => `\`C_${i}\` ${type}`).join(', ');
    await server().run('create database shop');
    await server().run(`create table shop.every (id Int32, ${columns}) engine = ReplacingMergeTree order by id`);
    await server().run('create table shop.counts (k Int32, c Int64) engine = ReplacingMergeTree order by k');
    platform = await TestPlatform.start(engine);
    projectId = await platform.projectId();
    const { host, port, username, password } = server();
    const connection = { kind: 'clickhouse', host, port, database: 'shop', username, password } as const;
    await platform.client.call('createSource', { params: { projectId }, body: { name: 'marts', connection } });
  }, 400_000);
  afterAll(() => platform?.dispose());

  const numbers = (last: number) =>
    `CREATE TABLE numbers (n INT, p AS PROCTIME()) WITH ('connector' = 'datagen', 'number-of-rows' = '${last}', ` +
    `'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '${last}');\n`;
  const query = (script: string) => previewRows(platform.client, projectId, script, waitMs);

  async function finish(name: string, script: string, mode: 'batch' | 'streaming'): Promise<void> {
    const body = { name, script, settings: { mode, checkpointIntervalMs: 1_000 } };
    const { id: jobId } = await platform.client.call('createJob', { params: { projectId }, body });
    await platform.client.call('startJob', { params: { jobId }, body: { restore: { kind: 'none' } } });
    let last: JobDetail | undefined;
    await eventually(
      'the end of the job',
      async () => {
        last = await platform.client.call('getJob', { params: { jobId } });
        return last.phase === 'FINISHED' || last.phase === 'FAILED' ? true : undefined;
      },
      waitMs,
    );
    if (last?.phase !== 'FINISHED') throw new Error(JSON.stringify(last));
  }

  it('takes the statement of the source as it is, and keeps what a job writes of every type', async () => {
    const params = { projectId, name: 'marts' };
    const written = await platform.client.call('getSourceDdl', {
      params,
      query: { namespace: 'shop', table: 'every' },
    });
    ddl = written.ddl;
    expect(written.notes.map(({ code }) => code)).not.toContain('CONNECTOR_MISSING');
    expect(written.notes.map(({ code }) => code)).not.toContain('NOT_MAPPED');
    expect(ddl).not.toContain(server().password);

    const values = types.map(([, from]) => from).join(', ');
    await finish('every type', `${numbers(rows)}${ddl}INSERT INTO \`every\` SELECT n, ${values} FROM numbers`, 'batch');

    expect(await server().run('select count(), uniqExact(id), sum(`C_10`) from shop.every')).toBe(
      '300\t300\t45601.5\n',
    );
    const kept = await server().run('select * from shop.every where id = 3');
    expect(kept.trimEnd().split('\t')).toEqual(['3', ...types.map(([, , shown]) => shown)]);
  });

  it('reads rows of every type back', async () => {
    const [row, ...others] = await query(`${ddl}SELECT * FROM \`every\` WHERE id = 3`);
    expect(others).toEqual([]);
    expect(row).toEqual([3, ...types.map(([, , , shown]) => shown)]);
    expect(await query(`${ddl}SELECT COUNT(*), SUM(\`C_10\`) FROM \`every\``)).toEqual([[rows, '45601.50']]);
    expect(await query(`${ddl}SELECT id FROM \`every\` LIMIT 2`)).toHaveLength(2);
  });

  it('compares exactly', async () => {
    const counts = Object.entries(conditions);
    const parts = counts.map(([condition], i) => `SELECT ${i}, COUNT(*) FROM \`every\` WHERE ${condition}`);
    const found = new Map((await query(ddl + parts.join(' UNION ALL '))).map(([i, count]) => [Number(i), count]));
    expect(Object.fromEntries(counts.map(([condition], i) => [condition, found.get(i)]))).toEqual(conditions);
  });

  it('cuts no number that a type cannot hold, and names the column', async () => {
    const account = ['url', 'username', 'password'].map((name) => `'${name}' = '\${source.marts.${name}}'`).join(', ');
    const narrow = (type: string) =>
      query(
        `CREATE TABLE narrow (id INT, ${type}) WITH ('connector' = 'jdbc', 'table-name' = 'every', ${account});\n` +
          'SELECT * FROM narrow WHERE id = 3',
      );
    await expect(narrow('`C_9` INT')).rejects.toThrow(/column C_9: 0\.375 does not fit into INT/);
    await expect(narrow('`C_10` DECIMAL(10, 1)')).rejects.toThrow(/column C_10: 3\.03 does not fit into DECIMAL/);
  });

  it('looks rows up', async () => {
    const found = await query(
      `${numbers(302)}${ddl}SELECT s.n, e.\`C_10\` FROM numbers AS s LEFT JOIN \`every\` FOR SYSTEM_TIME AS OF s.p AS e ON e.id = s.n WHERE s.n > 298`,
    );
    expect(found.sort((left, right) => Number(left[0]) - Number(right[0]))).toEqual([
      [299, '301.99'],
      [300, '303.00'],
      [301, null],
      [302, null],
    ]);
  });

  it('writes updates as rows that replace, and deletes', async () => {
    const account = ['url', 'username', 'password'].map((name) => `'${name}' = '\${source.marts.${name}}'`).join(', ');
    await finish(
      'changes',
      `${numbers(100)}CREATE TABLE counts (k INT, c BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'jdbc', ` +
        `'table-name' = 'counts', ${account}, 'sink.buffer-flush.max-rows' = '7');\n` +
        `INSERT INTO counts SELECT k, c FROM (SELECT n % 20 AS k, COUNT(*) AS c FROM numbers GROUP BY n % 20) WHERE c < 5 OR k < 3`,
      'streaming',
    );
    expect(await server().run('select k, c from shop.counts final order by k')).toBe('0\t5\n1\t5\n2\t5\n');
  });
});

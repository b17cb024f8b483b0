import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { describe, expect, it } from 'vitest';

import { splitScript } from '../../sql/split.ts';
import { guessTopic } from '../kafka/guess-topic.ts';
import { both, onlyCdc, type ReadColumn, type ReadTable } from '../mapped-type.ts';
import { type DdlInput, generateDdl } from './generate-ddl.ts';

function column(name: string, more: Partial<ReadColumn> = {}): ReadColumn {
  const mapped = more.mapped ?? both('INT');
  return {
    ...{ name, sqlName: name, type: 'int', nullable: true, default: null, keyPosition: null, comment: '' },
    ...{ mapped, flinkType: mapped.jdbc ?? mapped.cdc, ...more },
  };
}

function table(columns: ReadColumn[], more: Partial<ReadTable> = {}): ReadTable {
  return {
    ...{
      namespace: 'public',
      name: 't',
      kind: 'table',
      comment: '',
      rows: null,
      partitions: null,
      topic: null,
      files: null,
    },
    columns,
    ...more,
  };
}

const database = { kind: 'postgresql', host: 'h', database: 'd', username: 'u', password: 'hunter2' } as const;

function ddl(given: ReadTable, more: Partial<DdlInput> = {}, connection: SourceConnectionInput = database) {
  return generateDdl({
    source: 'db',
    connection: SourceConnection.parse(connection),
    table: given,
    connector: undefined,
    as: undefined,
    engine: 'flink-2.2',
    enginesWith: () => ['flink-2.2'],
    ...more,
  });
}

describe('a statement for a table', () => {
  it('quotes names and comments, and is one statement', () => {
    const odd = table([column('a`b', { comment: "it's;\n two ${lines}" })], { name: 'x;y', comment: "of 'all'" });
    const { ddl: text } = ddl(odd);

    expect(text).toContain("`a``b` INT COMMENT 'it''s; two $ {lines}'");
    expect(text).toContain('CREATE TABLE `x;y` (');
    expect(text).toContain(") COMMENT 'of ''all''' WITH (");
    expect(text).toContain(`'table-name' = 'public."x;y"'`);
    expect(splitScript(text)).toMatchObject({ statements: [{}], error: undefined });
    expect(text).not.toContain('hunter2');
  });

  it('puts the key in its own order, and leaves it out when a part of it cannot be read', () => {
    const keyed = [column('a', { keyPosition: 2 }), column('b', { keyPosition: 1, nullable: false })];
    expect(ddl(table(keyed)).ddl).toContain('PRIMARY KEY (`b`, `a`) NOT ENFORCED');

    const uuid = { keyPosition: 1, type: 'uuid', mapped: onlyCdc('STRING'), captured: 'STRING' };
    const lost = ddl(table([column('a'), column('id', uuid)]));
    expect(lost.ddl).not.toContain('PRIMARY KEY');
    expect(lost.notes).toMatchObject([
      { code: 'ONLY_CAPTURED', column: 'id', what: 'uuid' },
      { code: 'KEY_DROPPED', column: 'id' },
    ]);
    expect(ddl(table(lost.notes.map(() => column('x'))), { connector: 'postgres-cdc' }).connector).toBe('postgres-cdc');
  });

  it('keeps the quotes that PostgreSQL needs in names for JDBC, and not for captured changes', () => {
    const capital = table([column('Name', { sqlName: '"Name"' })]);

    expect(ddl(capital).ddl).toContain('`"Name"` INT');
    expect(ddl(capital).notes).toMatchObject([{ code: 'QUOTED_NAME', column: 'Name', what: '`"Name"`' }]);
    expect(ddl(capital, { connector: 'postgres-cdc' }).ddl).toContain('`Name` INT');
  });

  it('writes names of other writings plainly, which PostgreSQL takes as they are', () => {
    const { ddl: text } = ddl(table([column('订单号', { keyPosition: 1 })], { name: '订单_2026' }));

    expect(text).toContain('CREATE TABLE `订单_2026` (\n  `订单号` INT');
    expect(text).toContain('PRIMARY KEY (`订单号`) NOT ENFORCED');
    expect(text).toContain("'public.订单_2026'");
  });

  it('proposes a watermark with the digits that Flink takes', () => {
    const { notes } = ddl(table([column('at', { mapped: both('TIMESTAMP(6)') })]));
    expect(notes[0]?.what).toBe("`at` TIMESTAMP(3), WATERMARK FOR `at` AS `at` - INTERVAL '5' SECOND");
  });

  it('reads a table of another database of MySQL by an address of its own', () => {
    const mysql = { ...database, kind: 'mysql' } as const;

    expect(ddl(table([column('a')], { namespace: 'd' }), {}, mysql).ddl).toContain("= '${source.db.url}'");
    expect(ddl(table([column('a')], { namespace: 'other' }), {}, mysql).ddl).toContain(
      "= '${source.db.base-url}/other?${source.db.url-parameters}'",
    );
  });

  it('takes the first connector that the engine has, and says when it has none', () => {
    const onlyCapture = ddl(table([column('a')]), {
      enginesWith: (name) => (name === 'postgres-cdc' ? ['flink-2.2'] : []),
    });
    const none = ddl(table([column('a')]), { enginesWith: () => [] });

    expect(onlyCapture.connector).toBe('postgres-cdc');
    expect([none.connector, none.notes[0]?.code]).toEqual(['jdbc', 'CONNECTOR_MISSING']);
    const elsewhere = ddl(table([column('a')]), { enginesWith: () => ['flink-1.20'] });
    expect(elsewhere.notes[0]).toEqual({ code: 'OTHER_ENGINE', column: null, what: 'flink-1.20' });
  });

  it('is refused where nothing can be read', () => {
    const unread = table([column('x', { mapped: onlyCdc('STRING') })]);
    expect(() => ddl(unread)).toThrow(/none of the columns/);
    expect(() => ddl(table([column('x')]), {}, { kind: 'redis', host: 'h' })).toThrow(/no connector/);
    const view = () => ddl(table([column('x')], { kind: 'view' }), { connector: 'kafka' });
    expect(view).toThrow(/kafka does not read a view of postgresql/);
    expect(view).toThrow(expect.objectContaining({ zh: expect.stringContaining('kafka 不能读取 postgresql 的视图') }));
  });
});

describe('a statement for a table of Hive', () => {
  const hive = { kind: 'hive', servers: 'metastore' } as const;
  const dt = column('dt', { type: 'string', isPartition: true, flinkType: 'STRING' });
  const odd = column('u', { type: 'uniontype<int,string>', flinkType: null });

  it('makes its catalog, names no address, and tells the columns', () => {
    const { ddl: text, notes, connector } = ddl(table([column('id'), dt, odd], { namespace: 'shop' }), {}, hive);

    expect(connector).toBe('hive');
    expect(text).toContain("'hive-conf-dir'    = '${source.db.conf}'");
    expect(text).toContain('CREATE CATALOG `db` WITH (');
    expect(text).toContain('-- `db`.`shop`.`t` has these columns:\n--   `id` INT\n--   `dt` STRING, partition\n');
    expect(text).not.toContain('metastore');
    expect(notes).toEqual([{ code: 'NOT_MAPPED', column: 'u', what: 'uniontype<int,string>' }]);
    expect(splitScript(text)).toMatchObject({ statements: [{}], error: undefined });
  });

  it('is refused for a table that a lake keeps there', () => {
    expect(() => ddl(table([column('id')], { madeBy: 'iceberg' }), {}, hive)).toThrow(/a table of iceberg/);
  });
});

describe('a statement for a topic', () => {
  const kafka = { kind: 'kafka', servers: 'a:1' } as const;

  function topic(
    values: object[],
    keys: (string | null)[] = [],
    connector?: DdlInput['connector'],
    connection: SourceConnectionInput = kafka,
  ) {
    const bytes = (text: string | null | undefined) => (text === null || text === undefined ? null : Buffer.from(text));
    const raw = values.map((value, i) => ({
      partition: 0,
      offset: BigInt(i),
      atMs: i,
      key: bytes(keys[i]),
      value: bytes(JSON.stringify(value)),
    }));
    const guess = guessTopic(raw);
    const messages = values.map((value, i) => ({
      ...{ partition: 0, offset: String(i), at: null },
      key: keys[i] ?? null,
      value: JSON.stringify(value),
    }));
    const read = table(guess.columns, {
      ...{ namespace: '', name: 'orders.v1', kind: 'topic' as const, partitions: 1 },
      topic: { partitions: [], messages, format: guess.format },
    });
    return ddl(read, { connector }, connection);
  }

  it.each([
    [{ at: '2026-01-01 10:00:00' }, ['`at` TIMESTAMP(3)', 'WATERMARK FOR `at`']],
    [{ ts: 1_700_000_000_000 }, ['`event_time` AS TO_TIMESTAMP_LTZ(`ts`, 3)', 'WATERMARK FOR `event_time`']],
    [{ x: 1 }, ["`kafka_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL", 'WATERMARK FOR `kafka_time`']],
    [{ at: '2026-01-01T10:00:00Z' }, ["'json.timestamp-format.standard' = 'ISO-8601'"]],
  ])('finds the time of %j', (value, parts) => {
    const { ddl: text } = topic([value]);
    for (const part of parts) expect(text).toContain(part);
  });

  it('has a key only where later rows replace earlier ones', () => {
    const plain = topic([{ id: 'a', n: 1 }], ['a']);
    const upsert = topic([{ id: 'a', n: 1 }], ['a'], 'upsert-kafka');

    expect(plain.connectors.map(({ name }) => name)).toEqual(['kafka', 'upsert-kafka']);
    expect(plain.ddl).not.toContain('PRIMARY KEY');
    expect(upsert.ddl).toContain('PRIMARY KEY (`id`) NOT ENFORCED');
    expect(upsert.ddl).toMatch(/'key.format' += 'raw'/);
    expect(upsert.ddl).toMatch(/'value.format' += 'json'/);
  });

  it('refers to the account, and puts none in', () => {
    const { ddl: text } = topic([{ x: 1 }], [], undefined, {
      ...kafka,
      ...{ sasl: 'PLAIN', username: 'me', password: 'hunter2', tls: 'verify', caPem: 'PEM' },
    });

    expect(text).toMatch(/'properties.sasl.jaas.config' += '\$\{source.db.jaas-config\}'/);
    expect(text).toMatch(/'properties.ssl.truststore.certificates' += '\$\{source.db.ca-pem\}'/);
    expect(text).not.toContain('hunter2');
  });
});

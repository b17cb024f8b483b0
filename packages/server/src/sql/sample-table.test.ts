import { describe, expect, it } from 'vitest';

import { formatOf, sampleTableOf, sampleText } from './sample-table.ts';

const shown = `CREATE TEMPORARY TABLE \`default_catalog\`.\`default_database\`.\`orders\` (
  \`id\` BIGINT NOT NULL,
  \`customer, name\` VARCHAR(2147483647) COMMENT 'who; (name)',
  \`place\` ROW<\`x\` INT, \`y\` DECIMAL(10, 2)>,
  \`at\` TIMESTAMP(3) WITH LOCAL TIME ZONE METADATA FROM 'timestamp' VIRTUAL,
  \`twice\` AS \`id\` * 2,
  WATERMARK FOR \`at\` AS \`at\` - INTERVAL '5' SECOND,
  CONSTRAINT \`PK_1\` PRIMARY KEY (\`id\`) NOT ENFORCED
)
COMMENT 'x'
PARTITIONED BY (\`id\`)
WITH (
  'connector' = 'kafka',
  'properties.sasl.jaas.config' = '******'
)`;

describe('a table over sample rows', () => {
  const table = sampleTableOf(shown, "file:///tmp/it's/t.json", 'json');

  it('keeps columns, computed ones and the watermark, and makes metadata plain columns', () => {
    expect(table?.statement).toBe(`CREATE TEMPORARY TABLE \`default_catalog\`.\`default_database\`.\`orders\` (
  \`id\` BIGINT NOT NULL,
  \`customer, name\` VARCHAR(2147483647),
  \`place\` ROW<\`x\` INT, \`y\` DECIMAL(10, 2)>,
  \`at\` TIMESTAMP(3) WITH LOCAL TIME ZONE,
  \`twice\` AS \`id\` * 2,
  WATERMARK FOR \`at\` AS \`at\` - INTERVAL '5' SECOND
) WITH ('connector' = 'filesystem', 'path' = 'file:///tmp/it''s/t.json', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601')`);
    expect(table?.columns.map(({ name }) => name)).toEqual(['id', 'customer, name', 'place', 'at']);
    expect(table?.computed).toEqual(['twice']);
  });

  it('is none of a view', () => {
    expect(sampleTableOf('CREATE VIEW `v` AS SELECT 1', 'file:///x', 'json')).toBeUndefined();
  });
});

describe('the rows of a sample', () => {
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'at', type: 'TIMESTAMP(3)' },
    { name: 'zoned', type: 'TIMESTAMP_LTZ(3)' },
    { name: 'raw', type: 'VARBINARY(10)' },
    { name: 'ok', type: 'BOOLEAN' },
    { name: 'tags', type: 'ARRAY<STRING>' },
    { name: 'text', type: 'STRING' },
  ];

  it('are written as Flink reads them, from what people and previews write', () => {
    const rows = [
      {
        ID: '7',
        at: '2026-01-02 03:04:05',
        zoned: '2026-01-02T03:04:05',
        raw: "X'00FF'",
        ok: 'true',
        tags: '["a"]',
        text: 5,
        other: 1,
      },
      { id: '', text: '' },
    ];

    expect(
      sampleText({ rows }, columns, 'json')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        id: '7',
        at: '2026-01-02T03:04:05',
        zoned: '2026-01-02T03:04:05Z',
        raw: 'AP8=',
        ok: true,
        tags: ['a'],
        text: '5',
      },
      { id: null, at: null, zoned: null, raw: null, ok: null, tags: null, text: '' },
    ]);
  });

  it('with changes are told as changes, in streams', () => {
    const sample = {
      rows: [{ id: 1 }, { id: 1 }, { id: 2 }, { id: 2 }],
      kinds: ['+I', '-U', '+U', '-D'] as ('+I' | '-U' | '+U' | '-D')[],
    };
    const id = [{ name: 'id', type: 'BIGINT' }];

    expect(formatOf(sample, 'streaming')).toBe('debezium-json');
    expect(formatOf(sample, 'batch')).toBe('json');
    expect(
      sampleText(sample, id, 'debezium-json')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { before: null, after: { id: 1 }, op: 'c' },
      { before: { id: 1 }, after: { id: 2 }, op: 'u' },
      { before: { id: 2 }, after: null, op: 'd' },
    ]);
    expect(sampleText(sample, id, 'json')).toBe('{"id":1}\n{"id":2}\n');
  });
});

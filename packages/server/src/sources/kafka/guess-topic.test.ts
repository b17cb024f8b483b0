import { describe, expect, it } from 'vitest';

import { guessTopic, type RawMessage } from './guess-topic.ts';

function messages(...values: (object | string | Uint8Array | null)[]): RawMessage[] {
  return values.map((value, i) => ({ partition: 0, offset: BigInt(i), atMs: i, key: null, value: bytesOf(value) }));
}

function keyed(...pairs: [key: object | string, value: object][]): RawMessage[] {
  return messages(...pairs.map(([, value]) => value)).map((one, i) => ({
    ...one,
    key: bytesOf(pairs[i]?.[0] ?? null),
  }));
}

function bytesOf(value: object | string | Uint8Array | null): Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function types(guess: ReturnType<typeof guessTopic>) {
  return Object.fromEntries(guess.columns.map(({ name, flinkType }) => [name, flinkType]));
}

describe('guessTopic', () => {
  it('knows nothing of an empty topic, or of tombstones', () => {
    expect(guessTopic([])).toEqual({ format: 'unknown', columns: [] });
    expect(guessTopic(messages(null, ''))).toEqual({ format: 'unknown', columns: [] });
  });

  it('takes the types of JSON from all messages', () => {
    const guess = guessTopic(
      messages(
        { id: 1, price: 2, ok: true, at: '2026-01-01 10:00:00.5', day: '2026-01-01', tags: ['a'], who: { name: 'x' } },
        { id: 2, price: 2.5, ok: null, at: '2026-01-01 10:00:01', late: 'x', who: { name: 'y', 'a`ge': 3 } },
      ),
    );

    expect(guess.format).toBe('json');
    expect(types(guess)).toEqual({
      id: 'BIGINT',
      price: 'DOUBLE',
      ok: 'BOOLEAN',
      at: 'TIMESTAMP(3)',
      day: 'DATE',
      tags: 'ARRAY<STRING>',
      who: 'ROW<`name` STRING, `a``ge` BIGINT>',
      late: 'STRING',
    });
  });

  it.each([
    [{ at: '2026-01-01T10:00:00Z' }, 'TIMESTAMP_LTZ(3)'],
    [{ at: '2026-01-01T10:00:00' }, 'TIMESTAMP(3)'],
    [{ at: '2026-01-01T10:00:00+08:00' }, 'STRING'],
    [{ at: [1, 'a'] }, 'ARRAY<STRING>'],
    [{ at: 1e300 }, 'DOUBLE'],
    [{ at: {} }, 'STRING'],
    [{ at: null }, 'STRING'],
  ])('%j', (object, type) => {
    expect(types(guessTopic(messages(object)))).toEqual({ at: type });
  });

  it('lets one style of times count, the first', () => {
    const guess = guessTopic(messages({ a: '2026-01-01 10:00:00', b: '2026-01-01T10:00:00Z' }));
    expect(types(guess)).toEqual({ a: 'TIMESTAMP(3)', b: 'STRING' });
  });

  it('finds the key among the columns', () => {
    const plain = guessTopic(keyed(['7', { id: 7, x: 1 }], ['8', { id: 8, x: 1 }]));
    const object = guessTopic(
      keyed([
        { x: 1, id: 7 },
        { id: 7, x: 1 },
      ]),
    );

    expect(plain.columns.map((one) => [one.name, one.keyPosition])).toEqual([
      ['id', 1],
      ['x', null],
    ]);
    expect(object.columns.map((one) => [one.name, one.keyPosition])).toEqual([
      ['id', 2],
      ['x', 1],
    ]);
    expect(guessTopic(keyed(['9', { id: 7 }])).columns[0]?.keyPosition).toBeNull();
  });

  it('knows the changes of Debezium, with and without schema', () => {
    const change = { before: null, after: { id: 1, name: 'a' }, op: 'c', ts_ms: 1, source: {} };

    for (const value of [change, { schema: { type: 'struct' }, payload: change }]) {
      const guess = guessTopic(keyed([{ id: 1 }, value]));
      expect(guess.format).toBe('debezium-json');
      expect(types(guess)).toEqual({ id: 'BIGINT', name: 'STRING' });
      expect(guess.columns[0]?.keyPosition).toBe(1);
    }
  });

  it('knows the changes of Canal, with the types of MySQL', () => {
    const guess = guessTopic(
      messages({
        data: [{ id: '1', price: '2.50' }],
        database: 'shop',
        table: 'orders',
        type: 'INSERT',
        pkNames: ['id'],
        mysqlType: { id: 'bigint(20) unsigned', price: 'decimal(10,2)' },
      }),
    );

    expect(guess.format).toBe('canal-json');
    expect(guess.columns).toMatchObject([
      { name: 'id', flinkType: 'DECIMAL(20, 0)', keyPosition: 1 },
      { name: 'price', flinkType: 'DECIMAL(10, 2)', keyPosition: null },
    ]);
  });

  it('cuts lines', () => {
    const guess = guessTopic(messages('1;"a;b";2.5;2026-01-01 00:00:00', '2;c;3;2026-01-02 00:00:00'));

    expect(guess.format).toBe('csv');
    expect(types(guess)).toEqual({ c1: 'BIGINT', c2: 'STRING', c3: 'DOUBLE', c4: 'TIMESTAMP(3)' });
  });

  it.each([
    [Buffer.from([0, 0, 0, 0, 7, 2, 65]), 'avro-confluent', {}],
    [Buffer.from([200, 201, 0]), 'raw', { payload: 'BYTES' }],
    ['just words', 'raw', { payload: 'STRING' }],
    ['{"broken": ', 'raw', { payload: 'STRING' }],
  ])('%j is %s', (value, format, columns) => {
    const guess = guessTopic(messages(value));
    expect([guess.format, types(guess)]).toEqual([format, columns]);
  });
});

import { describe, expect, it } from 'vitest';

import { columnsOfAvro } from './avro-columns.ts';

type Schema = string | object;

/** A number as avro writes it. */
function long(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const text = (value: string) => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)]);

/** What a file of this schema begins with. `block`: how its one block of entries begins. */
function fileOf(schema: Schema, block: Buffer[] = [long(2)]): Buffer {
  const entries = [text('avro.codec'), text('null'), text('avro.schema'), text(JSON.stringify(schema))];
  return Buffer.concat([Buffer.from('Obj\u0001'), ...block, ...entries, long(0), Buffer.alloc(16, 7)]);
}

const record = (name: string, fields: [string, Schema][]): Schema => ({
  type: 'record',
  name,
  fields: fields.map(([field, type]) => ({ name: field, type })),
});

describe('columnsOfAvro', () => {
  it.each<[Schema, string | null, string]>([
    ['long', 'BIGINT', 'long'],
    [['null', 'string'], 'STRING', 'string'],
    [['null', 'string', 'int'], null, 'union of null, string, int'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 'TIMESTAMP(3)', 'long (timestamp-millis)'],
    [{ type: 'long', logicalType: 'timestamp-micros' }, 'BIGINT', 'long (timestamp-micros)'],
    [{ type: 'int', logicalType: 'date' }, 'DATE', 'int (date)'],
    [{ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }, 'DECIMAL(9, 2)', 'bytes (decimal)'],
    [{ type: 'fixed', name: 'F', size: 4 }, null, 'fixed'],
    [{ type: 'enum', name: 'E', symbols: ['A'] }, null, 'enum'],
    [{ type: 'array', items: ['null', 'int'] }, 'ARRAY<INT>', 'array'],
    [{ type: 'map', values: { type: 'fixed', name: 'G', size: 4 } }, null, 'map'],
    [record('R', [['x', 'int']]), 'ROW<`x` INT>', 'record'],
  ])('%j is %s', (type, flinkType, words) => {
    expect(columnsOfAvro(fileOf(record('Top', [['c', type]])))).toEqual([{ name: 'c', type: words, flinkType }]);
  });

  it('knows no columns of a header that was cut, nor of what is no record', () => {
    const whole = fileOf(record('Top', [['c', 'int']]));

    expect(columnsOfAvro(whole.subarray(0, 60))).toEqual([]);
    expect(columnsOfAvro(fileOf('int'))).toEqual([]);
  });

  it('takes a block that tells its bytes, and is not kept busy by one that lies about its entries', () => {
    const schema = record('Top', [['c', 'int']]);

    expect(columnsOfAvro(fileOf(schema, [long(-2), long(90)]))).toHaveLength(1);
    expect(columnsOfAvro(fileOf(schema, [long(2 ** 40)]))).toEqual([]);
    expect(columnsOfAvro(Buffer.concat([Buffer.from('Obj\u0001'), Buffer.alloc(64, 255)]))).toEqual([]);
  });

  it('sees through a record that may be null', () => {
    const whole = fileOf(['null', record('Top', [['c', 'int']])]);

    expect(columnsOfAvro(whole)).toEqual([{ name: 'c', type: 'int', flinkType: 'INT' }]);
  });
});

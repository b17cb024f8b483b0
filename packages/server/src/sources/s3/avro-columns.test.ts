import avsc, { type Schema } from 'avsc';
import { describe, expect, it } from 'vitest';

import { columnsOfAvro } from './avro-columns.ts';

/** What a file of this schema begins with. */
function fileOf(schema: Schema): Buffer {
  const meta = avsc.Type.forSchema({ type: 'map', values: 'bytes' });
  const words = meta.toBuffer({
    'avro.codec': Buffer.from('null'),
    'avro.schema': Buffer.from(JSON.stringify(schema)),
  });
  return Buffer.concat([Buffer.from('Obj\u0001'), words, Buffer.alloc(16, 7)]);
}

const record = (name: string, fields: [string, Schema][]) =>
  ({ type: 'record', name, fields: fields.map(([field, type]) => ({ name: field, type })) }) as Schema;

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

  it('sees through a record that may be null', () => {
    const whole = fileOf(['null', record('Top', [['c', 'int']])] as Schema);

    expect(columnsOfAvro(whole)).toEqual([{ name: 'c', type: 'int', flinkType: 'INT' }]);
  });
});

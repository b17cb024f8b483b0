import { parquetSchema, type SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';

import { columnsOfParquet, columnsOfTree, footerLength } from './parquet-columns.ts';

const column = (element: Omit<SchemaElement, 'name'>): SchemaElement => ({ name: 'c', ...element });

function typesOf(...elements: SchemaElement[]): (string | null)[] {
  const top = elements.filter((_, index) => !isInner(elements, index)).length;
  const schema = [{ name: 'root', num_children: top }, ...elements];
  return columnsOfTree(parquetSchema({ schema }).children).map(({ flinkType }) => flinkType);
}

/** Whether it lies below one of those before it: every group of these tests is the first element. */
function isInner(elements: SchemaElement[], index: number): boolean {
  return index > 0 && elements[0]?.num_children !== undefined;
}

describe('columnsOfParquet', () => {
  it('reads what a file ends with, and nothing else', () => {
    const file = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'id', data: [1n], type: 'INT64' }] }));
    const footer = file.subarray(-footerLength(file));

    expect(footer.length).toBeLessThan(file.length);
    expect(columnsOfParquet(footer)).toEqual([{ name: 'id', type: 'int64', flinkType: 'BIGINT' }]);
    expect(() => columnsOfParquet(Buffer.from('PAR1 and no more'))).toThrow(/parquet/);
    expect(footerLength(Buffer.from('PAR1'))).toBe(0);
  });

  it.each<[Omit<SchemaElement, 'name'>, string | null]>([
    [{ type: 'INT32' }, 'INT'],
    [{ type: 'INT32', converted_type: 'INT_8' }, 'TINYINT'],
    [{ type: 'INT32', logical_type: { type: 'INTEGER', bitWidth: 16, isSigned: true } }, 'SMALLINT'],
    [{ type: 'INT32', logical_type: { type: 'INTEGER', bitWidth: 32, isSigned: false } }, null],
    [{ type: 'INT32', converted_type: 'TIME_MILLIS' }, 'TIME'],
    [{ type: 'INT64' }, 'BIGINT'],
    [{ type: 'INT64', converted_type: 'UINT_64' }, null],
    [{ type: 'INT64', converted_type: 'TIME_MICROS' }, null],
    [{ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, 'TIMESTAMP(6)'],
    [{ type: 'INT96' }, 'TIMESTAMP(9)'],
    [{ type: 'BYTE_ARRAY' }, 'BYTES'],
    [{ type: 'BYTE_ARRAY', converted_type: 'JSON' }, 'STRING'],
    [{ type: 'BYTE_ARRAY', converted_type: 'BSON' }, null],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL', precision: 38, scale: 6 }, 'DECIMAL(38, 6)'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL', precision: 40, scale: 0 }, null],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'UUID' } }, null],
    [{ type: 'INT32', repetition_type: 'REPEATED' }, null],
  ])('%j is %s', (element, type) => {
    expect(typesOf(column(element))).toEqual([type]);
  });

  it('calls what is in lists by its name, times in them too', () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 1 },
      column({ num_children: 1, converted_type: 'LIST' }),
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    ];

    expect(columnsOfTree(parquetSchema({ schema }).children)).toEqual([
      { name: 'c', type: 'list of int64 (timestamp_millis)', flinkType: 'ARRAY<TIMESTAMP(3)>' },
    ]);
  });

  it('lists, maps and groups, by what is in them', () => {
    const list = column({ num_children: 1, converted_type: 'LIST' });
    const items: SchemaElement = { name: 'list', num_children: 1, repetition_type: 'REPEATED' };
    const pairs: SchemaElement = { name: 'key_value', num_children: 2, repetition_type: 'REPEATED' };
    const text = (name: string): SchemaElement => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8' });

    expect(typesOf(list, items, text('element'))).toEqual(['ARRAY<STRING>']);
    expect(typesOf(list, items, { name: 'element', type: 'INT64', converted_type: 'UINT_64' })).toEqual([null]);
    expect(
      typesOf(column({ num_children: 1, converted_type: 'MAP' }), pairs, text('key'), {
        name: 'value',
        type: 'DOUBLE',
      }),
    ).toEqual(['MAP<STRING, DOUBLE>']);
    expect(typesOf(column({ num_children: 2 }), text('a`b'), { name: 'n', type: 'INT32' })).toEqual([
      'ROW<`a``b` STRING, `n` INT>',
    ]);
  });
});

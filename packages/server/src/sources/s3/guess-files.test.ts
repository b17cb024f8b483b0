import { describe, expect, it } from 'vitest';

import { guessFiles } from './guess-files.ts';

describe('guessFiles', () => {
  it.each([
    ['a.csv', 'id,n\n1,2\n', 'csv', 'id BIGINT, n BIGINT', true],
    ['a.csv', 'id,n\na,b\n', 'csv', 'c1 STRING, c2 STRING', false],
    ['a.csv', 'id,id\n1,2\n', 'csv', 'c1 STRING, c2 STRING', false],
    ['one.csv', '1\n2\n', 'csv', 'c1 BIGINT', false],
    ['a.txt', 'words of a person\n', 'unknown', '', false],
    ['a.json', '{"a":1}\n{"a":1.5}\n', 'json', 'a DOUBLE', false],
    ['a.json', '{"a":3.00}\n', 'json', 'a DOUBLE', false],
    ['a.json', '[\n {"a": 1}\n]\n', 'unknown', '', false],
    ['a', 'PAR1\u0000\u0001', 'parquet', '', false],
    ['a', 'Obj\u0001\u0000', 'avro', '', false],
    ['a.csv', '', 'unknown', '', false],
  ] as const)('%s: %j', (name, text, format, columns, hasHeader) => {
    const guess = guessFiles([{ name, bytes: Buffer.from(text), isWhole: true }]);

    expect(guess).toMatchObject({ format, hasHeader });
    expect(guess.columns.map((one) => `${one.name} ${one.flinkType}`).join(', ')).toBe(columns);
  });

  it('does not count a line that may be cut, nor half a character', () => {
    const cut = Buffer.from('{"a":"城"}\n{"a":"城').subarray(0, -1);

    expect(guessFiles([{ name: 'a.json', bytes: cut, isWhole: false }])).toMatchObject({
      format: 'json',
      lines: ['{"a":"城"}'],
    });
  });

  it('takes several files together, each with its line of names', () => {
    const sample = (text: string) => ({ name: 'a.csv', bytes: Buffer.from(text), isWhole: true });
    const guess = guessFiles([sample('id,n\n1,2\n'), sample('id,n\n3,4.5\n')]);

    expect(guess).toMatchObject({ hasHeader: true, lines: ['id,n', '1,2'] });
    expect(guess.columns.map((one) => `${one.name} ${one.flinkType}`)).toEqual(['id BIGINT', 'n DOUBLE']);
  });
});

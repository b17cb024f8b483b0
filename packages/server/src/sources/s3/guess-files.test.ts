import { describe, expect, it } from 'vitest';

import { guessFile } from './guess-files.ts';

describe('guessFile', () => {
  it.each([
    ['a.csv', 'id,n\n1,2\n', 'csv', 'id BIGINT, n BIGINT', true],
    ['a.csv', 'id,n\na,b\n', 'csv', 'c1 STRING, c2 STRING', false],
    ['a.csv', 'id,id\n1,2\n', 'csv', 'c1 STRING, c2 STRING', false],
    ['one.csv', '1\n2\n', 'csv', 'c1 BIGINT', false],
    ['a.txt', 'words of a person\n', 'unknown', '', false],
    ['a.json', '{"a":1}\n{"a":1.5}\n', 'json', 'a DOUBLE', false],
    ['a.json', '[\n {"a": 1}\n]\n', 'unknown', '', false],
    ['a', 'PAR1\u0000\u0001', 'parquet', '', false],
    ['a', 'Obj\u0001\u0000', 'avro', '', false],
    ['a.csv', '', 'unknown', '', false],
  ] as const)('%s: %j', (name, text, format, columns, hasHeader) => {
    const guess = guessFile(name, Buffer.from(text), true);

    expect(guess).toMatchObject({ format, hasHeader });
    expect(guess.columns.map((one) => `${one.name} ${one.flinkType}`).join(', ')).toBe(columns);
  });

  it('does not count a line that may be cut, nor half a character', () => {
    const cut = Buffer.from('{"a":"城"}\n{"a":"城').subarray(0, -1);

    expect(guessFile('a.json', cut, false)).toMatchObject({ format: 'json', lines: ['{"a":"城"}'] });
  });
});

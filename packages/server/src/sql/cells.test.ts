import { describe, expect, it } from 'vitest';

import { parseExactJson, RawNumber } from '../flink/raw-number.ts';
import { cellOf, changeKindOf, typeText, withinLimit } from './cells.ts';

const type = (name: string, more: object = {}) => ({ type: name, nullable: true, ...more });

describe('parseExactJson', () => {
  it('keeps what a double cannot hold', () => {
    expect(parseExactJson('{"a":[9007199254740993,1.50,2,-3,1.0E20,"x",null,true]}')).toEqual({
      a: [new RawNumber('9007199254740993'), new RawNumber('1.50'), 2, -3, new RawNumber('1.0E20'), 'x', null, true],
    });
  });
});

describe('bytes', () => {
  it('are shown as SQL writes them, not in Base64', () => {
    expect(cellOf('AP8=', type('VARBINARY', { length: 2 }))).toBe("X'00FF'");
    expect(cellOf(['AP8='], type('ARRAY', { elementType: type('BINARY', { length: 2 }) }))).toEqual(["X'00FF'"]);
    expect(cellOf('AP8=', type('VARCHAR'))).toBe('AP8=');
  });
});

describe('cellOf', () => {
  it.each([
    [2, type('INTEGER'), 2],
    [new RawNumber('9007199254740993'), type('BIGINT'), '9007199254740993'],
    [new RawNumber('1.5'), type('DECIMAL', { precision: 10, scale: 2 }), '1.50'],
    [2, type('DECIMAL', { precision: 20, scale: 2 }), '2.00'],
    [new RawNumber('1.23E+4'), type('DECIMAL', { precision: 5, scale: 0 }), '12300'],
    [new RawNumber('-1.5E-7'), type('DECIMAL', { precision: 20, scale: 10 }), '-0.0000001500'],
    ['1E-10', type('DECIMAL', { precision: 20, scale: 10 }), '0.0000000001'],
    [new RawNumber('1.5'), type('DOUBLE'), 1.5],
    [new RawNumber('1.0E20'), type('DOUBLE'), 1e20],
    ['NaN', type('DOUBLE'), 'NaN'],
    ['2020-01-01T00:00:00.123', type('TIMESTAMP_WITHOUT_TIME_ZONE'), '2020-01-01T00:00:00.123'],
    [null, type('INTEGER'), null],
    [true, type('BOOLEAN'), true],
    [[new RawNumber('1.5')], type('ARRAY', { elementType: type('DECIMAL', { scale: 1 }) }), ['1.5']],
    [{ k: new RawNumber('9007199254740993') }, type('MAP', { valueType: type('BIGINT') }), { k: '9007199254740993' }],
    [
      { a: 1, b: new RawNumber('0.5') },
      type('ROW', {
        fields: [
          { name: 'a', fieldType: type('INTEGER') },
          { name: 'b', fieldType: type('DECIMAL', { scale: 3 }) },
        ],
      }),
      { a: 1, b: '0.500' },
    ],
  ])('%j', (value, logical, expected) => {
    expect(cellOf(value, logical)).toEqual(expected);
  });
});

it.each([
  [type('VARCHAR', { length: 2_147_483_647 }), 'STRING'],
  [type('VARCHAR', { length: 5 }), 'VARCHAR(5)'],
  [type('INTEGER'), 'INT'],
  [type('DECIMAL', { precision: 10, scale: 2 }), 'DECIMAL(10, 2)'],
  [type('TIMESTAMP_WITH_LOCAL_TIME_ZONE', { precision: 3 }), 'TIMESTAMP_LTZ(3)'],
  [type('ARRAY', { elementType: type('INTEGER') }), 'ARRAY<INT>'],
  [type('MAP', { keyType: type('CHAR', { length: 1 }), valueType: type('BIGINT') }), 'MAP<CHAR(1), BIGINT>'],
  [type('ROW', { fields: [{ name: 'a', fieldType: type('INTEGER') }] }), 'ROW<a INT>'],
])('names the type %j %s', (logical, expected) => {
  expect(typeText(logical)).toBe(expected);
});

it.each([
  ['INSERT', '+I'],
  ['UPDATE_BEFORE', '-U'],
  ['UPDATE_AFTER', '+U'],
  ['DELETE', '-D'],
])('shortens %s to %s', (kind, expected) => {
  expect(changeKindOf(kind)).toBe(expected);
});

it.each([
  [3, ['INSERT', 'UPDATE_BEFORE', 'UPDATE_AFTER']],
  [2, ['INSERT']],
  [9, ['INSERT', 'UPDATE_BEFORE', 'UPDATE_AFTER']],
])('of an update within a limit of %i there are both halves or none', (room, expected) => {
  const rows = ['INSERT', 'UPDATE_BEFORE', 'UPDATE_AFTER'].map((kind) => ({ kind }));

  expect(withinLimit(rows, room).map(({ kind }) => kind)).toEqual(expected);
});

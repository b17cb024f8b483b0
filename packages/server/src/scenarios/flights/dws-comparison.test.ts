import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { describeDifference, describeDifferences, dwsTables, normaliseRows, selectTable } from './dws-comparison.ts';
import { computeReferenceTotals } from './reference-totals.ts';

const [carrierHour, route, delayMinute] = dwsTables;
if (carrierHour === undefined || route === undefined || delayMinute === undefined)
  throw new Error('tables are missing');

const delays = [
  ['B6', 'JFK', -2, 1],
  ['UA', 'EWR', 2, 7],
];

describe('dwsTables', () => {
  it.each(dwsTables.map((table) => [table.name, table] as const))(
    '%s has the columns the job writes',
    (name, table) => {
      const sql = readFileSync(join(import.meta.dirname, '../../../../../scenarios/flights/sql/dws.sql'), 'utf8');
      const body = new RegExp(`TABLE IF NOT EXISTS lake\\.flights\\.${name} \\(([^]*?)PRIMARY KEY \\(([^)]*)\\)`).exec(
        sql,
      );
      const columns = [...(body?.[1] ?? '').matchAll(/^ {2}(\w+) +([A-Z]+)/gm)];
      const kinds: Record<string, string> = { STRING: 'text', TIMESTAMP: 'instant', BIGINT: 'integer', INT: 'integer' };

      expect(table.columns).toEqual(columns.map(([, column, type = '']) => ({ name: column, kind: kinds[type] })));
      expect(table.columns.slice(0, table.keySize).map((column) => column.name)).toEqual(body?.[2]?.split(', '));
    },
  );

  it('are read whole, in the order of their columns', () => {
    expect(selectTable(delayMinute)).toBe(
      'SELECT carrier, origin, dep_delay, flights FROM lake.flights.dws_delay_minute;',
    );
  });
});

describe('normaliseRows', () => {
  it.each([
    ['2013-01-01T11:00:00', '2013-01-01T11:00:00'],
    ['2013-01-01 11:00:00.000', '2013-01-01T11:00:00'],
    ['2013-01-01T11:00:00Z', '2013-01-01T11:00:00'],
    // Half a second is another instant.
    ['2013-01-01T11:00:00.500', '2013-01-01T11:00:00.500'],
  ])('writes the instant %s as %s', (written, expected) => {
    expect(normaliseRows(carrierHour, [['UA', written]])).toEqual([['UA', expected]]);
  });

  it('takes whole numbers as text, and keeps those apart that a double cannot', () => {
    const rows = [
      ['UA', 'EWR', '-7', '12'],
      ['UA', 'EWR', 8, '9007199254740993'],
    ];

    expect(normaliseRows(delayMinute, rows)).toEqual([
      ['UA', 'EWR', -7, 12],
      ['UA', 'EWR', 8, '9007199254740993'],
    ]);
  });
});

describe('describeDifference', () => {
  it('finds none between the same rows in another order and form', () => {
    expect(describeDifference(delayMinute, delays, [delays[1] ?? [], ['B6', 'JFK', '-2', '1']])).toBeUndefined();
  });

  it('names the key, the column and both values', () => {
    expect(
      describeDifference(delayMinute, delays, [
        ['B6', 'JFK', -2, 1],
        ['UA', 'EWR', 2, 8],
      ]),
    ).toBe('dws_delay_minute: 1 of 2 keys differ (2 rows expected, 2 found)\n  UA EWR 2: flights 8 instead of 7');
  });

  it('names rows that are missing, not expected or there twice', () => {
    const actual = [
      ['B6', 'JFK', -2, 1],
      ['B6', 'JFK', -2, 1],
      ['DL', 'LGA', 0, 3],
    ];

    expect(describeDifference(delayMinute, delays, actual)).toBe(
      [
        'dws_delay_minute: 3 of 3 keys differ (2 rows expected, 3 found)',
        '  B6 JFK -2: 2 rows instead of 1',
        '  DL LGA 0: not expected: 3',
        '  UA EWR 2: missing',
      ].join('\n'),
    );
  });

  it.each([
    ['null', ['UA', 'EWR', 2, null], 'flights null instead of 7'],
    ['an absent cell', ['UA', 'EWR', 2], 'flights absent instead of 7'],
    ['a cell too many', ['UA', 'EWR', 2, 7, 7], 'column 4 7 instead of absent'],
    ['a fraction', ['UA', 'EWR', 2, 7.5], 'flights 7.5 instead of 7'],
  ])('tells %s from a number', (_, row, told) => {
    expect(describeDifference(delayMinute, delays.slice(1), [row])).toContain(`UA EWR 2: ${told}`);
  });

  it('shows the first rows of many and counts the others', () => {
    const many = Array.from({ length: 25 }, (_, i) => ['UA', 'EWR', i, 1]);

    const lines = describeDifference(delayMinute, many, [])?.split('\n') ?? [];

    expect(lines).toHaveLength(12);
    expect(lines[0]).toContain('25 of 25 keys');
    expect(lines.at(-1)).toBe('  and 15 more');
  });
});

describe('describeDifferences', () => {
  const totals = computeReferenceTotals({
    flightLines: '2013,1,1,517,515,2,830,819,11,UA,1545,N1,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z\n',
    airportsCsv: 'IAH,Houston,29.9,-95.3,97,-6,A,America/Chicago\n',
    planesCsv: 'N1,2004,Fixed,BOEING,737,2,149,,Turbo-fan\n',
    weatherCsv: 'EWR,2013,1,1,5,39,26,59,270,10,,0,1012,10,2013-01-01T10:00:00Z\n',
  });

  it('finds none where all three tables are equal', () => {
    expect(describeDifferences(totals, totals)).toEqual([]);
  });

  it('tells each table that differs', () => {
    const actual = { ...totals, route: [], delayMinute: [] };

    expect(describeDifferences(totals, actual).map((line) => line.split(':')[0])).toEqual([
      'dws_route',
      'dws_delay_minute',
    ]);
  });
});

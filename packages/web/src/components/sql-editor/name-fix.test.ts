import { expect, test } from 'vitest';

import type { UnknownName } from '@liusu/contract/sql';

import { nameFix } from './name-fix.ts';
import { positionOf } from './text-position.ts';

const reserved = new Set(['HOUR']);

/** The text after the fix, of what stands between the bars. */
function fixed(text: string, unknown: Pick<UnknownName, 'kind' | 'name'>, meant: string): string | undefined {
  const [before = '', marked = '', after = ''] = text.split('|');
  const script = before + marked + after;
  const start = positionOf(script, before.length);
  const end = positionOf(script, before.length + marked.length);
  const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  const fix = nameFix(script, { ...place, unknown: { ...unknown, near: [meant], engines: [] } }, meant, reserved);
  return fix === undefined ? undefined : script.slice(0, fix.start) + fix.text + script.slice(fix.end);
}

test('a value between quotes keeps them', () => {
  expect(fixed("WITH ('connector' = |'kafak'|)", { kind: 'connector', name: 'kafak' }, 'kafka')).toBe(
    "WITH ('connector' = 'kafka')",
  );
});

test('of a path the last part is replaced', () => {
  expect(fixed('FROM |ordr.ordr|', { kind: 'table', name: 'ordr' }, 'orders')).toBe('FROM ordr.orders');
  expect(fixed('FROM |`shop`.`ordr`|', { kind: 'table', name: 'ordr' }, 'or`der')).toBe('FROM `shop`.`or``der`');
});

test('a reserved word is quoted, and the case of what is written does not matter', () => {
  expect(fixed('SELECT |HOURR| FROM t', { kind: 'column', name: 'hourr' }, 'hour')).toBe('SELECT `hour` FROM t');
});

test('a name that stands in other words, more than once, or no more is left alone', () => {
  expect(fixed('SELECT |orders_ordr|', { kind: 'column', name: 'ordr' }, 'order_id')).toBeUndefined();
  expect(fixed('|SELECT ab, ab FROM t|', { kind: 'column', name: 'ab' }, 'abc')).toBeUndefined();
  expect(fixed('SELECT |x|', { kind: 'column', name: 'ab' }, 'abc')).toBeUndefined();
});

import { describe, expect, it } from 'vitest';

import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatRate,
  formatShare,
} from './format.ts';

describe('counts and rates', () => {
  it.each([
    [0, '0', '0'],
    [999, '999', '999'],
    [12_345, '1.23 万', '12.3 k'],
    [3_400_000, '340 万', '3.4 M'],
    [123_456_789, '1.23 亿', '123 M'],
  ])('%d', (value, zh, en) => {
    expect(formatCount(value, 'zh')).toBe(zh);
    expect(formatCount(value, 'en')).toBe(en);
  });

  it('says the unit, and a dash without a figure', () => {
    expect(formatRate(12_345, 'zh')).toBe('1.23 万条/s');
    expect(formatRate(42, 'zh')).toBe('42 条/s');
    expect(formatRate(12_345, 'en')).toBe('12.3 k rec/s');
    expect(formatRate(null, 'en')).toBe('–');
  });
});

it('writes sizes in binary units', () => {
  expect(formatBytes(1023)).toBe('1023 B');
  expect(formatBytes(1024)).toBe('1 KiB');
  expect(formatBytes(226_492_416)).toBe('216 MiB');
});

it('shows the two largest units of a span', () => {
  expect(formatDuration(840, 'en')).toBe('840 ms');
  expect(formatDuration(192_000, 'zh')).toBe('3 分 12 秒');
  expect(formatDuration(3_600_000, 'en')).toBe('1 h');
  expect(formatDuration(187_200_000, 'en')).toBe('2 d 4 h');
});

it('tells ages in one unit', () => {
  expect(formatAgo(0, 1_000, 'zh')).toBe('刚刚');
  expect(formatAgo(0, 12_000, 'zh')).toBe('12 秒前');
  expect(formatAgo(0, 7_200_000, 'en')).toBe('2 h ago');
  expect(formatAgo(60_000, 0, 'en')).toBe('in 1 min');
});

it('does not round a small share to nothing', () => {
  expect(formatShare(0.004)).toBe('< 1 %');
  expect(formatShare(0)).toBe('0 %');
});

it('shows a time in the zone of the viewer', () => {
  expect(formatInstant('2026-11-23T08:05:07.000Z', 'Asia/Shanghai')).toBe('2026-11-23 16:05:07 UTC+8');
});

import { describe, expect, it } from 'vitest';

import { bytesText, durationText } from './units.ts';

describe('bytesText', () => {
  it.each([
    [0, '0 B'],
    [1536, '1.5 KiB'],
    [319_423_218, '305 MiB'],
    [5 * 1024 ** 3, '5.0 GiB'],
  ])('%i bytes read %s', (bytes, expected) => {
    expect(bytesText(bytes)).toBe(expected);
  });
});

describe('durationText', () => {
  it('speaks both languages', () => {
    expect(durationText(850, 'en')).toBe('0.8 s');
    expect(durationText(192_000, 'zh')).toBe('3 分 12 秒');
    expect(durationText(119_600, 'en')).toBe('2 min 0 s');
  });
});

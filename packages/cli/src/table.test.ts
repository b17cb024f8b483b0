import { describe, expect, it } from 'vitest';

import { displayWidth, tableLines } from './table.ts';

describe('displayWidth', () => {
  it('counts Chinese characters as two columns', () => {
    expect(displayWidth('作业 a')).toBe(6);
  });
});

describe('tableLines', () => {
  it('aligns columns by what is seen, not by characters', () => {
    const lines = tableLines(
      ['名称', 'phase'],
      [
        ['航班', 'RUNNING'],
        ['abcdef', 'STOPPED'],
      ],
    );

    expect(lines).toEqual(['名称    phase', '航班    RUNNING', 'abcdef  STOPPED']);
  });

  it('keeps a cell on one line', () => {
    expect(tableLines(['a'], [['x\n  y']])).toEqual(['a', 'x y']);
  });

  it('shows no headings above nothing', () => {
    expect(tableLines(['a'], [])).toEqual([]);
  });
});

/** Widths of result columns from what they hold: a look at the first rows, within bounds. */
import type { Cell, Column } from '@liusu/contract/sql';

import { cellText, shortType } from './cell-text.ts';

const looked = 60;
const minPx = 72;
const maxPx = 360;
const paddingPx = 26;
/** Advance of one character of the 12 px monospace font; Chinese characters take two. */
const characterPx = 7.3;

function textPx(text: string): number {
  let characters = 0;
  for (const character of text) characters += (character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
  return characters * characterPx;
}

export function columnWidths(columns: readonly Column[], rows: readonly { cells: readonly Cell[] }[]): number[] {
  return columns.map((column, index) => {
    let widest = Math.max(textPx(column.name), textPx(shortType(column.type)) * 0.92);
    for (const row of rows.slice(0, looked)) {
      widest = Math.max(widest, textPx(cellText(row.cells[index], column) ?? 'NULL'));
    }
    return Math.round(Math.min(maxPx, Math.max(minPx, widest + paddingPx)));
  });
}

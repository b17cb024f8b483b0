/** Offsets to lines and columns, both from 1; columns count UTF-16 code units, as the contract and Monaco do. */

export interface TextPosition {
  line: number;
  column: number;
}

/** Line and column of an offset; offsets beyond the end give the end. */
export function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1;
  return { line, column: before.length - lastBreak };
}

/** Offset of a line and column; a column beyond the line's end gives that end. */
export function offsetOf(text: string, position: TextPosition): number {
  let start = 0;
  for (let line = 1; line < position.line; line += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  const lineEnd = text.indexOf('\n', start);
  return Math.min(start + position.column - 1, lineEnd < 0 ? text.length : lineEnd);
}

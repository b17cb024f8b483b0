/** Offsets and lines of a text. Lines and columns count from 1, columns in UTF-16 code units; \n, \r and \r\n end a line, as in Flink's parser. */
import type { SqlPosition } from '@liusu/contract/problem';

export interface Place {
  line: number;
  column: number;
}

export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const char = text.charCodeAt(i);
      if (char === 13 && text.charCodeAt(i + 1) === 10) continue;
      if (char === 10 || char === 13) this.#starts.push(i + 1);
    }
  }

  /** Where an offset stands. Offsets outside the text are moved to its ends. */
  placeOf(offset: number): Place {
    const inside = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - (this.#starts[low] ?? 0) + 1 };
  }

  /** The offset of a place, moved into the text when it lies outside. */
  offsetOf(place: Place): number {
    if (place.line < 1) return 0;
    const start = this.#starts[place.line - 1];
    if (start === undefined) return this.#length;
    return Math.max(0, Math.min(start + place.column - 1, this.#length));
  }

  /** A range (end exclusive) as the wire knows it. */
  rangeOf(statement: number, start: number, end: number): SqlPosition {
    const from = this.placeOf(start);
    const to = this.placeOf(end);
    return { statement, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}

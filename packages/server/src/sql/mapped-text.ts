/**
 * A text made of pieces that remembers where each piece came from, so that a position Flink names in what was sent can be
 * told as a position in what the person wrote. Pieces of our own belong to the place they were put in for.
 */
interface Piece {
  start: number;
  length: number;
  origin: number;
  /** Characters after the first map to following characters of the original (verbatim) or all to the whole source range. */
  originLength: number;
  verbatim: boolean;
}

export class MappedText {
  readonly text: string;
  readonly #pieces: readonly Piece[];

  private constructor(text: string, pieces: readonly Piece[]) {
    this.text = text;
    this.#pieces = pieces;
  }

  /** A text that is its own original, `origin` characters into it. */
  static verbatim(text: string, origin = 0): MappedText {
    return new MappedText(text, [{ start: 0, length: text.length, origin, originLength: text.length, verbatim: true }]);
  }

  /** A text of ours that stands for `originLength` characters of the original from `origin`. */
  static inserted(text: string, origin: number, originLength = 0): MappedText {
    return new MappedText(text, [{ start: 0, length: text.length, origin, originLength, verbatim: false }]);
  }

  static join(parts: readonly MappedText[]): MappedText {
    let text = '';
    const pieces: Piece[] = [];
    for (const part of parts) {
      for (const piece of part.#pieces) pieces.push({ ...piece, start: piece.start + text.length });
      text += part.text;
    }
    return new MappedText(text, pieces);
  }

  slice(start: number, end: number): MappedText {
    const pieces: Piece[] = [];
    for (const piece of this.#pieces) {
      const from = Math.max(start, piece.start);
      const to = Math.min(end, piece.start + piece.length);
      if (to <= from) continue;
      const shift = from - piece.start;
      pieces.push({
        start: from - start,
        length: to - from,
        origin: piece.verbatim ? piece.origin + shift : piece.origin,
        originLength: piece.verbatim ? to - from : piece.originLength,
        verbatim: piece.verbatim,
      });
    }
    return new MappedText(this.text.slice(start, end), pieces);
  }

  /** The range of the original that a range of this text came from; the end is exclusive. */
  originOf(start: number, end: number): { start: number; end: number } {
    const first = this.#pieceAt(start);
    const last = this.#pieceAt(Math.max(start, end - 1));
    if (first === undefined || last === undefined) return { start: 0, end: 0 };
    const from = first.verbatim ? first.origin + Math.min(start - first.start, first.length) : first.origin;
    const to = last.verbatim
      ? last.origin + Math.min(Math.max(end - last.start, 0), last.length)
      : last.origin + last.originLength;
    return { start: from, end: Math.max(from, to) };
  }

  #pieceAt(offset: number): Piece | undefined {
    const found = this.#pieces.find((piece) => offset >= piece.start && offset < piece.start + piece.length);
    return found ?? (offset < 0 ? this.#pieces[0] : this.#pieces.at(-1));
  }
}

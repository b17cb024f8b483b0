/**
 * What an avro file says of itself, see "Object Container Files" and "Binary Encoding" of the Avro specification. By hand: readers
 * of whole files trust what it says of lengths, and a damaged one keeps them busy for ever. Pure.
 */
const mark = 4;
/** Files have three or four of them. */
const maxEntries = 1_000;

/** By name. Undefined when the bytes hold no whole header, or are none. */
export function readAvroHeader(bytes: Buffer): Map<string, Buffer> | undefined {
  const entries = new Map<string, Buffer>();
  const reader = new AvroReader(bytes, mark);
  for (;;) {
    let count = reader.long();
    if (count === 0) return entries;
    // A negative count is followed by the bytes of its block.
    if (count !== undefined && count < 0) {
      count = -count;
      reader.long();
    }
    if (count === undefined || entries.size + count > maxEntries) return undefined;
    for (let i = 0; i < count; i += 1) {
      const name = reader.bytes();
      const value = reader.bytes();
      if (name === undefined || value === undefined) return undefined;
      entries.set(name.toString('utf8'), value);
    }
  }
}

/** Undefined is what it gives beyond the end. */
class AvroReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Seven bits a byte, the lowest first; the lowest bit of all is the sign. More than 2^53 is none that this reader is for. */
  long(): number | undefined {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 42; factor *= 128) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return undefined;
      this.#at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    return undefined;
  }

  bytes(): Buffer | undefined {
    const length = this.long();
    if (length === undefined || length < 0 || this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** Reads out of a factory's class file the name its `factoryIdentifier()` returns, and what it is a factory of. Pure. */

export interface FactoryClass {
  /** Null when the method computes it instead of returning a constant. */
  identifier: string | null;
  /** Interfaces and methods it names, with slashes: enough to tell tables, formats and catalogs apart. */
  names: ReadonlySet<string>;
  /** Classes it names, with slashes, itself among them; of arrays what they hold. */
  references: ReadonlySet<string>;
}

interface Pool {
  utf8: Map<number, string>;
  strings: Map<number, number>;
  classes: number[];
  next: number;
}

/** Undefined when the bytes are no class file this can read. */
export function readFactoryClass(bytes: Buffer): FactoryClass | undefined {
  try {
    if (bytes.readUInt32BE(0) !== 0xcafebabe) return undefined;
    const pool = readPool(bytes);
    return {
      identifier: identifierOf(bytes, pool),
      names: new Set(pool.utf8.values()),
      references: referencesOf(pool),
    };
  } catch (error) {
    // The file ends where it should go on, or names what it does not hold.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Sizes of constants by tag, without the tag itself; text and the two that take two places are handled apart. */
const constantSizes: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
};

function readPool(bytes: Buffer): Pool {
  const pool: Pool = { utf8: new Map(), strings: new Map(), classes: [], next: 0 };
  const count = bytes.readUInt16BE(8);
  let at = 10;
  for (let index = 1; index < count; index += 1) {
    const tag = bytes.readUInt8(at);
    if (tag === 1) {
      const length = bytes.readUInt16BE(at + 1);
      pool.utf8.set(index, bytes.toString('utf8', at + 3, at + 3 + length));
      at += 3 + length;
      continue;
    }
    const size = constantSizes[tag];
    if (size === undefined) throw new RangeError(`unknown constant ${tag}`);
    if (tag === 8) pool.strings.set(index, bytes.readUInt16BE(at + 1));
    if (tag === 7) pool.classes.push(bytes.readUInt16BE(at + 1));
    at += 1 + size;
    // Long and double take two places.
    if (tag === 5 || tag === 6) index += 1;
  }
  pool.next = at;
  return pool;
}

function referencesOf(pool: Pool): Set<string> {
  const found = new Set<string>();
  for (const index of pool.classes) {
    const name = pool.utf8.get(index);
    const element = name === undefined ? undefined : /^\[+(?:L(.*);)?/.exec(name);
    // An array of numbers holds no class.
    const told = element === null ? name : element?.[1];
    if (told !== undefined) found.add(told);
  }
  return found;
}

function identifierOf(bytes: Buffer, pool: Pool): string | null {
  let at = pool.next + 6;
  at += 2 + 2 * bytes.readUInt16BE(at);
  at = members(bytes, at, () => undefined);
  let found: string | null = null;
  members(bytes, at, (name, attribute, start) => {
    if (pool.utf8.get(name) !== 'factoryIdentifier' || pool.utf8.get(attribute) !== 'Code') return;
    found ??= constantReturned(bytes, start, pool);
  });
  return found;
}

/** Walks fields or methods with their attributes; returns where they end. */
function members(
  bytes: Buffer,
  from: number,
  look: (name: number, attribute: number, contentStart: number) => void,
): number {
  let at = from + 2;
  for (let left = bytes.readUInt16BE(from); left > 0; left -= 1) {
    const name = bytes.readUInt16BE(at + 2);
    const attributes = bytes.readUInt16BE(at + 6);
    at += 8;
    for (let i = 0; i < attributes; i += 1) {
      look(name, bytes.readUInt16BE(at), at + 6);
      at += 6 + bytes.readUInt32BE(at + 2);
    }
  }
  return at;
}

/** Of a method that is only `return "…"`: ldc or ldc_w, then areturn. */
function constantReturned(bytes: Buffer, code: number, pool: Pool): string | null {
  const start = code + 8;
  const opcode = bytes.readUInt8(start);
  const isWide = opcode === 0x13;
  if (opcode !== 0x12 && !isWide) return null;
  if (bytes.readUInt8(start + (isWide ? 3 : 2)) !== 0xb0) return null;
  const constant = isWide ? bytes.readUInt16BE(start + 1) : bytes.readUInt8(start + 1);
  const text = pool.strings.get(constant);
  return text === undefined ? null : (pool.utf8.get(text) ?? null);
}

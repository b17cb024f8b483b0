/** Jars for tests, made by hand: zip archives without compression, and classes with one method. */
import { crc32 } from 'node:zlib';

/** A zip of these entries, in order. Names are written as they are, also such as no honest archive has. */
export function zipOf(entries: readonly (readonly [name: string, content: Buffer | string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const bytes = Buffer.from(content as string);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, bytes]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, central, nameBytes]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, index, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

/** A class whose `factoryIdentifier()` returns `identifier`, and that names `method` and other classes (with slashes) besides. */
export function factoryClass(identifier: string, method: string, others: readonly string[] = []): Buffer {
  const texts = ['factoryIdentifier', 'Code', '()Ljava/lang/String;', identifier, method, 'Factory'];
  const pool = texts.map((text) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([1]), u2(bytes.length), bytes]);
  });
  // 7: a long, which takes two places; 9: the string constant; 10: the class itself.
  pool.push(
    Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 1]),
    Buffer.concat([Buffer.from([8]), u2(4)]),
    Buffer.concat([Buffer.from([7]), u2(6)]),
    // Each a text and, after it, the class of that name.
    ...others.flatMap((name, i) => [
      Buffer.concat([Buffer.from([1]), u2(Buffer.byteLength(name)), Buffer.from(name)]),
      Buffer.concat([Buffer.from([7]), u2(11 + 2 * i)]),
    ]),
  );
  const body = Buffer.from([0x12, 9, 0xb0]);
  const code = Buffer.concat([u2(1), u2(1), u4(body.length), body, u2(0), u2(0)]);
  const methodInfo = Buffer.concat([u2(1), u2(1), u2(3), u2(1), u2(2), u4(code.length), code]);
  return Buffer.concat([
    ...[u4(0xcafebabe), u2(0), u2(55), u2(11 + 2 * others.length), ...pool],
    ...[u2(0x21), u2(10), u2(0), u2(0), u2(0), u2(1), methodInfo, u2(0)],
  ]);
}

function u2(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function u4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

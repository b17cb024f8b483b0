/** Classes for tests, made by hand, with one method. */

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

import { describe, expect, it } from 'vitest';

import { encodeCall, type Reading, ThriftReader, type ThriftReply } from './thrift.ts';

/** A call as the answer it would be: only the type of the message differs. */
function asReply(call: Buffer, type: number): Buffer {
  const reply = Buffer.from(call);
  reply.writeUInt8(type, 3);
  return reply;
}

/** Reads an answer that comes in pieces of `size` bytes; undefined when it has not come to its end. */
function read(bytes: Buffer, size = bytes.length): ThriftReply | undefined {
  const reader = new ThriftReader();
  const reading: Reading<ThriftReply> = reader.reply();
  let at = 0;
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    if (at >= bytes.length) return undefined;
    reader.add(bytes.subarray(at, at + size));
    at += size;
  }
}

const call = encodeCall('get_table_meta', 7, {
  1: '库*',
  2: '*',
  3: ['VIEW', 'TABLE'],
  4: { 1: [{ 1: 'inner' }, {}] },
});

describe("Thrift's binary protocol", () => {
  it('writes calls as it is told: version, name, number, fields', () => {
    expect(encodeCall('f', 1, { 2: 'ab' }).toString('hex')).toBe(
      '80010001' + '00000001' + '66' + '00000001' + '0b0002' + '00000002' + '6162' + '00',
    );
  });

  it.each([1, 2, 3, 7, 1_000])('reads an answer that comes %i bytes at a time', (size) => {
    expect(read(asReply(call, 2), size)).toEqual({
      kind: 'result',
      sequence: 7,
      body: new Map<number, unknown>([
        [1, '库*'],
        [2, '*'],
        [3, ['VIEW', 'TABLE']],
        [4, new Map([[1, [new Map([[1, 'inner']]), new Map()]]])],
      ]),
    });
  });

  it('reads every type of value', () => {
    const fields = [
      ['02', '0001', '01'],
      ['03', '0002', 'ff'],
      ['04', '0003', '3ff8000000000000'],
      ['06', '0004', 'fffe'],
      ['08', '0005', '7fffffff'],
      ['0a', '0006', '8000000000000000'],
      ['0d', '0007', '0b08' + '00000001' + '00000001' + '61' + '00000005'],
      ['0e', '0008', '08' + '00000002' + '00000001' + '00000002'],
    ].flat();
    const bytes = Buffer.from(`80010002000000016600000001${fields.join('')}00`, 'hex');
    expect([...(read(bytes)?.body.values() ?? [])]).toEqual([
      true,
      -1,
      1.5,
      -2,
      2_147_483_647,
      -9_223_372_036_854_775_808n,
      [['a', 5]],
      [1, 2],
    ]);
  });

  it('tells an exception of the protocol from a result, and waits for the rest of what is cut off', () => {
    expect(read(asReply(call, 3))?.kind).toBe('exception');
    expect(read(asReply(call, 2).subarray(0, -1))).toBeUndefined();
  });

  it.each([
    ['an answer of another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['a call in the place of an answer', call],
    ['a text longer than any', Buffer.from('800100020000000166000000010b0001ffffffff'.replace('10b', '10b'), 'hex')],
    ['a type that there is not', Buffer.from('800100020000000166000000014200010000', 'hex')],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ fault: 'NOT_THIS_KIND' }));
  });
});

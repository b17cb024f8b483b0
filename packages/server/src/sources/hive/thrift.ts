/**
 * Thrift's binary protocol, as far as calls of a Hive Metastore need it. Answers tell neither their length nor where they end, so they
 * are read by generators that ask for more bytes. Pure. (thrift.apache.org, "Thrift Binary protocol encoding")
 */
import { SourceError } from '../source-error.ts';

/** Fields by their numbers. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue =
  | boolean
  | number
  | bigint
  | string
  | ThriftStruct
  | readonly ThriftValue[]
  | readonly (readonly [ThriftValue, ThriftValue])[];

/** What calls of ours hold. */
export type ThriftArgument = string | readonly string[] | readonly ThriftArguments[] | ThriftArguments;
export interface ThriftArguments {
  readonly [field: number]: ThriftArgument;
}

export interface ThriftReply {
  kind: 'result' | 'exception';
  sequence: number;
  body: ThriftStruct;
}

const version1 = 0x8001_0000;
const messageTypes = { call: 1, reply: 2, exception: 3 } as const;
const types = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;
/** No answer that the platform asks for is as long, or nested as deep. */
const longestText = 64 * 1024 * 1024;
const deepest = 64;

export function encodeCall(name: string, sequence: number, args: ThriftArguments): Buffer {
  return Buffer.concat([int32((version1 | messageTypes.call) >>> 0), text(name), int32(sequence), ...struct(args)]);
}

function struct(fields: ThriftArguments): Buffer[] {
  const parts = Object.entries(fields).flatMap(([id, value]) => field(Number(id), value as ThriftArgument));
  return [...parts, Buffer.from([types.stop])];
}

function field(id: number, value: ThriftArgument): Buffer[] {
  const head = (type: number) => Buffer.from([type, id >> 8, id & 0xff]);
  if (typeof value === 'string') return [head(types.string), text(value)];
  if (!isList(value)) return [head(types.struct), ...struct(value)];
  const of = typeof value[0] === 'object' ? types.struct : types.string;
  const items = value.flatMap((item) => (typeof item === 'string' ? [text(item)] : struct(item)));
  return [head(types.list), Buffer.from([of]), int32(value.length), ...items];
}

function isList(value: Exclude<ThriftArgument, string>): value is readonly (string | ThriftArguments)[] {
  return Array.isArray(value);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([int32(bytes.length), bytes]);
}

/** Reads one value; each `yield` asks for at least one more byte, and is answered by `add` before it goes on. */
export type Reading<T> = Generator<undefined, T, undefined>;

export class ThriftReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  add(bytes: Buffer): void {
    this.#bytes = this.#at === this.#bytes.length ? bytes : Buffer.concat([this.#bytes.subarray(this.#at), bytes]);
    this.#at = 0;
  }

  /** Throws a SourceError with NOT_THIS_KIND for what is no answer of Thrift. */
  *reply(): Reading<ThriftReply> {
    const head = yield* this.#unsigned();
    const type = head & 0xff;
    if ((head & 0xffff_0000) >>> 0 !== version1 || (type !== messageTypes.reply && type !== messageTypes.exception))
      throw notThrift('it does not begin as an answer of Thrift does');
    yield* this.#text();
    const sequence = yield* this.#unsigned();
    return { kind: type === messageTypes.reply ? 'result' : 'exception', sequence, body: yield* this.#struct(0) };
  }

  *#struct(depth: number): Reading<ThriftStruct> {
    if (depth > deepest) throw notThrift('it is nested too deep');
    const fields = new Map<number, ThriftValue>();
    for (;;) {
      const type = (yield* this.#take(1)).readUInt8();
      if (type === types.stop) return fields;
      const id = (yield* this.#take(2)).readInt16BE();
      fields.set(id, yield* this.#value(type, depth + 1));
    }
  }

  *#value(type: number, depth: number): Reading<ThriftValue> {
    switch (type) {
      case types.bool:
        return (yield* this.#take(1)).readUInt8() !== 0;
      case types.byte:
        return (yield* this.#take(1)).readInt8();
      case types.double:
        return (yield* this.#take(8)).readDoubleBE();
      case types.i16:
        return (yield* this.#take(2)).readInt16BE();
      case types.i32:
        return (yield* this.#take(4)).readInt32BE();
      case types.i64:
        return (yield* this.#take(8)).readBigInt64BE();
      case types.string:
        return yield* this.#text();
      case types.struct:
        return yield* this.#struct(depth);
      case types.list:
      case types.set: {
        const of = (yield* this.#take(1)).readUInt8();
        const count = yield* this.#unsigned();
        const items: ThriftValue[] = [];
        for (let i = 0; i < count; i += 1) items.push(yield* this.#value(of, depth + 1));
        return items;
      }
      case types.map: {
        const [keys = 0, values = 0] = yield* this.#take(2);
        const count = yield* this.#unsigned();
        const pairs: [ThriftValue, ThriftValue][] = [];
        for (let i = 0; i < count; i += 1)
          pairs.push([yield* this.#value(keys, depth + 1), yield* this.#value(values, depth + 1)]);
        return pairs;
      }
      default:
        throw notThrift(`it holds a value of the type ${type}, which Thrift does not have`);
    }
  }

  *#text(): Reading<string> {
    const length = yield* this.#unsigned();
    if (length > longestText) throw notThrift(`it announces a text of ${length} bytes`);
    return (yield* this.#take(length)).toString('utf8');
  }

  *#unsigned(): Reading<number> {
    return (yield* this.#take(4)).readUInt32BE();
  }

  *#take(count: number): Reading<Buffer> {
    while (this.#bytes.length - this.#at < count) yield undefined;
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }
}

function notThrift(why: string): SourceError {
  return new SourceError('NOT_THIS_KIND', `what answered is no Hive Metastore: ${why}`);
}

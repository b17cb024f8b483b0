/** Calls of a Hive Metastore over one connection, one after another. */
import { connect, type Socket } from 'node:net';

import { SourceError } from '../source-error.ts';
import type { OpenOptions } from '../source-session.ts';
import { encodeCall, ThriftReader, type ThriftArguments, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** The metastore answered with an exception: one it declares (by its field in the result), or that it does not know the call. */
export class MetastoreRefused extends Error {
  readonly field: number | 'unknown-call';

  constructor(field: number | 'unknown-call', message: string) {
    super(message);
    this.name = 'MetastoreRefused';
    this.field = field;
  }
}

/** TApplicationException.type of a call that the server does not have. */
const unknownMethod = 1;

export class HiveClient {
  readonly #socket: Socket;
  readonly #options: OpenOptions;
  readonly #reader = new ThriftReader();
  #sequence = 0;
  #failure: Error | undefined;
  /** Goes on with what is being read when bytes, or the end, have come. */
  #wake: () => void = () => undefined;

  private constructor(socket: Socket, options: OpenOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (bytes) => {
      this.#reader.add(bytes);
      this.#wake();
    });
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () =>
      this.#fail(new SourceError('CONNECTION_LOST', 'the metastore closed the connection; it may ask for Kerberos')),
    );
  }

  /** Connects to the first that answers. Throws what the socket of the last one throws. */
  static async open(places: readonly { host: string; port: number }[], options: OpenOptions): Promise<HiveClient> {
    let failure: unknown;
    for (const place of places) {
      try {
        return new HiveClient(await connected(place, options), options);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** The field `success` of the result; undefined where the call gives nothing. Throws MetastoreRefused, SourceError. */
  async call(name: string, args: ThriftArguments = {}): Promise<ThriftValue | undefined> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    this.#socket.write(encodeCall(name, sequence, args));
    const reply = await this.#reply(name);
    if (reply.sequence !== sequence) throw new SourceError('NOT_THIS_KIND', 'an answer to another call came');
    if (reply.kind === 'exception') {
      const message = String(reply.body.get(1) ?? 'no reason was given');
      throw reply.body.get(2) === unknownMethod
        ? new MetastoreRefused('unknown-call', message)
        : new SourceError('OTHER', message);
    }
    const declared = [...reply.body].find(([id]) => id !== 0);
    if (declared !== undefined) {
      const [field, value] = declared;
      throw new MetastoreRefused(field, isStruct(value) ? String(value.get(1) ?? '') : '');
    }
    return reply.body.get(0);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #reply(name: string) {
    const reading = this.#reader.reply();
    const late = setTimeout(
      () => this.#fail(new SourceError('NO_ANSWER', `no answer to ${name} within ${this.#options.timeoutMs} ms`)),
      this.#options.timeoutMs,
    );
    try {
      for (;;) {
        const step = reading.next();
        if (step.done === true) return step.value;
        if (this.#failure !== undefined) throw this.#failure;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearTimeout(late);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

export function isStruct(value: ThriftValue | undefined): value is ThriftStruct {
  return value instanceof Map;
}

function connected(
  { host, port }: { host: string; port: number },
  { signal, timeoutMs }: OpenOptions,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    const late = setTimeout(() => {
      socket.destroy();
      reject(new SourceError('NO_ANSWER', `port ${port} did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(late);
      socket.removeAllListeners('error');
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

/**
 * A door to a real Flink that forwards HTTP as it is, and holds chosen requests: one that a test waits for stands at the door, its
 * sender stopped or killed meanwhile, and arrives when the test lets it go, as a packet of a slow network does.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeldRequest {
  /** Resolves when the request stands at the door; Flink has not seen it. */
  readonly arrived: Promise<void>;
  /** Lets it through, whether or not its sender is still there. */
  release(): void;
}

interface Hold extends HeldRequest {
  readonly call: RegExp;
  readonly released: Promise<void>;
  arrive(): void;
}

export class HoldingDoor {
  /** Requests other than GET that reached Flink, in order, as `METHOD path`. */
  readonly mutations: string[] = [];
  readonly #target: URL;
  readonly #holds: Hold[] = [];
  readonly #server: Server;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((incoming, answer) => void this.#serve(incoming, answer));
  }

  static async open(targetUrl: string): Promise<HoldingDoor> {
    const door = new HoldingDoor(new URL(targetUrl));
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  /** Address to give to the platform. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Holds the next request whose `METHOD path` is like `call`; those after it go through. */
  holdNext(call: RegExp): HeldRequest {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const hold: Hold = {
      call,
      arrived: arrived.promise,
      released: released.promise,
      arrive: () => arrived.resolve(),
      release: () => released.resolve(),
    };
    this.#holds.push(hold);
    return hold;
  }

  async close(): Promise<void> {
    for (const hold of this.#holds) hold.release();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const chunks: Buffer[] = [];
    // Taken whole before it is held: what stands at the door no longer needs its sender.
    incoming.on('error', () => undefined);
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const call = `${method} ${path}`;
    const at = this.#holds.findIndex((hold) => hold.call.test(call));
    const [hold] = at < 0 ? [] : this.#holds.splice(at, 1);
    if (hold !== undefined) {
      hold.arrive();
      await hold.released;
    }
    if (method !== 'GET') this.mutations.push(call);
    const { hostname, port } = this.#target;
    const onward = request({ hostname, port, method, path, headers: { ...headers, connection: 'close' } });
    answer.on('error', () => undefined);
    onward.on('error', () => answer.destroy());
    onward.on('response', (reply) => {
      if (!answer.destroyed) answer.writeHead(reply.statusCode ?? 502, reply.headers);
      // Read to its end even where nobody takes it any more: Flink is to carry the request out as any other.
      reply.pipe(answer, { end: true });
      reply.resume();
    });
    onward.end(Buffer.concat(chunks));
  }
}

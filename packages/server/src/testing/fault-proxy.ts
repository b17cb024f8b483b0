/**
 * A door between the platform and a real Flink that can fail like a network. It forwards TCP as it is, and counts the requests
 * that would change something: so a test can say that none was made, whatever was seen through the door.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * - pass    everything goes through
 * - refuse  nobody listens: connections are refused
 * - drop    connections are taken, what comes in is swallowed, nothing is answered
 * - slow    every answer comes `slowMs` late
 * - cut     an answer breaks off half-way
 */
export type FaultMode = 'pass' | 'refuse' | 'drop' | 'slow' | 'cut';

const mutation = /^(?:POST|PUT|PATCH|DELETE) \S+/gm;

export class FaultProxy {
  /** Requests other than GET, in order, as `METHOD path`; those that were swallowed count too. */
  readonly mutations: string[] = [];
  readonly #target: () => { host: string; port: number };
  readonly #slowMs: number;
  readonly #path: string | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | undefined;
  #mode: FaultMode = 'pass';
  #port = 0;

  /**
   * `target` is asked for each connection: a JobManager may come back on another port. With a `path` the door is a socket file,
   * which is reached from other network namespaces too, and has no `url`.
   */
  constructor(
    target: () => { host: string; port: number },
    { slowMs = 30_000, path }: { slowMs?: number; path?: string } = {},
  ) {
    this.#target = target;
    this.#slowMs = slowMs;
    this.#path = path;
  }

  /** Starts to listen: on its path, else on a free loopback port. */
  async start(): Promise<void> {
    await this.#listen();
  }

  /** Address to give to the platform; it stays the same in every mode. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get mode(): FaultMode {
    return this.#mode;
  }

  /** Changes the weather. Connections of before are broken off, as a change of a network does. */
  async become(mode: FaultMode): Promise<void> {
    this.#mode = mode;
    this.#breakAll();
    if (mode === 'refuse') await this.#close();
    else if (this.#server === undefined) await this.#listen();
  }

  async stop(): Promise<void> {
    this.#breakAll();
    await this.#close();
  }

  #listen(): Promise<void> {
    const server = createServer((client) => this.#serve(client));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#path === undefined ? { port: this.#port, host: '127.0.0.1' } : { path: this.#path }, () => {
        if (this.#path === undefined) this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return Promise.resolve();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  #breakAll(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #serve(client: Socket): void {
    const mode = this.#mode;
    this.#hold(client);
    client.on('data', (chunk: Buffer) => this.mutations.push(...(chunk.toString('latin1').match(mutation) ?? [])));
    if (mode === 'drop') return;
    const flink = connect(this.#target());
    this.#hold(flink);
    client.pipe(flink);
    flink.on('data', (chunk: Buffer) => this.#answer(client, chunk, mode));
    flink.once('end', () => {
      if (mode === 'slow') return;
      client.end();
    });
    client.once('close', () => flink.destroy());
    flink.once('close', () => {
      if (mode !== 'slow') client.destroy();
    });
  }

  #answer(client: Socket, chunk: Buffer, mode: FaultMode): void {
    if (mode === 'cut') {
      client.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => client.destroy());
    } else if (mode === 'slow') {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        client.write(chunk);
      }, this.#slowMs);
      this.#timers.add(timer);
    } else client.write(chunk);
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // A broken connection is what this is for.
    socket.on('error', () => socket.destroy());
  }
}

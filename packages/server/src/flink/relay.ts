/**
 * A loopback door to a Flink endpoint that needs TLS or credentials. Gateway sessions submit to it as if it were the cluster;
 * it forwards every request with the endpoint's trust and Authorization, and streams bodies both ways. Anybody on this
 * machine who can open its port can use it: it listens on 127.0.0.1 only, at a random port, while the cluster is registered.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

import { request } from 'undici';

import type { RestEndpoint } from '../drivers/driver.ts';
import type { Log } from '../lib/log.ts';
import { connectEndpoint, type EndpointConnection } from './endpoint.ts';

/** Headers that belong to one connection and are never passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'authorization',
  'expect',
]);

export class FlinkRelay {
  readonly #endpoint: RestEndpoint;
  readonly #log: Log;
  readonly #connection: EndpointConnection;
  #starting: Promise<{ address: string; port: number }> | undefined;
  #server: Server | undefined;

  constructor(endpoint: RestEndpoint, log: Log) {
    this.#endpoint = endpoint;
    this.#log = log;
    this.#connection = connectEndpoint(endpoint);
  }

  /** Starts to listen when it does not yet, and tells where. */
  address(): Promise<{ address: string; port: number }> {
    this.#starting ??= this.#listen();
    return this.#starting;
  }

  /** Ends the listener and every connection. Safe to call twice. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    }
    await this.#connection.close();
  }

  async #listen(): Promise<{ address: string; port: number }> {
    const server = createServer((incoming, outgoing) => {
      this.#forward(incoming, outgoing).catch((error: unknown) => {
        this.#log.warn({ err: error, url: this.#endpoint.url }, 'the relay could not reach the cluster');
        // 503 is what Flink's client takes for "not there now".
        if (!outgoing.headersSent) outgoing.writeHead(503, { 'content-type': 'application/json' });
        outgoing.end(
          outgoing.writableEnded ? undefined : '{"errors":["The cluster cannot be reached through the relay."]}',
        );
      });
    });
    // Uploads of jars are large and slow: only the cluster decides how long they may take.
    server.requestTimeout = 0;
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  async #forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const answer = await request(`${this.#endpoint.url}${incoming.url ?? '/'}`, {
      method: (incoming.method ?? 'GET') as 'GET',
      dispatcher: this.#connection.dispatcher,
      headers: { ...passedOn(incoming.headers), ...this.#connection.headers },
      body: incoming.method === 'GET' || incoming.method === 'HEAD' ? null : incoming,
      signal: gone.signal,
      headersTimeout: 300_000,
      bodyTimeout: 300_000,
    });
    outgoing.writeHead(answer.statusCode, passedOn(answer.headers));
    await pipeline(answer.body, outgoing);
  }
}

function passedOn(headers: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name.toLowerCase())) kept[name] = value;
  }
  return kept;
}

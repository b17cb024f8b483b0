/** What this process asks others to change by HTTP, seen where it is asked: so that what never arrives counts too. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Published by undici for every request it is given, before a connection is there. */
const channel = 'undici:request:create';

export class AskedChanges {
  readonly #asked: { origin: string; text: string }[] = [];
  readonly #listen = (message: unknown) => {
    const { request } = message as { request: { origin: string | URL; method: string; path: string } };
    if (request.method === 'GET') return;
    this.#asked.push({ origin: String(request.origin).replace(/\/$/, ''), text: `${request.method} ${request.path}` });
  };

  constructor() {
    subscribe(channel, this.#listen);
  }

  /** Requests other than GET to this origin, in order, as `METHOD path`. */
  of(origin: string): string[] {
    return this.#asked.filter((one) => one.origin === origin).map(({ text }) => text);
  }

  stop(): void {
    unsubscribe(channel, this.#listen);
  }
}

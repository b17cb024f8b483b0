/** What the live stream tells of phases, and when; set against when the fake Flink changed them. */
import { LiusuClient } from '@liusu/contract/client';
import { readEventStream } from '@liusu/contract/event-stream';
import type { LiveEvent } from '@liusu/contract/overview';

import type { StatusChange } from '../../packages/server/src/testing/fake-flink/fake-flink.ts';
import type { PlatformProcess } from './platform-process.ts';

interface Told {
  phase: string;
  atMs: number;
}

export class LivePhases {
  readonly #told = new Map<string, Told[]>();
  readonly #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** Begins to listen; resolves when the stream is open. */
  async start(platform: PlatformProcess): Promise<void> {
    const client = new LiusuClient({ baseUrl: platform.url, token: platform.token });
    const response = await client.open('streamEvents', { signal: this.#stop.signal });
    if (response.body === null) throw new Error('the live stream has no body');
    this.#ended = this.#listen(response.body).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#failure = error;
    });
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const data of readEventStream(body)) {
      const told = data as LiveEvent;
      if (told.type !== 'job-event' || told.event.to === null) continue;
      const all = this.#told.get(told.event.jobId) ?? [];
      all.push({ phase: told.event.to, atMs: Date.now() });
      this.#told.set(told.event.jobId, all);
    }
    if (!this.#stop.signal.aborted) throw new Error('the live stream ended by itself');
  }

  /** Ends listening. Throws when the stream broke before. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** For each change: ms from it until it was told; undefined when it never was. */
  staleness(changes: StatusChange[], jobs: ReadonlyMap<string, string>): (number | undefined)[] {
    return changes.map((change) => {
      const told = this.#told.get(jobs.get(change.flinkJobId) ?? '') ?? [];
      const found = told.find((one) => one.phase === change.status && one.atMs >= change.atMs);
      return found === undefined ? undefined : found.atMs - change.atMs;
    });
  }
}

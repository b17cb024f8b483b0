/** Requests to the API at a steady pace, whether or not the answers before have come; and how long each took. */
import { randomUUID } from 'node:crypto';

import { Agent, request } from 'undici';

import type { PlatformProcess } from './platform-process.ts';

export interface LoadTarget {
  platform: PlatformProcess;
  projectId: string;
  jobIds: string[];
}

interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body?: unknown;
}

export interface LoadResult {
  tookMs: number[];
  /** By kind of request. */
  slowestMs: Map<string, number>;
}

const script = (edit: number) => `CREATE TEMPORARY TABLE source_rows (id BIGINT) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE sink_rows (id BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO sink_rows SELECT id FROM source_rows WHERE id > ${edit};
`;

export class ApiLoad {
  readonly #target: LoadTarget;
  readonly #kind: 'reads' | 'writes';
  readonly #agent = new Agent({ connections: 32 });
  readonly #pending = new Set<Promise<void>>();
  readonly #tookMs: number[] = [];
  readonly #slowest = new Map<string, number>();
  #sent = 0;
  #cursor: string | undefined;
  #failure: Error | undefined;

  constructor(target: LoadTarget, kind: 'reads' | 'writes') {
    this.#target = target;
    this.#kind = kind;
  }

  /** Sends `perS` requests a second for `forMs`. Throws when one is refused. */
  async run(perS: number, forMs: number): Promise<LoadResult> {
    const beganMs = performance.now();
    const total = Math.floor((forMs / 1000) * perS);
    while (this.#sent < total && this.#failure === undefined) {
      const due = Math.min(total, Math.floor(((performance.now() - beganMs) / 1000) * perS) + 1);
      while (this.#sent < due) {
        const next = this.#kind === 'reads' ? this.#read(this.#sent) : this.#write(this.#sent);
        const answered = this.#send(next).finally(() => this.#pending.delete(answered));
        this.#pending.add(answered);
        this.#sent += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(this.#pending);
    await this.#agent.close();
    if (this.#failure !== undefined) throw this.#failure;
    return { tookMs: this.#tookMs, slowestMs: this.#slowest };
  }

  #read(index: number): ApiRequest {
    const { projectId, jobIds } = this.#target;
    const project = `/projects/${projectId}`;
    const jobId = jobIds[(index * 7_919) % jobIds.length] ?? '';
    switch (index % 5) {
      case 0:
        return get(`${project}/jobs?limit=50`);
      case 1:
        return get(`/jobs/${jobId}`);
      case 2:
        return get(`${project}/overview`);
      case 3:
        return get(`${project}/events?limit=50`);
      default:
        return get(`${project}/jobs?limit=50${this.#cursor === undefined ? '' : `&cursor=${this.#cursor}`}`);
    }
  }

  /** What changes the database and needs no Flink at once: drafts, versions, new jobs, and the command Start where it already runs. */
  #write(index: number): ApiRequest {
    const { projectId, jobIds } = this.#target;
    const jobId = jobIds[(Math.floor(index / 4) * 7_919) % jobIds.length] ?? '';
    switch (index % 4) {
      case 0:
        return { method: 'PATCH', path: `/jobs/${jobId}`, body: { script: script(index) } };
      case 1:
        return { method: 'POST', path: `/jobs/${jobId}/publish`, body: {} };
      case 2:
        return {
          method: 'POST',
          path: `/projects/${projectId}/jobs`,
          body: { name: `written ${index}`, script: script(index) },
        };
      default:
        return { method: 'POST', path: `/jobs/${jobId}/start`, body: { version: 1 } };
    }
  }

  async #send({ method, path, body }: ApiRequest): Promise<void> {
    const { platform } = this.#target;
    const beganMs = performance.now();
    try {
      const answer = await request(`${platform.url}/api/v1${path}`, {
        method,
        dispatcher: this.#agent,
        headers: {
          authorization: `Bearer ${platform.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const ms = performance.now() - beganMs;
      if (answer.statusCode >= 300) throw new Error(`${path}: HTTP ${answer.statusCode} ${text.slice(0, 300)}`);
      this.#tookMs.push(ms);
      const kind = `${method} ${path.replace(/\?.*/, '').replaceAll(/(prj|job)_[0-9a-z]+/g, ':id')}`;
      this.#slowest.set(kind, Math.max(this.#slowest.get(kind) ?? 0, ms));
      if (method === 'GET' && kind.endsWith('/jobs')) {
        this.#cursor = (JSON.parse(text) as { nextCursor: string | null }).nextCursor ?? undefined;
      }
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}

function get(path: string): ApiRequest {
  return { method: 'GET', path };
}

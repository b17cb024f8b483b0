/** Reads of the API at a steady pace, whether or not the answers before have come; and how long each took. */
import { Agent, request } from 'undici';

import type { PlatformProcess } from './platform-process.ts';

export interface ReadTarget {
  platform: PlatformProcess;
  projectId: string;
  jobIds: string[];
}

export class ReadLoad {
  readonly #target: ReadTarget;
  readonly #agent = new Agent({ connections: 32 });
  readonly #pending = new Set<Promise<void>>();
  readonly #tookMs: number[] = [];
  readonly #slowest = new Map<string, number>();
  #sent = 0;
  #cursor: string | undefined;
  #failure: Error | undefined;

  constructor(target: ReadTarget) {
    this.#target = target;
  }

  /** Sends `perS` requests a second for `forMs`. Throws when one is refused. */
  async run(perS: number, forMs: number): Promise<{ tookMs: number[]; slowestMs: Map<string, number> }> {
    const beganMs = performance.now();
    const total = Math.floor((forMs / 1000) * perS);
    while (this.#sent < total && this.#failure === undefined) {
      const due = Math.min(total, Math.floor(((performance.now() - beganMs) / 1000) * perS) + 1);
      while (this.#sent < due) {
        const read = this.#read(this.#pathOf(this.#sent)).finally(() => this.#pending.delete(read));
        this.#pending.add(read);
        this.#sent += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(this.#pending);
    await this.#agent.close();
    if (this.#failure !== undefined) throw this.#failure;
    return { tookMs: this.#tookMs, slowestMs: this.#slowest };
  }

  #pathOf(index: number): string {
    const { projectId, jobIds } = this.#target;
    const project = `/projects/${projectId}`;
    const jobId = jobIds[(index * 7_919) % jobIds.length] ?? '';
    switch (index % 5) {
      case 0:
        return `${project}/jobs?limit=50`;
      case 1:
        return `/jobs/${jobId}`;
      case 2:
        return `${project}/overview`;
      case 3:
        return `${project}/events?limit=50`;
      default:
        return `${project}/jobs?limit=50${this.#cursor === undefined ? '' : `&cursor=${this.#cursor}`}`;
    }
  }

  async #read(path: string): Promise<void> {
    const { platform } = this.#target;
    const beganMs = performance.now();
    try {
      const answer = await request(`${platform.url}/api/v1${path}`, {
        dispatcher: this.#agent,
        headers: { authorization: `Bearer ${platform.token}` },
      });
      const body = await answer.body.text();
      const ms = performance.now() - beganMs;
      if (answer.statusCode !== 200) throw new Error(`${path}: HTTP ${answer.statusCode} ${body.slice(0, 300)}`);
      this.#tookMs.push(ms);
      const kind = path.replace(/\?.*/, '').replaceAll(/(prj|job)_[0-9a-z]+/g, ':id');
      this.#slowest.set(kind, Math.max(this.#slowest.get(kind) ?? 0, ms));
      if (kind.endsWith('/jobs')) {
        this.#cursor = (JSON.parse(body) as { nextCursor: string | null }).nextCursor ?? undefined;
      }
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}

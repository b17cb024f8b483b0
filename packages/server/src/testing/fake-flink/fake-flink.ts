/** Many fake clusters, and a script under which their jobs restart again and again. */
import { randomBytes } from 'node:crypto';

import { type ClusterCounts, FakeCluster } from './fake-cluster.ts';
import type { FakeStatus } from './fake-job.ts';

export interface StatusChange {
  flinkJobId: string;
  status: FakeStatus;
  /** Epoch ms. */
  atMs: number;
}

export interface RestartScript {
  /** Restarts that begin in a second, over all clusters. */
  restartsPerS: number;
  /** How long a restart takes. */
  restartMs: number;
}

const tickMs = 100;

export class FakeFlink {
  readonly clusters: FakeCluster[] = [];
  /** Every change of the script so far, in order. */
  readonly changes: StatusChange[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `jobs` are spread evenly over `clusters`. */
  static async start(options: { clusters: number; jobs: number }): Promise<FakeFlink> {
    const fake = new FakeFlink();
    for (let index = 0; index < options.clusters; index += 1) {
      const cluster = new FakeCluster(`fake-${index + 1}`);
      await cluster.start();
      fake.clusters.push(cluster);
    }
    for (let index = 0; index < options.jobs; index += 1) {
      fake.clusters[index % options.clusters]?.addJob(randomBytes(16).toString('hex'), `job-${index + 1}`);
    }
    return fake;
  }

  async stop(): Promise<void> {
    this.endScript();
    await Promise.all(this.clusters.map((cluster) => cluster.stop()));
  }

  /** Lets jobs restart, one after the other over all clusters, each when its restart before has long ended. */
  runScript({ restartsPerS, restartMs }: RestartScript): void {
    this.endScript();
    const jobs = this.clusters.flatMap((cluster) => [...cluster.jobs.values()]);
    const restarting: { jobId: number; untilMs: number }[] = [];
    const beganMs = Date.now();
    let begun = 0;
    const change = (index: number, status: FakeStatus, nowMs: number) => {
      const job = jobs[index];
      if (job === undefined) return;
      job.change(status, nowMs);
      this.changes.push({ flinkJobId: job.flinkJobId, status, atMs: nowMs });
    };
    // A prime step walks over all jobs, and neighbours in time are on different clusters.
    let next = 0;
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      while (restarting[0] !== undefined && restarting[0].untilMs <= nowMs) {
        change(restarting.shift()?.jobId ?? 0, 'RUNNING', nowMs);
      }
      while (begun < ((nowMs - beganMs) / 1000) * restartsPerS && restarting.length < jobs.length / 2) {
        change(next, 'RESTARTING', nowMs);
        restarting.push({ jobId: next, untilMs: nowMs + restartMs });
        next = (next + 7_919) % jobs.length;
        begun += 1;
      }
    }, tickMs);
  }

  endScript(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Counts of all clusters together. */
  counts(): ClusterCounts {
    const total: ClusterCounts = { requests: 0, lists: 0, overlapping: 0 };
    for (const { counts } of this.clusters) {
      total.requests += counts.requests;
      total.lists += counts.lists;
      total.overlapping += counts.overlapping;
    }
    return total;
  }
}

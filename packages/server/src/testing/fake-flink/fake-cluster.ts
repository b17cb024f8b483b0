/**
 * One cluster of the fake Flink: a REST endpoint on loopback with jobs that change when told to, faults on demand, and counts
 * of what it was asked. For faults and scale only: it runs nothing, takes no jobs and no savepoints.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { FakeJob, type FakeStatus } from './fake-job.ts';
import { readRecording } from './recordings.ts';

/** `hang`: connections are taken and nothing is ever answered. `refuse`: connections are cut. */
export type Fault = { kind: 'none' } | { kind: 'hang' } | { kind: 'refuse' } | { kind: 'delay'; ms: number };

export interface ClusterCounts {
  requests: number;
  /** Requests for the list of jobs: one in each round of polls. */
  lists: number;
  /** Lists that were asked for while another was being answered. */
  overlapping: number;
}

const overview = readRecording('overview');
const config = readRecording('jobmanager-config');
const taskManagers = readRecording('taskmanagers');
const noJob = readRecording('no-job');
const slots = 1_000;

export class FakeCluster {
  readonly name: string;
  readonly jobs = new Map<string, FakeJob>();
  readonly counts: ClusterCounts = { requests: 0, lists: 0, overlapping: 0 };
  fault: Fault = { kind: 'none' };
  /** `web.tmpdir`: another one is another JobManager. */
  incarnation: string;
  readonly #server: Server;
  readonly #timers = new Set<NodeJS.Timeout>();
  #listing = 0;

  constructor(name: string) {
    this.name = name;
    this.incarnation = `/recorded/flink-web-${name}-1`;
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on a free port, or the given one. Throws when it is taken. */
  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends the listener and every connection. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** `startedMs`: how long it has been running decides its counters and checkpoints. */
  addJob(flinkJobId: string, name: string, startedMs = Date.now()): FakeJob {
    const job = new FakeJob(flinkJobId, name, startedMs);
    this.jobs.set(flinkJobId, job);
    return job;
  }

  /** Throws for a job it does not have. */
  change(flinkJobId: string, status: FakeStatus): void {
    const job = this.jobs.get(flinkJobId);
    if (job === undefined) throw new Error(`${this.name} has no job ${flinkJobId}`);
    job.change(status, Date.now());
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.counts.requests += 1;
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === '/jobs/overview') this.#countList(response);
    const { fault } = this;
    if (fault.kind === 'refuse') request.socket.destroy();
    else if (fault.kind === 'delay') this.#later(fault.ms, () => this.#send(url, response));
    else if (fault.kind === 'none') this.#send(url, response);
  }

  #countList(response: ServerResponse): void {
    this.counts.lists += 1;
    if (this.#listing > 0) this.counts.overlapping += 1;
    this.#listing += 1;
    response.once('close', () => (this.#listing -= 1));
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #send(url: URL, response: ServerResponse): void {
    const answer = this.answer(url.pathname, url.searchParams);
    const [status, body] = answer === undefined ? [404, notFound(url.pathname)] : [200, answer];
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(JSON.stringify(body));
  }

  /** The body for a path; undefined for 404. */
  answer(path: string, query = new URLSearchParams()): unknown {
    const nowMs = Date.now();
    switch (path) {
      case '/overview':
        return this.#overview();
      case '/jobs/overview':
        return { jobs: [...this.jobs.values()].map((job) => job.listed(nowMs)) };
      case '/jobmanager/config':
        return config.map((entry) => (entry.key === 'web.tmpdir' ? { ...entry, value: this.incarnation } : entry));
      case '/taskmanagers':
        return taskManagers;
    }
    const [, jobId, rest] = /^\/jobs\/([0-9a-f]{32})(?:\/(.+))?$/.exec(path) ?? [];
    const job = jobId === undefined ? undefined : this.jobs.get(jobId);
    if (job === undefined) return undefined;
    if (rest === undefined) return job.detail(nowMs);
    if (rest === 'checkpoints') return job.checkpoints(nowMs);
    if (rest === 'exceptions') return job.exceptions();
    const [, vertexId = '', what] = /^vertices\/([0-9a-f]{32})\/(subtasks\/metrics|watermarks)$/.exec(rest) ?? [];
    if (what === 'watermarks') return job.watermarks(vertexId);
    return what === undefined ? undefined : job.metrics(vertexId, query.get('get')?.split(','), nowMs);
  }

  #overview(): unknown {
    const running = [...this.jobs.values()].filter((job) => job.status === 'RUNNING').length;
    return {
      ...overview,
      'slots-total': slots,
      'slots-available': slots - running,
      'jobs-running': running,
    };
  }
}

function notFound(path: string): unknown {
  const jobId = /^\/jobs\/([0-9a-f]{32})/.exec(path)?.[1];
  if (jobId === undefined) return { errors: [`Not found: ${path}`] };
  return { errors: noJob.body.errors.map((error) => error.replaceAll('0'.repeat(32), jobId)) };
}

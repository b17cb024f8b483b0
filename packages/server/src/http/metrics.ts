/** Prometheus metrics. Labels are bounded: routes of the contract, phases, clusters; never a job. */
import type { ObservationState } from '@liusu/contract/lifecycle';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricSources {
  /** Number of jobs by phase. */
  jobsByPhase(): Promise<Record<string, number>>;
  clusters(): { name: string; state: ObservationState }[];
}

export class Metrics {
  readonly registry = new Registry();
  readonly #httpSeconds: Histogram<'route' | 'method' | 'status'>;

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, prefix: 'liusu_' });
    this.#httpSeconds = new Histogram({
      name: 'liusu_http_request_seconds',
      help: 'Time from the head of a request to the end of its answer, without streams',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    new Gauge({
      name: 'liusu_jobs',
      help: 'Jobs by the last proven phase of their newest run',
      labelNames: ['phase'],
      registers,
      async collect() {
        this.reset();
        for (const [phase, count] of Object.entries(await sources.jobsByPhase())) this.set({ phase }, count);
      },
    });
    new Gauge({
      name: 'liusu_cluster_reachable',
      help: '1 when the view of the cluster is fresh, else 0',
      labelNames: ['cluster'],
      registers,
      collect() {
        this.reset();
        for (const { name, state } of sources.clusters()) this.set({ cluster: name }, state === 'FRESH' ? 1 : 0);
      },
    });
  }

  observeRequest(route: string, method: string, status: number, ms: number): void {
    this.#httpSeconds.observe({ route, method, status: String(status) }, ms / 1000);
  }
}

/** A cluster as features use it: its row, its driver, its REST client. Obtained from ClusterRegistry, never kept across a delete. */
import type { Driver } from '../drivers/driver.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';

export interface ClusterHandle {
  readonly id: string;
  readonly name: string;
  readonly engine: string;
  readonly driver: Driver;
  readonly rest: FlinkRest;
  /** Where the gateway's sessions submit to: the cluster itself, or our loopback relay when it needs TLS or credentials. */
  gatewayTarget(): Promise<{ address: string; port: number }>;
}

export interface ClusterRegistry {
  get(clusterId: string): ClusterHandle;
  find(clusterId: string): ClusterHandle | undefined;
  list(): ClusterHandle[];
  /** The cluster jobs go to when none is named. */
  defaultId(): string;
}

/** One poll of a cluster: what it said, or why it said nothing. */
export interface ClusterObservation {
  clusterId: string;
  /** When the answer arrived (epoch ms). */
  atMs: number;
  ok: boolean;
  /** The error when not ok. */
  error: string | null;
  incarnation: string | null;
  /** Good answers in a row from this incarnation: absence counts as evidence only after several. */
  answersOfIncarnation: number;
  /** Every job the JobManager knows, by Flink JobID; null when not ok. */
  jobs: Map<string, ObservedFlinkJob> | null;
  flinkVersion: string | null;
  taskManagers: number | null;
  slotsTotal: number | null;
  slotsFree: number | null;
}

export interface ObservedFlinkJob {
  flinkJobId: string;
  name: string;
  /** Flink's JobStatus. */
  status: string;
  startTimeMs: number;
  endTimeMs: number;
  /** When a task of it last changed its state; absent when Flink does not say. */
  lastChangeMs?: number;
  tasks: { total: number; running: number; finished: number; failed: number; canceled: number };
}

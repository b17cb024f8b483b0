/** Clusters: where runs execute. */
import { z } from 'zod';

import { FlinkJobId, idOf, Instant } from './ids.ts';
import { Observation } from './lifecycle.ts';

export const DriverKind = z.enum(['local', 'remote']);
export type DriverKind = z.infer<typeof DriverKind>;
export const Environment = z.enum(['dev', 'test', 'production']);
export type Environment = z.infer<typeof Environment>;

/** How the platform proves who it is to a connected cluster. Secrets are write-only: they are never sent back. */
export const ClusterAuth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('basic'), user: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
  z.object({ kind: z.literal('bearer'), token: z.string().min(1).max(8000) }),
]);
export type ClusterAuth = z.infer<typeof ClusterAuth>;

export const RestUrl = z.url({ protocol: /^https?$/ }).max(500);

export const ClusterCreate = z.object({
  name: z.string().trim().min(1).max(64),
  /** Address of Flink's REST endpoint, e.g. https://flink.example.com:8081 */
  restUrl: RestUrl,
  /** Absent: the cluster is asked for its version, and the engine of that line is taken. */
  engine: z.string().max(40).optional(),
  environment: Environment.default('dev'),
  auth: ClusterAuth.default({ kind: 'none' }),
  /** PEM of the authority that signed the cluster's certificate; the system's authorities when absent. */
  caPem: z.string().max(100_000).optional(),
  /** Accept any certificate. Said in red wherever the cluster is shown. */
  tlsInsecure: z.boolean().default(false),
});
export type ClusterCreate = z.input<typeof ClusterCreate>;

export const Cluster = z.object({
  id: idOf('cluster'),
  name: z.string(),
  driver: DriverKind,
  engine: z.string(),
  environment: Environment,
  /** null for the local cluster: its REST endpoint is never shown. */
  restUrl: z.string().nullable(),
  authKind: z.enum(['none', 'basic', 'bearer']),
  tlsInsecure: z.boolean(),
  createdAt: Instant,
  observation: Observation,
  /** From the last good answer; null before the first. */
  flinkVersion: z.string().nullable(),
  taskManagers: z.number().int().nullable(),
  slotsTotal: z.number().int().nullable(),
  slotsFree: z.number().int().nullable(),
  jobsRunning: z.number().int().nullable(),
  /** Mark of the JobManager process now answering. */
  incarnation: z.string().nullable(),
  /** Flink jobs running there that Liusu did not start. */
  unmanagedJobs: z.array(z.object({ flinkJobId: z.string(), name: z.string(), status: z.string() })),
});
export type Cluster = z.infer<typeof Cluster>;

/**
 * A running Flink job that Liusu has no run for.
 *
 * - foreign        carries the mark of another installation: shown, never touched
 * - ours-unlinked  carries our mark, and the database knows nothing of it: it was restored from a backup. Linked again by itself
 *                  when its job still exists
 * - unmanaged      carries no mark: others submitted it
 * - unread         Flink has not told its marks yet: it does not while the job initialises or waits for slots
 */
export const UnmanagedJob = z.object({
  flinkJobId: FlinkJobId,
  name: z.string(),
  status: z.string(),
  startedAt: Instant.nullable(),
  origin: z.enum(['foreign', 'ours-unlinked', 'unmanaged', 'unread']),
  /** Ids that it carries; null where it carries none. */
  marks: z.object({ install: z.string(), job: z.string().nullable(), run: z.string().nullable() }).nullable(),
  adoptable: z.boolean(),
});
export type UnmanagedJob = z.infer<typeof UnmanagedJob>;

/** One step of a connection test, in the order tried. */
export const ClusterTest = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.enum(['resolve', 'connect', 'tls', 'auth', 'flink', 'version', 'slots']),
      ok: z.boolean(),
      /** What was found or went wrong, in English. */
      message: z.string(),
      /** The same in Chinese; absent where it is told in English alone, as by the network. */
      zh: z.string().optional(),
      ms: z.number(),
    }),
  ),
  flinkVersion: z.string().nullable(),
  /** The engine that was named, or the one that fits the version; null where none fits, or the test did not come so far. */
  engine: z.string().nullable(),
});
export type ClusterTest = z.infer<typeof ClusterTest>;

/** One process of the local engine or of the platform itself. */
export const ProcessInfo = z.object({
  name: z.string(),
  role: z.enum(['platform', 'guard', 'jobmanager', 'taskmanager', 'gateway']),
  pid: z.number().int().nullable(),
  state: z.enum(['starting', 'running', 'backing-off', 'stopped']),
  startedAt: Instant.nullable(),
  restarts: z.number().int(),
  rssBytes: z.number().int().nullable(),
  /** Why it is not running, or why it was restarted last. */
  reason: z.string().nullable(),
});
export type ProcessInfo = z.infer<typeof ProcessInfo>;

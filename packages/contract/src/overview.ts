/** What the first page and the system page show. */
import { z } from 'zod';

import { Cluster, ProcessInfo } from './cluster.ts';
import { Instant } from './ids.ts';
import { JobEvent } from './job.ts';
import { DesiredState, Observation, Phase } from './lifecycle.ts';
import { Waiting } from './wait-code.ts';

export const ModuleId = z.enum(['overview', 'development', 'operations', 'data', 'resources', 'knowledge', 'system']);
export type ModuleId = z.infer<typeof ModuleId>;

export const Overview = z.object({
  at: Instant,
  jobsByPhase: z.record(Phase, z.number().int()),
  /** Jobs that are not what they should be, worst first: at most 20. */
  attention: z.array(
    z.object({
      jobId: z.string(),
      name: z.string(),
      phase: Phase,
      desired: DesiredState,
      observation: Observation,
      waiting: Waiting.nullable(),
      /** In English: why it failed, else what is waited for, else what the view rests on. */
      reason: z.string(),
    }),
  ),
  clusters: z.array(Cluster),
  /** Sum over the project's running jobs of records read by sources and written by sinks: last hour, a point every 5 s. */
  throughput: z.array(z.object({ at: Instant, in: z.number().nullable(), out: z.number().nullable() })),
  events: z.array(JobEvent),
});
export type Overview = z.infer<typeof Overview>;

export const SystemInfo = z.object({
  version: z.string(),
  installId: z.string(),
  startedAt: Instant,
  dataDir: z.string(),
  engine: z.string(),
  database: z.enum(['sqlite', 'postgres']),
  modules: z.array(z.object({ id: ModuleId, enabled: z.boolean() })),
  processes: z.array(ProcessInfo),
});
export type SystemInfo = z.infer<typeof SystemInfo>;

export const Health = z.object({
  status: z.enum(['ok', 'starting', 'degraded']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
});
export type Health = z.infer<typeof Health>;

/** Stages of `up`, in order, each with how long it took. */
export const StartStage = z.object({
  name: z.string(),
  ms: z.number(),
  state: z.enum(['running', 'done', 'failed']),
  /** How far it is; of a failed one its code and why, in English. */
  message: z.string().nullable(),
  /** Why it failed, in Chinese; absent where that is told in English alone. */
  zh: z.string().optional(),
});
export type StartStage = z.infer<typeof StartStage>;

/**
 * The one live stream of a browser, `GET /events`: server-sent events whose data is one of these. They say what changed;
 * values come with them where they are small, else the client asks again.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), at: Instant }),
  z.object({ type: z.literal('job'), projectId: z.string(), jobId: z.string() }),
  z.object({ type: z.literal('job-deleted'), projectId: z.string(), jobId: z.string() }),
  z.object({ type: z.literal('job-event'), projectId: z.string(), event: JobEvent }),
  z.object({ type: z.literal('cluster'), clusterId: z.string() }),
  z.object({
    type: z.literal('rates'),
    projectId: z.string(),
    at: Instant,
    in: z.number().nullable(),
    out: z.number().nullable(),
    jobs: z.record(z.string(), z.object({ in: z.number().nullable(), out: z.number().nullable() })),
  }),
  z.object({ type: z.literal('bulk'), projectId: z.string(), bulkId: z.string() }),
  z.object({ type: z.literal('scenario'), scenarioId: z.string() }),
  z.object({ type: z.literal('system') }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

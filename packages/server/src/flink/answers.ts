/** Shapes of Flink's REST answers, as far as they are used. Permissive: other versions may add or leave out fields. */
import { z } from 'zod';

/** A count Flink may leave out, or give as null or "NaN". */
const number = z.number().catch(0).default(0);
const nullableNumber = z.number().nullable().catch(null).default(null);

export const OverviewAnswer = z.object({
  'flink-version': z.string(),
  taskmanagers: number,
  'slots-total': number,
  'slots-available': number,
  'jobs-running': number,
});

export const JobsAnswer = z.object({
  jobs: z.array(
    z.object({
      jid: z.string(),
      name: z.string().default(''),
      state: z.string(),
      'start-time': number,
      'end-time': z.number().catch(-1).default(-1),
      'last-modification': z.number().optional().catch(undefined),
      tasks: z
        .object({ total: number, running: number, finished: number, failed: number, canceled: number })
        .prefault({}),
    }),
  ),
});

export const EnvironmentAnswer = z.object({ classpath: z.array(z.string()) });

export const ConfigAnswer = z.array(z.object({ key: z.string(), value: z.string().nullable() }));

/** What Flink's own console is told. In ms. */
export const ConsoleAnswer = z.object({ 'refresh-interval': number });

export const JobAnswer = z.object({
  jid: z.string(),
  name: z.string().default(''),
  state: z.string(),
  'job-type': z.string().optional().catch(undefined),
  'start-time': number,
  'end-time': z.number().catch(-1).default(-1),
  timestamps: z.record(z.string(), z.number()).default({}),
  vertices: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().default(''),
        parallelism: number,
        maxParallelism: number,
        status: z.string().default('CREATED'),
        metrics: z
          .object({
            'read-bytes': number,
            'write-bytes': number,
            'read-records': number,
            'write-records': number,
            'accumulated-busy-time': nullableNumber,
            'accumulated-backpressured-time': nullableNumber,
            'accumulated-idle-time': nullableNumber,
          })
          .prefault({}),
      }),
    )
    .default([]),
  plan: z
    .object({
      nodes: z
        .array(
          z.object({
            id: z.string(),
            inputs: z.array(z.object({ id: z.string(), ship_strategy: z.string().default('') })).default([]),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

export const JobConfigAnswer = z.object({
  'execution-config': z
    .object({ 'user-config': z.record(z.string(), z.unknown()).nullable().default(null) })
    .nullable()
    .default(null),
});

export const Checkpoint = z.object({
  id: z.number(),
  status: z.string().default(''),
  is_savepoint: z.boolean().default(false),
  checkpoint_type: z.string().optional().catch(undefined),
  trigger_timestamp: number,
  end_to_end_duration: nullableNumber,
  state_size: nullableNumber,
  checkpointed_size: nullableNumber,
  external_path: z.string().nullable().default(null),
  discarded: z.boolean().default(false),
  failure_message: z.string().nullable().default(null),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const CheckpointsAnswerBody = z.object({
  counts: z
    .object({ restored: number, total: number, in_progress: number, completed: number, failed: number })
    .prefault({}),
  latest: z
    .object({
      completed: Checkpoint.nullable().default(null),
      savepoint: Checkpoint.nullable().default(null),
      restored: z
        .object({ external_path: z.string().nullable().default(null) })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  history: z.array(Checkpoint).default([]),
});

export const CheckpointConfigAnswerBody = z.object({ interval: nullableNumber });

export const ExceptionsAnswer = z.object({
  exceptionHistory: z
    .object({
      entries: z
        .array(
          z.object({
            exceptionName: z.string().default(''),
            stacktrace: z.string().default(''),
            timestamp: number,
            taskName: z.string().nullable().default(null),
            // 1.20 says location, 2.x endpoint.
            location: z.string().nullable().optional(),
            endpoint: z.string().nullable().optional(),
            taskManagerId: z.string().nullable().optional().catch(null),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

export const VertexAnswer = z.object({
  subtasks: z
    .array(
      z.object({
        subtask: number,
        status: z.string().default(''),
        'end-time': number,
        // 1.20 says host, 2.x endpoint.
        endpoint: z.string().nullable().optional(),
        host: z.string().nullable().optional(),
        'taskmanager-id': z.string().nullable().optional().catch(null),
      }),
    )
    .default([]),
});

const metricValue = z.union([z.number(), z.string()]).transform(Number).catch(Number.NaN);

export const SubtaskMetrics = z.array(
  z.object({
    id: z.string(),
    sum: metricValue.optional(),
    avg: metricValue.optional(),
    min: metricValue.optional(),
    max: metricValue.optional(),
  }),
);

export const MetricNames = z.array(z.object({ id: z.string() }));

export const Watermarks = z.array(
  z.object({ id: z.string(), value: z.union([z.string(), z.number()]).transform(Number) }),
);

export const OperationAnswer = z.object({
  status: z.object({ id: z.string() }),
  operation: z
    .object({
      location: z.string().nullable().optional(),
      'failure-cause': z
        .object({ class: z.string().default(''), 'stack-trace': z.string().default('') })
        .nullable()
        .optional(),
    })
    .nullable()
    .optional(),
});

export const RequirementsAnswer = z.record(
  z.string(),
  z.object({ parallelism: z.object({ lowerBound: z.number(), upperBound: z.number() }) }),
);

export const DisposalBegun = z.object({ 'request-id': z.string() });

export const TaskManagersAnswer = z.object({ taskmanagers: z.array(z.object({ id: z.string() })).default([]) });

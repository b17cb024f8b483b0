/** Flink's REST interface over HTTP. Holds one connection pool; `close` ends it. */
import type { z } from 'zod';

import type { ObservedFlinkJob } from '../clusters/cluster-handle.ts';
import type { RestEndpoint } from '../drivers/driver.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { redactText } from '../lib/redact.ts';
import {
  type Checkpoint,
  CheckpointConfigAnswerBody,
  CheckpointsAnswerBody,
  ConfigAnswer,
  ConsoleAnswer,
  EnvironmentAnswer,
  DisposalBegun,
  ExceptionsAnswer,
  JobAnswer,
  JobConfigAnswer,
  JobsAnswer,
  MetricNames,
  OperationAnswer,
  OverviewAnswer,
  RequirementsAnswer,
  SubtaskMetrics,
  TaskManagersAnswer,
  VertexAnswer,
  Watermarks,
} from './answers.ts';
import { parseDurationMs } from './duration.ts';
import { connectEndpoint, type EndpointConnection } from './endpoint.ts';
import type {
  CallOptions,
  CheckpointConfigAnswer,
  CheckpointEntry,
  CheckpointsAnswer,
  ClusterOverview,
  DisposalAnswer,
  ExceptionEntry,
  FailedSubtask,
  FlinkRest,
  JobDetailAnswer,
  ResourceRequirements,
  SavepointAnswer,
} from './flink-rest.ts';
import { readFault, rootMessageOf } from './gateway-fault.ts';
import { callFlink, type HttpAnswer, type HttpCall } from './http-call.ts';
import { refused, unreadable } from './to-flink-error.ts';

type Get = Pick<HttpCall, 'what' | 'maxBytes'> & { path: string };

/** Flink tells the largest long where it takes no checkpoints by itself. */
const neverMs = Number.MAX_SAFE_INTEGER;

/** Flink's own `web.refresh-interval`. */
const defaultAgeMs = 3_000;

/** Longest log taken from Flink: the end of it is what counts, and callers cut it. */
const maxLogBytes = 256 * 1024 * 1024;

export class HttpFlinkRest implements FlinkRest {
  readonly #endpoint: () => RestEndpoint | undefined;
  #connected: { key: string; url: string; connection: EndpointConnection } | undefined;
  #closed = false;

  /** `endpoint` is asked before each call: a cluster may get its address late, or another one after a restart. */
  constructor(endpoint: () => RestEndpoint | undefined) {
    this.#endpoint = endpoint;
  }

  /** Ends all connections; calls under way fail as unreachable. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    const connected = this.#connected;
    this.#connected = undefined;
    await connected?.connection.close();
  }

  async overview(options?: CallOptions): Promise<ClusterOverview> {
    const answer = await this.#get(OverviewAnswer, { path: '/overview', what: 'describe the cluster' }, options);
    return {
      flinkVersion: answer['flink-version'],
      taskManagers: answer.taskmanagers,
      slotsTotal: answer['slots-total'],
      slotsFree: answer['slots-available'],
      jobsRunning: answer['jobs-running'],
    };
  }

  async jobs(options?: CallOptions): Promise<ObservedFlinkJob[]> {
    const answer = await this.#get(JobsAnswer, { path: '/jobs/overview', what: 'list the jobs' }, options);
    return answer.jobs.map((job) => ({
      flinkJobId: job.jid,
      name: job.name,
      status: job.state,
      startTimeMs: job['start-time'],
      endTimeMs: job['end-time'],
      ...(job['last-modification'] === undefined ? {} : { lastChangeMs: job['last-modification'] }),
      tasks: job.tasks,
    }));
  }

  async incarnation(options?: CallOptions): Promise<string> {
    const config = await this.jobManagerConfig(options);
    const folder = config['web.tmpdir'];
    if (folder !== undefined && folder !== '') return folder;
    throw new LiusuError(
      'FLINK_ANSWER_UNREADABLE',
      words('JobManager 的配置中没有 web.tmpdir。', 'The configuration of the JobManager names no web.tmpdir.'),
    );
  }

  async jobManagerConfig(options?: CallOptions): Promise<Record<string, string>> {
    const answer = await this.#get(
      ConfigAnswer,
      { path: '/jobmanager/config', what: 'show its configuration' },
      options,
    );
    return Object.fromEntries(answer.map(({ key, value }) => [key, value ?? '']));
  }

  async classPath(options?: CallOptions): Promise<string[] | undefined> {
    const answer = await this.#find(
      EnvironmentAnswer,
      { path: '/jobmanager/environment', what: 'show its class path' },
      options,
    );
    return answer?.classpath.map((jar) => jar.slice(jar.lastIndexOf('/') + 1));
  }

  async answersAgeMs(options?: CallOptions): Promise<number> {
    const shown = await this.#find(ConsoleAnswer, { path: '/config', what: 'show its intervals' }, options);
    const config = await this.jobManagerConfig(options);
    const intervals = [
      shown?.['refresh-interval'],
      parseDurationMs(config['web.refresh-interval']),
      // Of checkpoints alone; the interval above where it is not set.
      parseDurationMs(config['rest.cache.checkpoint-statistics.timeout']),
    ].filter((ms) => ms !== undefined);
    return Math.max(defaultAgeMs, ...intervals);
  }

  async findJob(flinkJobId: string, options?: CallOptions): Promise<JobDetailAnswer | undefined> {
    const job = await this.#find(JobAnswer, { path: `/jobs/${flinkJobId}`, what: 'describe a job' }, options);
    if (job === undefined) return undefined;
    return {
      flinkJobId: job.jid,
      name: job.name,
      status: job.state,
      ...(job['job-type'] === undefined ? {} : { type: job['job-type'] }),
      startTimeMs: job['start-time'],
      endTimeMs: job['end-time'],
      timestampsMs: job.timestamps,
      vertices: job.vertices.map((vertex) => ({
        id: vertex.id,
        name: vertex.name,
        parallelism: vertex.parallelism,
        maxParallelism: vertex.maxParallelism,
        status: vertex.status,
        recordsIn: vertex.metrics['read-records'],
        recordsOut: vertex.metrics['write-records'],
        bytesIn: vertex.metrics['read-bytes'],
        bytesOut: vertex.metrics['write-bytes'],
        accumulatedBusyMs: vertex.metrics['accumulated-busy-time'],
        accumulatedBackPressuredMs: vertex.metrics['accumulated-backpressured-time'],
        accumulatedIdleMs: vertex.metrics['accumulated-idle-time'],
      })),
      edges: job.plan.nodes.flatMap((node) =>
        node.inputs.map((input) => ({ from: input.id, to: node.id, ship: input.ship_strategy })),
      ),
    };
  }

  async findGlobalParameters(flinkJobId: string, options?: CallOptions): Promise<Record<string, string> | undefined> {
    const get = { path: `/jobs/${flinkJobId}/config`, what: 'tell the configuration of a job' };
    const answer = await this.#find(JobConfigAnswer, get, options);
    // A job that is being initialised has no configuration yet.
    const config = answer?.['execution-config'];
    if (config == null) return undefined;
    const parameters = Object.entries(config['user-config'] ?? {});
    return Object.fromEntries(parameters.map(([key, value]) => [key, String(value)]));
  }

  async findCheckpoints(flinkJobId: string, options?: CallOptions): Promise<CheckpointsAnswer | undefined> {
    const answer = await this.#find(
      CheckpointsAnswerBody,
      { path: `/jobs/${flinkJobId}/checkpoints`, what: 'list the checkpoints of a job' },
      options,
    );
    if (answer === undefined) return undefined;
    const { latest } = answer;
    return {
      counts: {
        restored: answer.counts.restored,
        total: answer.counts.total,
        inProgress: answer.counts.in_progress,
        completed: answer.counts.completed,
        failed: answer.counts.failed,
      },
      latestCompleted: latest?.completed ? entryOf(latest.completed) : null,
      latestSavepoint: latest?.savepoint ? entryOf(latest.savepoint) : null,
      restoredPath: latest?.restored?.external_path ?? null,
      history: answer.history.map(entryOf),
    };
  }

  async findCheckpointConfig(flinkJobId: string, options?: CallOptions): Promise<CheckpointConfigAnswer | undefined> {
    const get = { path: `/jobs/${flinkJobId}/checkpoints/config`, what: 'tell how it takes checkpoints' };
    const answer = await this.#find(CheckpointConfigAnswerBody, get, options);
    if (answer === undefined) return undefined;
    const { interval } = answer;
    return { intervalMs: interval === null || interval >= neverMs ? null : interval };
  }

  async exceptions(flinkJobId: string, options?: CallOptions): Promise<ExceptionEntry[]> {
    const answer = await this.#find(
      ExceptionsAnswer,
      { path: `/jobs/${flinkJobId}/exceptions?maxExceptions=20`, what: 'list the exceptions of a job' },
      options,
    );
    return (answer?.exceptionHistory.entries ?? []).map((entry) => ({
      atMs: entry.timestamp,
      task: entry.taskName,
      location: entry.endpoint ?? entry.location ?? null,
      taskManager: entry.taskManagerId ?? null,
      message: redactText(rootMessageOf(readFault([entry.stacktrace || entry.exceptionName]))),
      stack: redactText(entry.stacktrace),
    }));
  }

  async failedSubtasks(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<FailedSubtask[]> {
    const get = { path: `/jobs/${flinkJobId}/vertices/${vertexId}`, what: 'tell about a vertex' };
    const answer = await this.#find(VertexAnswer, get, options);
    return (answer?.subtasks ?? [])
      .filter(({ status }) => status === 'FAILED')
      .map((subtask) => ({
        index: subtask.subtask,
        endMs: subtask['end-time'],
        location: subtask.endpoint ?? subtask.host ?? null,
        taskManager: subtask['taskmanager-id'] ?? null,
      }));
  }

  async vertexMetrics(
    flinkJobId: string,
    vertexId: string,
    metrics: string[],
    options?: CallOptions,
  ): Promise<Map<string, { sum: number; avg: number; min: number; max: number }>> {
    const names = metrics.map(encodeURIComponent).join(',');
    const answer = await this.#find(
      SubtaskMetrics,
      {
        path: `/jobs/${flinkJobId}/vertices/${vertexId}/subtasks/metrics?get=${names}`,
        what: 'give the metrics of a vertex',
      },
      options,
    );
    const values = new Map<string, { sum: number; avg: number; min: number; max: number }>();
    for (const { id, sum = Number.NaN, avg = Number.NaN, min = Number.NaN, max = Number.NaN } of answer ?? []) {
      values.set(id, { sum, avg, min, max });
    }
    return values;
  }

  async vertexMetricNames(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<string[]> {
    const answer = await this.#find(
      MetricNames,
      { path: `/jobs/${flinkJobId}/vertices/${vertexId}/subtasks/metrics`, what: 'list the metrics of a vertex' },
      options,
    );
    return (answer ?? []).map(({ id }) => id);
  }

  async watermarks(flinkJobId: string, vertexId: string, options?: CallOptions): Promise<number[]> {
    const answer = await this.#find(
      Watermarks,
      { path: `/jobs/${flinkJobId}/vertices/${vertexId}/watermarks`, what: 'give the watermarks of a vertex' },
      options,
    );
    // Long.MIN_VALUE stands for "none yet".
    return (answer ?? []).map(({ value }) => value).filter((value) => Number.isFinite(value) && value > -8e15);
  }

  async cancel(flinkJobId: string, options?: CallOptions): Promise<void> {
    await this.#send('PATCH', `/jobs/${flinkJobId}?mode=cancel`, 'cancel a job', undefined, options);
  }

  async stopWithSavepoint(
    flinkJobId: string,
    request: { triggerId: string; targetDirectory: string; drain: boolean },
    options?: CallOptions,
  ): Promise<void> {
    await this.#send('POST', `/jobs/${flinkJobId}/stop`, 'stop a job with a savepoint', request, options);
  }

  async triggerSavepoint(
    flinkJobId: string,
    request: { triggerId: string; targetDirectory: string },
    options?: CallOptions,
  ): Promise<void> {
    const body = {
      triggerId: request.triggerId,
      'target-directory': request.targetDirectory,
      'cancel-job': false,
    };
    await this.#send('POST', `/jobs/${flinkJobId}/savepoints`, 'take a savepoint', body, options);
  }

  async findSavepointOperation(
    flinkJobId: string,
    triggerId: string,
    options?: CallOptions,
  ): Promise<SavepointAnswer | undefined> {
    const answer = await this.#find(
      OperationAnswer,
      { path: `/jobs/${flinkJobId}/savepoints/${triggerId}`, what: 'tell about a savepoint' },
      options,
    );
    if (answer === undefined) return undefined;
    const cause = answer.operation?.['failure-cause'];
    return {
      state: answer.status.id === 'COMPLETED' ? 'COMPLETED' : 'IN_PROGRESS',
      path: answer.operation?.location ?? null,
      failure: cause ? redactText(cause['stack-trace'] || cause.class) : null,
    };
  }

  async findResourceRequirements(flinkJobId: string, options?: CallOptions): Promise<ResourceRequirements | undefined> {
    const what = 'tell the resource requirements of a job';
    const answer = await this.#call(
      { method: 'GET', path: `/jobs/${flinkJobId}/resource-requirements`, what },
      options,
    );
    // Schedulers other than the adaptive one refuse, in Flink's own form of an error; a proxy on the way does not use it.
    if (answer.status !== 200 && /"errors"\s*:/.test(answer.text)) return undefined;
    if (answer.status !== 200) throw refused(what, answer.status, answer.text);
    const vertices = Object.entries(parse(RequirementsAnswer, what, answer.text));
    return Object.fromEntries(
      vertices.map(([id, { parallelism }]) => [id, { lower: parallelism.lowerBound, upper: parallelism.upperBound }]),
    );
  }

  async putResourceRequirements(
    flinkJobId: string,
    requirements: ResourceRequirements,
    options?: CallOptions,
  ): Promise<void> {
    const body = Object.fromEntries(
      Object.entries(requirements).map(([id, { lower, upper }]) => [
        id,
        { parallelism: { lowerBound: lower, upperBound: upper } },
      ]),
    );
    await this.#send('PUT', `/jobs/${flinkJobId}/resource-requirements`, 'rescale a job', body, options);
  }

  async disposeSavepoint(path: string, options?: CallOptions): Promise<string> {
    const what = 'delete a savepoint';
    const body = { 'savepoint-path': path };
    const answer = await this.#call({ method: 'POST', path: '/savepoint-disposal', what, body }, options);
    if (answer.status >= 300) throw refused(what, answer.status, answer.text);
    return parse(DisposalBegun, what, answer.text)['request-id'];
  }

  async findDisposal(requestId: string, options?: CallOptions): Promise<DisposalAnswer | undefined> {
    const answer = await this.#find(
      OperationAnswer,
      { path: `/savepoint-disposal/${requestId}`, what: 'tell about the deletion of a savepoint' },
      options,
    );
    if (answer === undefined) return undefined;
    const cause = answer.operation?.['failure-cause'];
    return {
      state: answer.status.id === 'COMPLETED' ? 'COMPLETED' : 'IN_PROGRESS',
      failure: cause ? redactText(cause['stack-trace'] || cause.class) : null,
    };
  }

  async taskManagerIds(options?: CallOptions): Promise<string[]> {
    const answer = await this.#get(
      TaskManagersAnswer,
      { path: '/taskmanagers', what: 'list the TaskManagers' },
      options,
    );
    return answer.taskmanagers.map(({ id }) => id);
  }

  async jobManagerLog(options?: CallOptions): Promise<string> {
    return redactText(await this.#text('/jobmanager/log', 'give its log', options));
  }

  async taskManagerLog(taskManagerId: string, options?: CallOptions): Promise<string> {
    const path = `/taskmanagers/${encodeURIComponent(taskManagerId)}/log`;
    return redactText(await this.#text(path, 'give the log of a TaskManager', options));
  }

  async #get<S extends z.ZodType>(schema: S, get: Get, options?: CallOptions): Promise<z.infer<S>> {
    const answer = await this.#call({ method: 'GET', ...get }, options);
    if (answer.status !== 200) throw refused(get.what, answer.status, answer.text);
    return parse(schema, get.what, answer.text);
  }

  /** As #get, with undefined for 404. */
  async #find<S extends z.ZodType>(schema: S, get: Get, options?: CallOptions): Promise<z.infer<S> | undefined> {
    const answer = await this.#call({ method: 'GET', ...get }, options);
    // A 404 of Flink names its reason; that of a proxy on the way does not, and proves nothing about a job.
    if (answer.status === 404 && /"errors"\s*:/.test(answer.text)) return undefined;
    if (answer.status !== 200) throw refused(get.what, answer.status, answer.text);
    return parse(schema, get.what, answer.text);
  }

  async #send(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    what: string,
    body: unknown,
    options?: CallOptions,
  ): Promise<void> {
    const answer = await this.#call({ method, path, what, ...(body === undefined ? {} : { body }) }, options);
    if (answer.status >= 300) throw refused(what, answer.status, answer.text);
  }

  async #text(path: string, what: string, options?: CallOptions): Promise<string> {
    const answer = await this.#call({ method: 'GET', path, what, maxBytes: maxLogBytes }, options);
    if (answer.status !== 200) throw refused(what, answer.status, answer.text);
    return answer.text;
  }

  async #call(call: Omit<HttpCall, 'url'> & { path: string }, options?: CallOptions): Promise<HttpAnswer> {
    const { path, ...rest } = call;
    const { url, connection } = await this.#connect(call.what);
    return await callFlink(connection, { ...rest, url: `${url}${path}` }, options);
  }

  async #connect(what: string): Promise<{ url: string; connection: EndpointConnection }> {
    const endpoint = this.#closed ? undefined : this.#endpoint();
    if (endpoint === undefined) {
      throw new LiusuError(
        'FLINK_UNREACHABLE',
        words('集群现在没有地址。', `Flink cannot be asked to ${what}: the cluster has no address now.`),
      );
    }
    const key = JSON.stringify(endpoint);
    if (this.#connected?.key === key) return this.#connected;
    const old = this.#connected;
    this.#connected = { key, url: endpoint.url.replace(/\/+$/, ''), connection: connectEndpoint(endpoint) };
    const connected = this.#connected;
    await old?.connection.close();
    return connected;
  }
}

function parse<S extends z.ZodType>(schema: S, what: string, text: string): z.infer<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(what, error);
  }
}

function entryOf(checkpoint: Checkpoint): CheckpointEntry {
  return {
    id: checkpoint.id,
    status: checkpoint.status,
    isSavepoint: checkpoint.is_savepoint,
    ...(checkpoint.checkpoint_type === undefined ? {} : { type: checkpoint.checkpoint_type }),
    triggerMs: checkpoint.trigger_timestamp,
    durationMs: checkpoint.end_to_end_duration,
    sizeBytes: checkpoint.checkpointed_size ?? checkpoint.state_size,
    externalPath: checkpoint.external_path?.startsWith('<') === true ? null : checkpoint.external_path,
    discarded: checkpoint.discarded,
    failure: checkpoint.failure_message,
  };
}

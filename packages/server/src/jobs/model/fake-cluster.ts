/** The world's cluster as the platform sees it: its driver and its REST answers. */
import type { ClusterHandle, ObservedFlinkJob } from '../../clusters/cluster-handle.ts';
import type { CheckpointsAnswer, FlinkRest, VertexDetail } from '../../flink/flink-rest.ts';
import { LiusuError } from '../../lib/errors.ts';
import { type FakeJob, type FakeWorld, hasEnded } from './fake-world.ts';

export function clusterOf(world: FakeWorld): ClusterHandle {
  return {
    id: 'clu_local00',
    name: 'local',
    engine: 'flink-2.2',
    driver: {
      get kind() {
        return world.kind === 'connected' ? 'remote' : 'local';
      },
      get capabilities() {
        return { managed: world.kind !== 'connected', absenceIsEvidence: world.kind === 'local' };
      },
      start: async () => {},
      endpoint: () => ({ url: 'http://127.0.0.1:1' }),
      stateRoot: () => ({ checkpoints: 'file:///data/chk', savepoints: 'file:///data/svp' }),
      incarnation: () => undefined,
      fenceOff: (incarnation) => world.fenceOff(incarnation),
      classPath: () => undefined,
      processes: () => [],
      stop: async () => {},
    },
    rest: restOf(world),
    gatewayTarget: async () => ({ address: '127.0.0.1', port: 1 }),
  };
}

const listed = (world: FakeWorld, job: FakeJob): ObservedFlinkJob => ({
  flinkJobId: job.id,
  name: job.name,
  status: job.status,
  startTimeMs: job.startMs,
  endTimeMs: -1,
  tasks: {
    total: 1,
    running: world.hidesTasks || world.everyTaskRuns(job) ? 1 : 0,
    finished: 0,
    failed: 0,
    canceled: 0,
  },
});

function vertexOf(job: FakeJob): VertexDetail {
  return {
    id: 'v',
    name: 'v',
    parallelism: job.parallelism,
    maxParallelism: 360,
    status: job.status,
    recordsIn: 0,
    recordsOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    accumulatedBusyMs: null,
    accumulatedBackPressuredMs: null,
    accumulatedIdleMs: null,
  };
}

/** As Flink answers of a job without an execution graph, whatever the job completed before. */
const nothingTold: CheckpointsAnswer = {
  counts: { restored: 0, total: 0, inProgress: 0, completed: 0, failed: 0 },
  latestCompleted: null,
  latestSavepoint: null,
  restoredPath: null,
  history: [],
};

function checkpointsOf(job: FakeJob): CheckpointsAnswer {
  return {
    ...nothingTold,
    latestCompleted: job.checkpoints.findLast((entry) => !entry.isSavepoint) ?? null,
    latestSavepoint: job.checkpoints.findLast((entry) => entry.isSavepoint) ?? null,
    restoredPath: job.restoredPath,
    history: [...job.checkpoints],
  };
}

const missing = () => Promise.reject(new Error('not part of the model'));

function restOf(world: FakeWorld): FlinkRest {
  const reach = (): string => {
    if (!world.networkUp || world.incarnation === null) throw new LiusuError('FLINK_UNREACHABLE', 'no answer');
    return world.incarnation;
  };
  const shown = (id: string): FakeJob | undefined => (reach(), world.frozen.find(world.jobs, id));
  const known = (id: string): FakeJob => {
    reach();
    const job = world.jobs.get(id);
    if (job === undefined) throw new LiusuError('FLINK_REJECTED', 'the job is unknown');
    return job;
  };
  const savepoint = (
    id: string,
    request: { triggerId: string; targetDirectory: string },
    kind: 'go-on' | 'stop' | 'drain',
  ) => {
    const job = known(id);
    if (job.operations.has(request.triggerId)) return;
    if (job.status !== 'RUNNING') throw new LiusuError('FLINK_REJECTED', 'not every task runs');
    world.beginSavepoint(job, request.triggerId, request.targetDirectory, kind);
  };
  return {
    overview: async () => {
      reach();
      return { flinkVersion: '2.2.1', taskManagers: 1, slotsTotal: 8, slotsFree: 8, jobsRunning: 0 };
    },
    jobs: async () => (reach(), world.frozen.list(world.jobs).map((job) => listed(world, job))),
    incarnation: async () => reach(),
    jobManagerConfig: missing,
    classPath: missing,
    answersAgeMs: async () => (reach(), Math.max(3_000, world.gatheredForMs)),
    findJob: async (id) => {
      const job = shown(id);
      return job === undefined
        ? undefined
        : { ...listed(world, job), vertices: [vertexOf(job)], edges: [], timestampsMs: { RUNNING: job.formedMs } };
    },
    findGlobalParameters: async (id) => {
      const job = shown(id);
      // As Flink: before there is an execution graph, none of the parameters are told.
      return job?.formedMs === 0 ? {} : job?.marks;
    },
    // Nothing is known of how they are taken, so nobody looks after them.
    findCheckpointConfig: async () => (reach(), undefined),
    findCheckpoints: async (id) => {
      const job = shown(id);
      if (job === undefined) return undefined;
      const kept = world.gathered.get(id);
      const atMs = world.clock.nowMs();
      if (kept !== undefined && atMs < kept.atMs + world.gatheredForMs) return kept.answer;
      const answer = job.formedMs === 0 ? nothingTold : checkpointsOf(job);
      world.gathered.set(id, { atMs, answer });
      return answer;
    },
    exceptions: async (id) =>
      Array.from({ length: shown(id)?.failures ?? 0 }, () => ({
        atMs: 0,
        task: null,
        location: null,
        taskManager: null,
        message: 'x',
        stack: 'x',
      })),
    failedSubtasks: missing,
    vertexMetricNames: missing,
    vertexMetrics: missing,
    watermarks: missing,
    cancel: async (id) => {
      const job = known(id);
      if (hasEnded(job)) throw new LiusuError('FLINK_REJECTED', 'it has ended');
      world.cancelJob(job);
    },
    stopWithSavepoint: async (id, request) => savepoint(id, request, request.drain ? 'drain' : 'stop'),
    triggerSavepoint: async (id, request) => savepoint(id, request, 'go-on'),
    findSavepointOperation: async (id, triggerId) => (reach(), world.jobs.get(id)?.operations.get(triggerId)),
    findResourceRequirements: async (id) => {
      const job = shown(id);
      return job === undefined || !world.rescales ? undefined : { v: { lower: 1, upper: job.parallelism } };
    },
    putResourceRequirements: async (id, requirements) => {
      const job = known(id);
      job.parallelism = requirements['v']?.upper ?? 0;
      world.restartTasks(job.jobId);
    },
    disposeSavepoint: async (path) => {
      reach();
      await world.files_.remove(path);
      return 'disposal';
    },
    findDisposal: async () => (reach(), { state: 'COMPLETED', failure: null }),
    taskManagerIds: missing,
    jobManagerLog: missing,
    taskManagerLog: missing,
  };
}

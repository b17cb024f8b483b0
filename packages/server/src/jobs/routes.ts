/** Handlers of the routes about jobs. */
import { isoOf } from '../lib/clock.ts';
import { callerOf, type HandlerContext, type Handlers } from '../http/route-handler.ts';
import type { JobLive } from './job-live.ts';
import type { JobReader } from './job-reader.ts';
import type { JobService } from './job-service.ts';
import type { RateBook } from './rates.ts';

type JobRoute =
  | 'listJobs'
  | 'createJob'
  | 'getJob'
  | 'updateJob'
  | 'copyJob'
  | 'deleteJob'
  | 'startJob'
  | 'stopJob'
  | 'triggerSavepoint'
  | 'listSavepoints'
  | 'listRuns'
  | 'listVersions'
  | 'listJobEvents'
  | 'listEvents'
  | 'getJobGraph'
  | 'getJobRates'
  | 'getJobCheckpoints'
  | 'getJobExceptions'
  | 'getJobLogs';

export interface JobRouteDeps {
  service: JobService;
  reader: JobReader;
  live: JobLive;
  rates: RateBook;
}

export function jobHandlers({ service, reader, live, rates }: JobRouteDeps): Handlers<JobRoute> {
  const actorOf = (context: HandlerContext) => callerOf(context).user.name;
  return {
    listJobs: ({ params, query }) => reader.list(params.projectId, query),
    createJob: ({ params, body }, context) => service.create(params.projectId, body, actorOf(context)),
    getJob: ({ params }) => reader.get(params.jobId),
    updateJob: ({ params, body }, context) => service.update(params.jobId, body, actorOf(context)),
    copyJob: ({ params, body }, context) => service.copy(params.jobId, body.name, actorOf(context)),
    deleteJob: ({ params, query }, context) => service.delete(params.jobId, query.state, actorOf(context)),
    startJob: ({ params, body }, context) => service.start(params.jobId, body, actorOf(context)),
    stopJob: ({ params, body }, context) => service.stop(params.jobId, body, actorOf(context)),
    triggerSavepoint: ({ params }, context) => service.triggerSavepoint(params.jobId, actorOf(context)),
    listSavepoints: async ({ params }) => ({ items: await reader.savepoints(params.jobId) }),
    listRuns: ({ params, query }) => reader.runs(params.jobId, query),
    listVersions: ({ params, query }) => reader.versions(params.jobId, query),
    listJobEvents: ({ params, query }) => reader.events({ jobId: params.jobId }, query),
    listEvents: ({ params, query }) => reader.events({ projectId: params.projectId }, query),
    getJobGraph: async ({ params }) => {
      await reader.row(params.jobId);
      return live.graph(params.jobId);
    },
    getJobRates: async ({ params }) => {
      await reader.row(params.jobId);
      rates.look(params.jobId);
      const points = rates.points(params.jobId);
      return { points: points.map((point) => ({ at: isoOf(point.atMs), in: point.in, out: point.out })) };
    },
    getJobCheckpoints: async ({ params }) => {
      await reader.row(params.jobId);
      return live.checkpoints(params.jobId);
    },
    getJobExceptions: async ({ params }) => {
      await reader.row(params.jobId);
      return live.exceptions(params.jobId);
    },
    getJobLogs: async ({ params, query }) => {
      await reader.row(params.jobId);
      return live.logs(params.jobId, query.source, query.lines);
    },
  };
}

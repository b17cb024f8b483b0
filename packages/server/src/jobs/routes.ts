/** Handlers of the routes about jobs. */
import type { Job } from '@liusu/contract/job';
import type { RouteKey } from '@liusu/contract/routes';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { callerOf, type HandlerContext, type Handlers } from '../http/route-handler.ts';
import type { ExternalJobs } from './external-jobs.ts';
import type { CommandOptions } from './job-command.ts';
import type { JobLive } from './job-live.ts';
import type { JobReader } from './job-reader.ts';
import type { JobService } from './job-service.ts';
import type { RateBook } from './rates.ts';
import type { UpgradeCheck } from './upgrade-check.ts';

type JobRoute = Extract<
  RouteKey,
  | 'listJobs'
  | 'createJob'
  | 'getJob'
  | 'updateJob'
  | 'copyJob'
  | 'deleteJob'
  | 'publishJob'
  | 'startJob'
  | 'stopJob'
  | 'restartJob'
  | 'upgradeJob'
  | 'rollbackJob'
  | 'rescaleJob'
  | 'writeOffRun'
  | 'triggerSavepoint'
  | 'deleteSavepoint'
  | 'listPlans'
  | 'listSavepoints'
  | 'listRuns'
  | 'listVersions'
  | 'checkUpgrade'
  | 'listJobEvents'
  | 'listEvents'
  | 'getJobGraph'
  | 'getJobRates'
  | 'getJobCheckpoints'
  | 'getJobExceptions'
  | 'getJobLogs'
  | 'listUnmanagedJobs'
  | 'adoptJob'
  | 'bindJob'
>;

export interface JobRouteDeps {
  service: JobService;
  external: ExternalJobs;
  reader: JobReader;
  upgrades: UpgradeCheck;
  live: JobLive;
  rates: RateBook;
}

export function jobHandlers({ service, external, reader, upgrades, live, rates }: JobRouteDeps): Handlers<JobRoute> {
  const actorOf = (context: HandlerContext) => callerOf(context).user.name;
  const byOf = (context: HandlerContext): By => [actorOf(context), optionsOf(context)];
  /** Gives a command; one that took effect in an earlier life is answered with the job as it is. */
  const command = (context: HandlerContext, jobId: string, give: (by: By) => Promise<Job>): Promise<Job> =>
    context.once?.done === undefined ? give(byOf(context)) : reader.view(jobId);
  return {
    listJobs: ({ params, query }) => reader.list(params.projectId, query),
    createJob: ({ params, body }, context) => service.create(params.projectId, body, actorOf(context)),
    getJob: ({ params }) => reader.get(params.jobId),
    updateJob: ({ params, body }, context) => service.drafts.update(params.jobId, body, actorOf(context)),
    copyJob: ({ params, body }, context) => service.drafts.copy(params.jobId, body.name, actorOf(context)),
    deleteJob: ({ params, query }, context) => service.drafts.delete(params.jobId, query.state, actorOf(context)),
    publishJob: ({ params }, context) =>
      command(context, params.jobId, (by) => service.drafts.publish(params.jobId, ...by)),
    startJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.start(params.jobId, body, ...by)),
    stopJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.stop(params.jobId, body, ...by)),
    restartJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.restart(params.jobId, body, ...by)),
    upgradeJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.upgrade(params.jobId, body, ...by)),
    rollbackJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.rollback(params.jobId, body, ...by)),
    rescaleJob: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.rescale(params.jobId, body, ...by)),
    writeOffRun: ({ params, body }, context) =>
      command(context, params.jobId, (by) => service.writeOffRun(params.jobId, body, ...by)),
    listUnmanagedJobs: async ({ params }) => ({ items: external.list(params.clusterId) }),
    adoptJob: ({ params, body }, context) =>
      external.adopt(params.clusterId, params.flinkJobId, body, actorOf(context)),
    bindJob: ({ params, body }, context) => external.bind(params.jobId, body, actorOf(context)),
    triggerSavepoint: async ({ params }, context) => {
      const done = context.once?.done;
      if (done !== undefined) return reader.savepoint(params.jobId, done);
      return service.triggerSavepoint(params.jobId, ...byOf(context));
    },
    deleteSavepoint: async ({ params }, context) => {
      const done = context.once?.done;
      if (done !== undefined) return reader.savepoint(params.jobId, params.savepointId);
      return service.deleteSavepoint(params.jobId, params.savepointId, ...byOf(context));
    },
    listPlans: async ({ params }) => ({ items: await reader.plans(params.jobId) }),
    listSavepoints: async ({ params }) => ({ items: await reader.savepoints(params.jobId) }),
    listRuns: ({ params, query }) => reader.runs(params.jobId, query),
    listVersions: ({ params, query }) => reader.versions(params.jobId, query),
    checkUpgrade: ({ params, query }) => upgrades.checkUpgrade(params.jobId, query.version),
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

type By = [actor: string, options: CommandOptions];

/** The conditions of a command that came over HTTP. */
export function optionsOf(context: HandlerContext): CommandOptions {
  const { once } = context;
  return {
    ifMatch: generationOf(context.ifMatch),
    also: once === undefined ? undefined : (tx, told) => once.mark(tx, told.subjectId ?? ''),
  };
}

/** The generation named by If-Match: a number, with or without quotes; `*` means any. Throws INVALID_INPUT. */
function generationOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const number = /^(?:W\/)?"?(\d{1,15})"?$/.exec(ifMatch.trim())?.[1];
  if (number === undefined)
    throw new LiusuError(
      'INVALID_INPUT',
      words('If-Match 应是作业的代次，一个数字。', 'If-Match is to be the generation of the job, a number.'),
    );
  return Number(number);
}

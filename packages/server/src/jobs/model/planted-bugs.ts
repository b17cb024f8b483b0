/** Mistakes that a controller of Flink jobs can make, each with a history in which it shows. */
import { isTerminal } from '@liusu/contract/lifecycle';

import { newFlinkJobId } from '../../lib/ids.ts';
import type { decide as realDecide } from '../decide.ts';
import type { Picture } from '../picture.ts';
import { endRun } from '../execute-end.ts';
import { newSavepointRow } from '../execute-savepoint.ts';
import { recordPhase } from '../execute-start.ts';
import type { Executors } from '../execute.ts';
import { updateRun } from '../run-repository.ts';
import { chooseFrom } from '../restore-choice.ts';
import { insertSavepoint } from '../savepoint-repository.ts';
import { type Step, wait } from '../step.ts';
import { edit, upgrade } from './person.ts';
import type { Planted } from './platform.ts';
import { stoppedWhileStandingStill } from './histories-replicas.ts';
import type { History, PlayOptions } from './play.ts';

export interface PlantedBug {
  history: History;
  options?: PlayOptions;
  /** A violation that the checker must tell. */
  caughtAs: RegExp;
  /** Undefined for what the real one decides. */
  decide?: (picture: Picture, nowMs: number, real: typeof realDecide) => Step[] | undefined;
  executors?: (real: Executors) => Partial<Executors>;
  planted?: Planted;
  /** Executors work with what they are given, whoever holds the lease. */
  isUnfenced?: boolean;
  /** Also played with the first process standing still after each deed. */
  pauseMs?: number;
}

export const plantedBugs: Record<string, PlantedBug> = {
  'a new id on retry': {
    history: async (play) => {
      play.world.submissionFault = 'lands-unheard';
      await play.start();
      return 'RUNNING';
    },
    caughtAs: /two live Flink jobs/,
    executors: () => ({
      resolveSubmission: async ({ runId }, _context, deps) => {
        const change = { flink_job_id: newFlinkJobId(), submission: 'not-sent' };
        await deps.database.transaction((tx) => updateRun(tx, runId, change));
        return undefined;
      },
    }),
  },

  'FAILED on a time-out': {
    history: async (play) => {
      await play.start();
      await play.run(15_000);
      play.world.cutNetwork(40_000);
      return 'RUNNING';
    },
    caughtAs: /written as FAILED while the Flink job is RUNNING/,
    decide: ({ run, observed }) =>
      run !== undefined && !isTerminal(run.phase) && observed.cluster !== 'FRESH'
        ? [{ kind: 'closeRun', runId: run.id, phase: 'FAILED', reason: 'the cluster did not answer in time' }]
        : undefined,
    executors: (real) => ({
      closeRun: async (step, context, deps, signal) => {
        if (step.reason !== 'the cluster did not answer in time') return real.closeRun(step, context, deps, signal);
        if (context.run !== undefined)
          await endRun(deps, context.job, context.run, { phase: 'FAILED', reason: step.reason });
        return undefined;
      },
    }),
  },

  'the savepoint row written after the stop': {
    history: async (play) => {
      await play.start();
      await play.run(15_000);
      await play.stop();
      return 'NOT_RUNNING';
    },
    caughtAs: /the savepoint .* is lost/,
    executors: () => ({
      beginStop: async (_step, { job, run }, deps) => {
        if (run === undefined) throw new Error('a stop needs a run');
        const cluster = deps.clusters.get(run.cluster_id);
        const row = newSavepointRow(deps, cluster, job, run, 'stop');
        const request = { triggerId: row.trigger_id ?? '', targetDirectory: row.target_folder ?? '', drain: false };
        await cluster.rest.stopWithSavepoint(run.flink_job_id, request);
        await deps.database.transaction(async (tx) => {
          await insertSavepoint(tx, row);
          await updateRun(tx, run.id, { phase: 'SUSPENDING' });
        });
        return undefined;
      },
    }),
  },

  'an end told by absence while the JobManager starts': {
    history: async (play) => {
      await play.start();
      await play.run(25_000);
      play.world.killJobManager(3_000, 15_000);
      return 'RUNNING';
    },
    options: { kind: 'ha' },
    caughtAs: /written as LOST while the Flink job is RUNNING|two live Flink jobs/,
    decide: ({ run, observed }) =>
      run?.phase === 'RUNNING' && observed.status === 'ABSENT' ? [{ kind: 'loseRun', runId: run.id }] : undefined,
  },

  'Duplicate read as success': {
    history: async (play) => {
      // It arrives just before the one that is sent again.
      play.world.submissionFault = 'lands-after-proof';
      play.world.beyondProofMs = 450;
      await play.start();
      return 'RUNNING';
    },
    caughtAs: /written as RUNNING while Flink says/,
    executors: (real) => ({
      submit: async (step, context, deps, signal) => {
        let isDuplicate = false;
        const submitter: typeof deps.submitter = {
          ...deps.submitter,
          submit: async (request) => {
            const outcome = await deps.submitter.submit(request);
            isDuplicate = outcome.kind === 'duplicate';
            return isDuplicate ? { kind: 'submitted' } : outcome;
          },
        };
        const waits = await real.submit(step, context, { ...deps, submitter }, signal);
        if (isDuplicate && context.run !== undefined) {
          await recordPhase(deps, context, context.run, 'RUNNING', 'The gateway says that the job was submitted.');
        }
        return waits;
      },
    }),
  },

  'a late submission after the stop is left running': {
    history: async (play) => {
      play.world.submissionFault = 'lands-after-proof';
      await play.start();
      await play.stop('cancel');
      return 'NOT_RUNNING';
    },
    caughtAs: /runs and no run is active/,
    planted: {
      cluster: (cluster, database) => ({
        ...cluster,
        rest: {
          ...cluster.rest,
          cancel: async (id, options) => {
            const run = await database.db
              .selectFrom('run')
              .select('ended_at')
              .where('flink_job_id', '=', id)
              .executeTakeFirst();
            // Whoever looks at runs in force only does not see one that was given up.
            if (run?.ended_at == null) await cluster.rest.cancel(id, options);
          },
        },
      }),
    },
  },

  'a roll-back after a commit': {
    history: async (play) => {
      await edit(play, { settings: { recovery: { kind: 'never' } } });
      await play.start();
      await play.run(25_000);
      await upgrade(play, 'FADING');
      await play.run(60_000);
      return 'EITHER';
    },
    caughtAs: /restored from .* although .* was completed later/,
    // Verified by time alone, and whatever fails until then is rolled back.
    decide: ({ plan, run, desired, observed }, nowMs) => {
      if (plan?.state !== 'ACTIVE' || run?.generation !== desired.generation) return undefined;
      if (run.phase === 'FAILED') return [{ kind: 'rollBack', planId: plan.id, runId: run.id, failedStep: 'verify' }];
      const isVerified = run.phase === 'RUNNING' && observed.status === 'RUNNING' && run.firstCheckpointAtMs !== null;
      return isVerified ? [wait('WAITING_FOR_FLINK', 'It is watched for a while.', nowMs + 1_000)] : undefined;
    },
    executors: (real) => ({
      rollBack: async (step, context, deps, signal) => {
        const { run } = context;
        if (run === undefined) throw new Error('a roll-back needs a run');
        const latest = await chooseFrom(deps, deps.database.db, run);
        // Its own checkpoint passes for the state that it was given.
        const restored = latest.kind === 'state' ? { restore_path: latest.path } : {};
        const change = { ...restored, first_checkpoint_at: null };
        await deps.database.transaction((tx) => updateRun(tx, run.id, change));
        const untouched = { ...run, ...change };
        return real.rollBack(step, { ...context, run: untouched }, deps, signal);
      },
    }),
  },

  'a lease without fencing': {
    history: stoppedWhileStandingStill,
    options: { hasSecond: true },
    pauseMs: 60_000,
    caughtAs: /two live Flink jobs|runs and no run is active/,
    isUnfenced: true,
  },
};

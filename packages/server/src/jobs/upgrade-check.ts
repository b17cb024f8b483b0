/** Says what would become of a job's state under another version. Looks only: nothing that runs is touched. */
import { JobSettings } from '@liusu/contract/job';
import { type UpgradeOutcome, type UpgradeReason, upgradeReasons, type UpgradeVerdict } from '@liusu/contract/upgrade';

import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { LiusuError } from '../lib/errors.ts';
import { noSuchJob } from './no-such-job.ts';
import { noVersion, settingsOf } from './versions.ts';
import type { CompileCandidate } from '../sql/plan/candidate.ts';
import { summaryOf } from '../sql/diagnostics.ts';
import { readsSwitchedTtl } from '../sql/plan/plan-runner.ts';
import { parsePlan } from '../sql/plan/stored-plan.ts';
import { comparePlans } from '../sql/plan/verdict.ts';
import { findJob, findVersion, timeZoneOfProject } from './job-repository.ts';
import { findStoredPlan } from './stored-plan-repository.ts';
import { listRuns, type RunRow } from './run-repository.ts';
import { ownerOfState, toRunPlan } from './run-plans.ts';

export interface UpgradeCheckDeps {
  database: Database;
  clusters: ClusterRegistry;
  compileCandidate: CompileCandidate;
  variablesOf(projectId: string): Promise<Record<string, string>>;
}

/** Runs looked back over for the last one that may have run. */
const lookBack = 200;
const timeoutMs = 120_000;

export class UpgradeCheck {
  readonly #deps: UpgradeCheckDeps;

  constructor(deps: UpgradeCheckDeps) {
    this.#deps = deps;
  }

  /**
   * The verdict on going over to a version, or to the draft when `version` is undefined, from the latest state. Throws
   * NOT_FOUND, GATEWAY_UNAVAILABLE, and what is missing beside the script.
   */
  async checkUpgrade(jobId: string, version?: number): Promise<UpgradeVerdict> {
    const { db } = this.#deps.database;
    const job = await findJob(db, jobId);
    if (job === undefined) throw noSuchJob(jobId);
    const row = version === undefined ? undefined : await findVersion(db, jobId, version);
    if (version !== undefined && row === undefined) {
      throw new LiusuError('NOT_FOUND', noVersion(job.name, version));
    }
    const script = row?.script ?? job.draft_script;
    const settings = JobSettings.parse(JSON.parse(row?.settings ?? job.draft_settings));
    const { engine } = this.#deps.clusters.get(job.cluster_id);
    const run = await this.#writerOfState(jobId);
    const about = (
      outcome: UpgradeOutcome,
      code: UpgradeReason,
      more: Partial<UpgradeVerdict> = {},
    ): UpgradeVerdict => ({
      outcome,
      code,
      text: upgradeReasons[code],
      detail: null,
      submission: 'stored-plan',
      fromRunId: run?.id ?? null,
      fromVersion: run?.version ?? null,
      toVersion: version ?? null,
      operators: [],
      errors: [],
      ...more,
    });
    const plan = run?.plan_id == null ? undefined : await findStoredPlan(db, run.plan_id);
    // What a script was bound to was started by others: that it is the same is only said.
    const isSameVersion = run !== undefined && run.version === version && run.adopted !== 1;
    const submission = settings.mode === 'batch' || plan === undefined ? 'statement-set' : 'stored-plan';
    if (settings.mode !== 'batch' && isSameVersion && plan === undefined) {
      return about('same-topology', 'SAME_VERSION', { submission });
    }
    // A job of others has no script before it is bound to one: there is nothing to compile.
    if (job.kind === 'external') return about('unknown', 'STATE_WITHOUT_PLAN', { submission });
    // Asked before all else: what does not compile cannot run, whatever is known of its state.
    const candidate = await this.#deps.compileCandidate({
      script,
      engine,
      settings,
      timeZone: settings.timeZone ?? (await timeZoneOfProject(db, job.project_id)),
      variables: await this.#deps.variablesOf(job.project_id),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (candidate.kind === 'not-compiled') {
      const errors = [...candidate.errors];
      return about('unknown', 'NOT_COMPILED', { errors, detail: summaryOf(errors), submission });
    }
    if (settings.mode === 'batch') return about('unknown', 'BATCH', { submission });
    if (run !== undefined && plan === undefined) return about('unknown', 'STATE_WITHOUT_PLAN', { submission });
    if (await this.#changesMaxParallelism(run, settings)) {
      return about('incompatible', 'MAX_PARALLELISM_CHANGED', { submission });
    }
    if (candidate.kind === 'impossible') {
      const { reason, detail } = candidate;
      return about('unknown', reason, { detail, submission });
    }
    if (plan === undefined) return about('compatible', 'NO_STATE');
    const { plan: text, tables, nextId } = toRunPlan(plan);
    const readsSwitched = readsSwitchedTtl(engine);
    const options = { nextId, readsSwitchedTtl: readsSwitched };
    const { outcome, code, operators } = comparePlans({ plan: parsePlan(text), tables }, candidate, options);
    if (plan.engine !== engine && outcome === 'compatible') return about('unknown', 'ENGINE_CHANGED', { operators });
    return about(outcome, code, { operators });
  }

  /** Flink divides keyed state into that many groups for good, and refuses to restore it with another number. */
  async #changesMaxParallelism(run: RunRow | undefined, settings: JobSettings): Promise<boolean> {
    // What others submitted a job with is not known.
    if (run === undefined || run.adopted === 1) return false;
    const version = await findVersion(this.#deps.database.db, run.job_id, run.version);
    return version !== undefined && maxParallelismOf(settingsOf(version)) !== maxParallelismOf(settings);
  }

  /** The run whose operators wrote the latest state: the newest that may have run, or the one it took its state over from. */
  async #writerOfState(jobId: string): Promise<RunRow | undefined> {
    const { db } = this.#deps.database;
    const runs = await listRuns(db, jobId, { limit: lookBack });
    const latest = runs.find(({ submission }) => submission !== 'not-sent' && submission !== 'refused');
    if (latest === undefined || latest.running_at !== null || latest.restore_path === null) return latest;
    // It never ran: what it was to start from is still the latest.
    return (await ownerOfState(db, jobId, latest.restore_path)) ?? latest;
  }
}

function maxParallelismOf({ maxParallelism, options }: JobSettings): string {
  return options['pipeline.max-parallelism']?.trim() ?? String(maxParallelism);
}

/**
 * Brings every job to what its user asked for: takes a picture, decides, acts a little, repeats. One runner per job, woken by
 * commands, by what clusters say, and by a timer; a job that keeps failing backs off and holds no place the others need.
 */
import { isTerminal, Phase } from '@liusu/contract/lifecycle';

import type { ClusterObservation } from '../clusters/cluster-handle.ts';
import { backoffMs } from '../lib/backoff.ts';
import { hasCode, messageOf } from '../lib/errors.ts';
import { ExclusiveRunner, Gate } from '../lib/exclusive-runner.ts';
import { LeaseLost, type Leases } from '../leases/lease.ts';
import { ClusterIndex } from './cluster-index.ts';
import { type ControllerDeps, type JobContext, takePicture } from './controller-context.ts';
import { decide } from './decide.ts';
import { createExecutors, execute, type Executors } from './execute.ts';
import { EndsSeen } from './ends-seen.ts';
import { Fences } from './fences.ts';
import { listJobIds } from './job-repository.ts';
import { leasedDeps } from './leased-deps.ts';
import { type Wait, wait } from './step.ts';

export type ReconcilerDeps = Omit<ControllerDeps, 'fences' | 'ends'> & { leases: Leases };

export interface ReconcilerOptions {
  /** Jobs worked on at once. Default 16: most of the time of one is waiting for Flink. */
  concurrency?: number;
  /** Every job is looked at at least this often. Default 30,000. */
  resyncMs?: number;
  /** Steps of one job before the next one gets the place. Default 25. */
  stepsPerTurn?: number;
}

/** What is remembered of a job between turns. Losing it costs one look at the job. */
interface Entry {
  readonly jobId: string;
  runner: ExclusiveRunner;
  wait: Wait | null;
  failures: number;
  /** Wakes the job at the end of its wait; aborted by an earlier turn. */
  alarm: AbortController | null;
  /** Where its active run is and what was last recorded of it; null when none is active. */
  active: { clusterId: string; flinkJobId: string; phase: Phase } | null;
  /** The cluster an observation of which may move it on. */
  clusterId: string;
  projectId: string;
  isConverged: boolean;
  /** Status of its active run in the picture last taken. */
  seen: string | null;
}

const failureBackoff = { firstMs: 500, maxMs: 15_000 };
/** Jobs woken together when all are looked at; the API is answered between two such slices. */
const sliceOfAll = 25;
const firstLookPauseMs = 10;

export class Reconciler {
  readonly #deps: ControllerDeps;
  readonly #leases: Leases;
  readonly #options: Required<ReconcilerOptions>;
  readonly #executors: Executors;
  readonly #gate: Gate;
  readonly #entries = new Map<string, Entry>();
  readonly #byCluster = new ClusterIndex<Entry>();
  readonly #activeIds = new Set<string>();
  readonly #stop = new AbortController();
  #suspendedSinceMs: number | null = null;
  #suspended: ReadonlySet<string> | null = null;

  constructor(deps: ReconcilerDeps, options: ReconcilerOptions = {}) {
    const { leases, ...rest } = deps;
    this.#leases = leases;
    this.#deps = { ...rest, fences: new Fences(deps.clock), ends: new EndsSeen(deps.clock) };
    this.#options = { concurrency: 16, resyncMs: 30_000, stepsPerTurn: 25, ...options };
    this.#gate = new Gate(this.#options.concurrency);
    this.#executors = createExecutors();
  }

  /** Looks at every job once, then again in each resync, until `stop`. */
  async start(): Promise<void> {
    const jobIds = await listJobIds(this.#deps.database.db);
    void this.#lookAfterAll(jobIds);
  }

  /** Ends when every turn in progress has ended. What was under way is found and carried on at the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(
      [...this.#entries.values()].map(async (entry) => {
        entry.alarm?.abort();
        await entry.runner.stop();
      }),
    );
  }

  /** Looks at the job as soon as there is a place. */
  wake(jobId: string): void {
    if (this.#stop.signal.aborted) return;
    this.#entryOf(jobId).runner.trigger();
  }

  /** Resolves when the job's present turns have ended. */
  async idle(jobId: string): Promise<void> {
    await this.#entries.get(jobId)?.runner.idle();
  }

  /** What the controller waits for at this job; null for nothing. */
  waitOf(jobId: string): Wait | null {
    return this.#entries.get(jobId)?.wait ?? null;
  }

  forget(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    entry.alarm?.abort();
    this.#entries.delete(jobId);
    this.#byCluster.remove(entry);
    if (entry.active !== null) this.#activeIds.delete(entry.active.flinkJobId);
    void entry.runner.stop();
  }

  /** Wakes the jobs that an answer of their cluster may move on. Cheap: it is called with every poll. */
  observed(observation: ClusterObservation): void {
    if (!observation.ok || observation.jobs === null) return;
    for (const entry of this.#byCluster.of(observation.clusterId)) {
      if ((entry.active?.clusterId ?? entry.clusterId) !== observation.clusterId) continue;
      if (this.#mayMove(entry, observation)) entry.runner.trigger();
    }
  }

  #mayMove(entry: Entry, observation: ClusterObservation): boolean {
    const status = entry.active === null ? null : (observation.jobs?.get(entry.active.flinkJobId)?.status ?? 'ABSENT');
    if (status !== entry.seen) return true;
    if (entry.isConverged) return false;
    // One that waits for a time is woken by its alarm: its own looks at the cluster must not wake it at once.
    return entry.wait?.untilMs == null;
  }

  /** True when some run of this cluster is on its way to another phase: the observer then polls faster. */
  isTransitional(clusterId: string): boolean {
    for (const entry of this.#byCluster.of(clusterId)) {
      if (entry.active?.clusterId === clusterId && entry.active.phase !== 'RUNNING') return true;
      if (entry.clusterId === clusterId && entry.wait !== null && entry.wait.untilMs !== null) return true;
    }
    return false;
  }

  /** Active runs as last recorded: for rates and for the end of the platform. */
  activeRuns(): { jobId: string; projectId: string; clusterId: string; flinkJobId: string; phase: Phase }[] {
    const runs = [];
    for (const { jobId, projectId, active } of this.#entries.values()) {
      if (active !== null) runs.push({ jobId, projectId, ...active });
    }
    return runs;
  }

  /** Flink JobIDs of the active runs on the cluster, as last recorded. */
  *activeOn(clusterId: string): Generator<string> {
    for (const { active } of this.#byCluster.of(clusterId)) {
      if (active?.clusterId === clusterId) yield active.flinkJobId;
    }
  }

  /** True for the Flink JobID of an active run, as last recorded: for telling our jobs from others. */
  isActive(flinkJobId: string): boolean {
    return this.#activeIds.has(flinkJobId);
  }

  /**
   * From now on jobs of these clusters are stopped with savepoints and none is started, whatever was asked for; what was
   * asked for stays, so they come back at the next start, or when `resume` is called.
   */
  suspend(clusterIds: ReadonlySet<string>): void {
    this.#suspendedSinceMs = this.#deps.clock.nowMs();
    this.#suspended = clusterIds;
    for (const entry of this.#entries.values()) {
      entry.isConverged = false;
      entry.runner.trigger();
    }
  }

  /** Takes `suspend` back: jobs that are to run are started again, from the state that was left. */
  resume(): void {
    this.#suspendedSinceMs = null;
    this.#suspended = null;
    for (const entry of this.#entries.values()) {
      entry.isConverged = false;
      entry.runner.trigger();
    }
  }

  /** True when nothing is left to be done for the job, or to be waited for. */
  isSettled(jobId: string): boolean {
    const entry = this.#entries.get(jobId);
    return entry === undefined || (entry.isConverged && !entry.runner.busy);
  }

  /** True when a stop of the job can do nothing but wait until all of its tasks run. */
  waitsForTasks(jobId: string): boolean {
    const entry = this.#entries.get(jobId);
    return entry?.wait?.code === 'WAITING_FOR_RUNNING' && !entry.runner.busy;
  }

  #entryOf(jobId: string): Entry {
    let entry = this.#entries.get(jobId);
    if (entry === undefined) {
      entry = {
        jobId,
        runner: new ExclusiveRunner({
          gate: this.#gate,
          work: (signal) => this.#turn(jobId, signal),
          onError: (error) => this.#failed(jobId, error),
        }),
        wait: null,
        failures: 0,
        alarm: null,
        active: null,
        clusterId: '',
        projectId: '',
        isConverged: false,
        seen: null,
      };
      this.#entries.set(jobId, entry);
    }
    return entry;
  }

  /** Looks at every job. Called, too, when a lease was gained: what its last holder left half done is carried on. */
  async wakeAll(): Promise<void> {
    await this.#wakeSlowly(await listJobIds(this.#deps.database.db), firstLookPauseMs);
  }

  async #lookAfterAll(jobIds: string[]): Promise<void> {
    await this.#wakeSlowly(jobIds, firstLookPauseMs);
    const { clock, log, database } = this.#deps;
    const { resyncMs } = this.#options;
    let tookMs = 0;
    while (!this.#stop.signal.aborted) {
      await clock.sleep(Math.max(resyncMs - tookMs, 1_000), this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const beganMs = clock.nowMs();
      try {
        const all = await listJobIds(database.db);
        // What many jobs cost is spread over the whole interval.
        await this.#wakeSlowly(all, resyncMs / Math.ceil(all.length / sliceOfAll));
      } catch (error) {
        log.error({ err: error }, 'listing jobs for a resync failed');
      }
      tookMs = clock.nowMs() - beganMs;
    }
  }

  /** Wakes these jobs a slice at a time, with a pause after each slice but the last. */
  async #wakeSlowly(jobIds: string[], pauseMs: number): Promise<void> {
    for (let from = 0; from < jobIds.length && !this.#stop.signal.aborted; from += sliceOfAll) {
      if (from > 0) await this.#deps.clock.sleep(pauseMs, this.#stop.signal);
      for (const jobId of jobIds.slice(from, from + sliceOfAll)) this.wake(jobId);
    }
  }

  /** Several steps of one job, until it is converged, waits, or has had its share. */
  async #turn(jobId: string, signal: AbortSignal): Promise<void> {
    const entry = this.#entryOf(jobId);
    entry.alarm?.abort();
    for (let taken = 0; taken < this.#options.stepsPerTurn && !signal.aborted; taken += 1) {
      const context = await takePicture(this.#deps, jobId);
      if (context === undefined) {
        this.forget(jobId);
        return;
      }
      this.#suspendIfAsked(context);
      this.#remember(entry, context);
      const [step] = decide(context.picture, this.#deps.clock.nowMs());
      if (step === undefined || step.kind === 'wait') {
        this.#rest(jobId, entry, step ?? null);
        return;
      }
      const lease = this.#leases.held(clusterOf(context));
      if (lease === undefined) {
        this.#leaveToHolder(jobId, entry);
        return;
      }
      const leased = leasedDeps(this.#deps, this.#leases, lease);
      const waits = await execute(this.#executors, step, context, leased, AbortSignal.any([signal, lease.signal]));
      if (signal.aborted) return;
      entry.failures = 0;
      if (waits !== undefined) {
        // The step may have recorded something before it came to wait.
        const after = await takePicture(this.#deps, jobId);
        if (after !== undefined) this.#remember(entry, after);
        this.#rest(jobId, entry, waits);
        return;
      }
    }
    if (signal.aborted) return;
    // Many steps without rest: the others get their turn, and a job that runs in circles does not do so at full speed.
    this.#deps.log.warn({ jobId }, 'a job took all the steps of its turn');
    entry.isConverged = false;
    this.#setAlarm(jobId, entry, 1_000);
  }

  #suspendIfAsked(context: JobContext): void {
    const { picture } = context;
    if (this.#suspended?.has(clusterOf(context)) === true) picture.desired.suspendedSinceMs = this.#suspendedSinceMs;
  }

  #remember(entry: Entry, { job, run, picture }: JobContext): void {
    const phase = run === undefined ? 'STOPPED' : Phase.parse(run.phase);
    const isActive = run !== undefined && !isTerminal(phase);
    if (entry.active !== null) this.#activeIds.delete(entry.active.flinkJobId);
    entry.active = isActive ? { clusterId: run.cluster_id, flinkJobId: run.flink_job_id, phase } : null;
    entry.seen = isActive ? picture.observed.status : null;
    entry.clusterId = job.cluster_id;
    entry.projectId = job.project_id;
    // A job that was forgotten meanwhile stays forgotten.
    if (this.#entries.get(job.id) !== entry) return;
    if (isActive) this.#activeIds.add(run.flink_job_id);
    this.#byCluster.put(entry, isActive ? [job.cluster_id, run.cluster_id] : [job.cluster_id]);
  }

  /** There is something to do, and another process does it: what it writes wakes the job here, too. */
  #leaveToHolder(jobId: string, entry: Entry): void {
    this.#rest(jobId, entry, null);
    entry.isConverged = false;
  }

  /** Nothing to do now: remembers why and sets the alarm. */
  #rest(jobId: string, entry: Entry, waits: Wait | null): void {
    const isNews = (entry.wait?.code ?? null) !== (waits?.code ?? null);
    entry.wait = waits;
    entry.isConverged = waits === null;
    if (waits?.untilMs != null) this.#setAlarm(jobId, entry, waits.untilMs - this.#deps.clock.nowMs());
    if (isNews) this.#deps.journal.tell({ projectId: entry.projectId, jobId });
  }

  #setAlarm(jobId: string, entry: Entry, inMs: number): void {
    entry.alarm?.abort();
    const alarm = new AbortController();
    entry.alarm = alarm;
    void this.#deps.clock.sleep(Math.max(50, inMs), alarm.signal).then(() => {
      if (!alarm.signal.aborted) this.wake(jobId);
    });
  }

  /** A turn threw. An outside fault or a bug: both back off, and only the bug is an error in the log. */
  #failed(jobId: string, error: unknown): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined || this.#stop.signal.aborted) return;
    if (error instanceof LeaseLost) {
      this.#deps.log.info({ jobId, reason: error.message }, 'a step was left to another process');
      this.#leaveToHolder(jobId, entry);
      return;
    }
    entry.failures += 1;
    const inMs = backoffMs(entry.failures, failureBackoff);
    const untilMs = this.#deps.clock.nowMs() + inMs;
    const isOutside =
      hasCode(error, 'FLINK_UNREACHABLE') ||
      hasCode(error, 'CLUSTER_AUTH_FAILED') ||
      hasCode(error, 'GATEWAY_UNAVAILABLE');
    if (isOutside) this.#deps.log.info({ jobId, reason: messageOf(error) }, 'a step could not be done');
    else this.#deps.log.error({ jobId, err: error }, 'a step of a job failed');
    this.#rest(jobId, entry, wait(isOutside ? 'CLUSTER_UNREACHABLE' : 'RETRYING', messageOf(error), untilMs));
  }
}

/** The cluster whose lease the job's next step needs: an active run is looked after where it is. */
function clusterOf({ job, run }: JobContext): string {
  return run !== undefined && run.ended_at === null ? run.cluster_id : job.cluster_id;
}

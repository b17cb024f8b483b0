/**
 * Previews: a script's one query, run as a Flink job that ends with the request. Its JobID is chosen here and written down
 * before the job is submitted; only ids written down are ever swept.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Cell, PreviewEvent, PreviewRequest } from '@liusu/contract/sql';
import type { z } from 'zod';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import { newFlinkJobId, newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { redactText } from '../lib/redact.ts';
import { cellOf, changeKindOf, columnOf, withinLimit } from './cells.ts';
import type { JarResolver } from './connectors.ts';
import { explainText } from './explain-text.ts';
import { sinkOf } from './insert-sink.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { SessionSource } from './gateways.ts';
import type { PathPolicy } from './paths.ts';
import { endPreviewJob } from './preview-cleanup.ts';
import { PreviewDefinitions } from './preview-definitions.ts';
import { type Asked, explainOnFailure } from './preview-faults.ts';
import { type PreviewPlan, planPreview } from './preview-plan.ts';
import { requireBrokers } from './preview-brokers.ts';
import { problemOf } from './preview-problem.ts';
import { mayMakeItsSink, sinkColumns } from './preview-sink.ts';
import { dropSlot } from './preview-slots.ts';
import { forPreview, slotsOf } from './preview-sources.ts';
import { isReplaced, removeSamples, replaceBySamples } from './sample-tables.ts';
import type { ClusterCheck } from './cluster-jars.ts';
import { addJarsFor, type JarErrand } from './session-jars.ts';
import { lateRequestMs, mapValue, singleAttemptProperties, targetProperties } from './session-properties.ts';
import { SessionSettings } from './session-settings.ts';
import { namePartsOf } from './table-path.ts';
import { words } from './words.ts';

/** A preview's row: enough to find and end its job after a crash of the platform. */
export interface PreviewRow {
  id: string;
  clusterId: string;
  flinkJobId: string;
  gatewayIncarnation: string | null;
  gatewaySession: string | null;
}

export interface PreviewStore {
  insert(row: PreviewRow): Promise<void>;
  end(id: string): Promise<void>;
  /** Rows not ended yet, of this and of earlier lives of the platform. */
  listOpen(): Promise<PreviewRow[]>;
}

export interface PreviewOptions {
  sessions: SessionSource;
  store: PreviewStore;
  findCluster(clusterId: string): ClusterHandle | undefined;
  resolveJars: JarResolver;
  /** Throws what a cluster lacks for these uses, such as CLUSTER_JARS_MISSING. */
  checkCluster?: ClusterCheck;
  /** Types of the catalogs that every session has, by name: `lake` -> `paimon`. */
  catalogs: Readonly<Record<string, string>>;
  paths: PathPolicy;
  maxConcurrent: number;
  /** Where sample rows lie while a preview reads them, and stand-ins of tables; the gateway and the clusters of this machine can read it. */
  scratchFolder: string;
  /** True when the cluster can read files of this machine: it runs here, and reaches what this machine reaches. */
  canReadFiles(cluster: ClusterHandle): boolean;
  /** Written to the job's global parameters, so that a job left behind is known as ours. */
  marks: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
}

export interface PreviewInput {
  request: z.output<typeof PreviewRequest>;
  cluster: ClusterHandle;
  timeZone: string;
  variables: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Told with a failure, so that the log can be searched for it. */
  requestId: string;
}

type EndReason = 'finished' | 'limit' | 'timeout' | 'cancelled';

/** Waits between looks for new rows. */
const rowWaitMs = { first: 10, longest: 250 };
/** Without a row for so long, it is looked whether the brokers can be reached. */
const silentMs = 6_000;
/** Rows sent in one event at most. */
const rowsPerEvent = 500;
/** How long a preview waits for a submission that is under way when it is given up. */
const settleMs = 20_000;

/** How far the submission of a preview's job has come. */
interface Progress {
  sent: boolean;
  operation: string | undefined;
  /** The gateway answered: the job was taken, or it failed. */
  isSettled: boolean;
}

export class PreviewService {
  readonly #options: PreviewOptions;
  readonly #running = new Set<string>();
  /** When the session of a row left behind was seen closed first. */
  readonly #leftSince = new Map<string, number>();

  constructor(options: PreviewOptions) {
    this.#options = options;
  }

  /**
   * Checks everything that needs no Flink and reserves a place, then returns the stream. Throws PREVIEW_LIMIT, SQL_SYNTAX,
   * SQL_STATEMENT_NOT_ALLOWED, SQL_RESERVED_KEY, SQL_PATH_NOT_ALLOWED, SQL_VARIABLE_MISSING, SQL_SAMPLE_NOT_USABLE. The stream must be iterated or
   * returned: that frees the place.
   */
  open(input: PreviewInput): AsyncGenerator<PreviewEvent, void, undefined> {
    const plan = planPreview(input.request, input.variables, this.#options.paths);
    const hasSamples = Object.keys(input.request.samples).length > 0;
    if (hasSamples && !this.#options.canReadFiles(input.cluster)) {
      const { name } = input.cluster;
      const why = words(`集群 ${name} 读不到样本数据。`, `The cluster ${name} cannot read sample rows.`);
      throw new LiusuError('SQL_SAMPLE_NOT_USABLE', why);
    }
    if (this.#running.size >= this.#options.maxConcurrent) {
      const { size } = this.#running;
      throw new LiusuError(
        'PREVIEW_LIMIT',
        words(`已有 ${size} 个预览在运行。`, `${size} previews are running already.`),
        {
          params: { limit: this.#options.maxConcurrent },
        },
      );
    }
    const id = newId('preview');
    this.#running.add(id);
    // A generator that was never started does not run its finally: an abort before the first step frees the place.
    const free = () => this.#running.delete(id);
    let isStarted = false;
    input.signal.addEventListener('abort', () => (isStarted ? undefined : free()), { once: true });
    const stream = this.#stream(id, input, plan, () => (isStarted = true));
    return stream;
  }

  /** Ends jobs of previews that a killed platform left behind. Returns how many rows were closed. */
  async sweep(): Promise<number> {
    let ended = 0;
    for (const row of await this.#options.store.listOpen()) {
      if (this.#running.has(row.id)) continue;
      try {
        const cluster = this.#options.findCluster(row.clusterId);
        if (cluster !== undefined && !(await this.#endLeftover(row, cluster))) continue;
        await this.#options.store.end(row.id);
        ended += 1;
      } catch (error) {
        this.#options.log.warn({ err: error, previewId: row.id }, 'a preview left behind could not be ended yet');
      }
    }
    return ended;
  }

  /** True when the job of a row left behind cannot run any more. */
  async #endLeftover(row: PreviewRow, cluster: ClusterHandle): Promise<boolean> {
    const { clock, sessions } = this.#options;
    // The gateway of another engine is not started for this: a process that is gone submits nothing.
    const mayBeLate = row.gatewaySession !== null && row.gatewayIncarnation === sessions.incarnation(cluster.engine);
    if (mayBeLate && row.gatewaySession !== null) {
      await sessions.current(cluster.engine).client.closeSession(row.gatewaySession);
    }
    const end = await endPreviewJob(cluster.rest, row.flinkJobId, clock);
    if (end !== 'unknown' || !mayBeLate) return end !== 'running';
    const sinceMs = this.#leftSince.get(row.id) ?? clock.nowMs();
    this.#leftSince.set(row.id, sinceMs);
    return clock.nowMs() - sinceMs >= lateRequestMs && this.#leftSince.delete(row.id);
  }

  async *#stream(
    id: string,
    input: PreviewInput,
    plan: PreviewPlan,
    started: () => void,
  ): AsyncGenerator<PreviewEvent, void, undefined> {
    started();
    const { clock } = this.#options;
    const timeout = new AbortController();
    const finished = new AbortController();
    void clock.sleep(input.request.timeoutMs, finished.signal).then(() => timeout.abort(new Error('timeout')));
    const signal = AbortSignal.any([input.signal, timeout.signal]);
    const flinkJobId = plan.isQuery ? newFlinkJobId() : null;
    let session: GatewaySession | undefined;
    let isWritten = false;
    const progress: Progress = { sent: false, operation: undefined, isSettled: false };
    try {
      session = await this.#options.sessions.open(input.cluster.engine, signal);
      if (flinkJobId !== null) {
        await this.#options.store.insert({
          id,
          clusterId: input.cluster.id,
          flinkJobId,
          gatewayIncarnation: session.incarnation,
          gatewaySession: session.handle,
        });
        isWritten = true;
      }
      yield { type: 'started', previewId: id, flinkJobId };
      yield* this.#rows(id, session, flinkJobId, input, plan, { signal, timeout: timeout.signal }, progress);
    } catch (error) {
      const isFailed = error instanceof LiusuError && error.code === 'SQL_QUERY_FAILED';
      if (input.signal.aborted) yield { type: 'ended', reason: 'cancelled', rows: 0 };
      else if (!isFailed && timeout.signal.aborted) yield { type: 'ended', reason: 'timeout', rows: 0 };
      else yield { type: 'failed', problem: problemOf(error, input.requestId) };
    } finally {
      finished.abort();
      await this.#cleanUp(id, session, isWritten ? flinkJobId : null, input.cluster, progress);
      if (progress.sent) await this.#dropSlots(id, plan);
      this.#running.delete(id);
    }
  }

  async *#rows(
    id: string,
    session: GatewaySession,
    flinkJobId: string | null,
    input: PreviewInput,
    plan: PreviewPlan,
    ends: { signal: AbortSignal; timeout: AbortSignal },
    progress: Progress,
  ): AsyncGenerator<PreviewEvent, void, undefined> {
    const { signal } = ends;
    const settings = new SessionSettings(plan.settings(input.cluster.engine, input.timeZone));
    await this.#addJars(session, input, plan, signal);
    const { samples, mode } = input.request;
    const folder = join(this.#options.scratchFolder, id);
    const definitions = new PreviewDefinitions({
      ...{ previewId: id, plan, session, samples, catalogs: this.#options.catalogs },
      scratchUri: pathToFileURL(join(folder, 'stand-ins')).href,
      settings: () => ({ signal, config: settings.current() }),
    });
    for (const statement of plan.before) {
      await definitions.run(statement);
      settings.apply(statement.text.text);
    }
    await replaceBySamples(samples, {
      session,
      folder,
      config: settings.current(),
      mode,
      signal,
    });
    const options = { signal, config: settings.current() };
    const asked = { plan, session, options };
    definitions.replaced(Object.keys(samples).map(namePartsOf));
    await definitions.requireReadable();
    // Of a sink that the script alters or drops outside nothing is known.
    const written = plan.insert === undefined ? undefined : sinkOf(plan.insert);
    const sink = written === undefined || definitions.isChanged(written.parts) ? undefined : written;
    if (sink !== undefined) await this.#checkSink(id, plan, asked, definitions.isStandIn(sink.parts));
    const target = await input.cluster.gatewayTarget();
    const config = { ...settings.current(), ...this.#reserved(target, flinkJobId, input) };
    const query = forPreview(plan.query, id);
    const operation = await explainOnFailure(plan.query, query, asked, async () => {
      progress.sent = true;
      progress.operation = await session.client.execute(session.handle, query.text, config, { signal });
      return progress.operation;
    });
    let page = await explainOnFailure(plan.query, query, asked, () => session.firstPage(operation, { signal }));
    progress.isSettled = true;
    const { columns } = page;
    // SHOW CREATE TABLE and EXPLAIN tell options; the rows of a query are data and stay as they are.
    const shown = (cell: Cell): Cell => (plan.isQuery || typeof cell !== 'string' ? cell : redactText(cell));
    const named = columns.map(columnOf);
    yield { type: 'columns', columns: sink === undefined ? named : await sinkColumns(named, sink, session, options) };
    const startMs = this.#options.clock.nowMs();
    // A cluster elsewhere may stand in a network this machine is not in: it alone can tell whether it reaches them.
    let isBrokerSeen = !this.#options.canReadFiles(input.cluster);
    const seeBrokers = async () => {
      if (isBrokerSeen) return;
      isBrokerSeen = true;
      await requireBrokers(plan, samples, input.signal);
    };
    let count = 0;
    let reason: EndReason = 'finished';
    let waitMs = rowWaitMs.first;
    try {
      for (;;) {
        const room = input.request.limit - count;
        const rows = withinLimit(page.rows, room).map((row) => ({
          kind: changeKindOf(row.kind),
          cells: row.fields.map((value, i) => shown(cellOf(value, columns[i]?.type))),
        }));
        count += rows.length;
        for (let from = 0; from < rows.length; from += rowsPerEvent) {
          yield { type: 'rows', rows: rows.slice(from, from + rowsPerEvent) };
        }
        if (page.rows.length >= room) {
          reason = 'limit';
          break;
        }
        const { next } = page;
        if (next === null) break;
        if (page.rows.length > 0) waitMs = rowWaitMs.first;
        else {
          await this.#options.clock.sleep(waitMs, signal);
          waitMs = Math.min(waitMs * 1.5, rowWaitMs.longest);
        }
        signal.throwIfAborted();
        if (count === 0 && this.#options.clock.nowMs() - startMs > silentMs) await seeBrokers();
        page = await explainOnFailure(plan.query, query, asked, () =>
          session.client.fetchPage(session.handle, operation, next, { signal }),
        );
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      reason = ends.timeout.aborted && !input.signal.aborted ? 'timeout' : 'cancelled';
      if (reason === 'timeout' && count === 0) await seeBrokers();
    }
    yield { type: 'ended', reason, rows: count };
  }

  /** Throws where the rows of an INSERT's query do not fit the table it writes to. What else Flink has against it does not keep them back. */
  async #checkSink(previewId: string, { insert }: PreviewPlan, asked: Asked, isStandIn: boolean): Promise<void> {
    // A preview leaves nothing behind: such a table is not even planned.
    if (insert === undefined || (!isStandIn && (await mayMakeItsSink(insert, asked.session, asked.options)))) return;
    const sent = explainText(insert, forPreview(insert, previewId));
    try {
      await explainOnFailure(insert, sent, asked, () => asked.session.run(sent.text, asked.options));
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      if (error.code === 'SQL_TYPE_MISMATCH' || error.code === 'SQL_OBJECT_NOT_FOUND') throw error;
    }
  }

  #reserved(
    target: { address: string; port: number },
    flinkJobId: string | null,
    input: PreviewInput,
  ): Record<string, string> {
    return {
      ...targetProperties(target),
      ...singleAttemptProperties,
      ...(flinkJobId === null ? {} : { '$internal.pipeline.job-id': flinkJobId }),
      'pipeline.name': 'preview',
      'pipeline.global-job-parameters': mapValue(this.#options.marks),
      // With exactly-once checkpoints a row would be shown only after the next checkpoint.
      ...(input.request.mode === 'streaming' ? { 'execution.checkpointing.mode': 'AT_LEAST_ONCE' } : {}),
    };
  }

  async #addJars(
    session: GatewaySession,
    { cluster, request }: PreviewInput,
    plan: PreviewPlan,
    signal: AbortSignal,
  ): Promise<void> {
    const { resolveJars, checkCluster } = this.#options;
    const resolve: JarErrand['resolve'] = async (uses) => {
      await checkCluster?.(cluster, uses);
      return resolveJars(cluster.engine, uses);
    };
    const errand: JarErrand = { session, lines: plan.script.lines, resolve, added: new Set(), signal };
    for (const statement of plan.before) {
      if (!isReplaced(statement, request.samples)) await addJarsFor(statement, errand);
    }
  }

  /** Closes the session, makes sure that the job is gone, and only then ends the row. What fails is left to the sweep. */
  async #cleanUp(
    id: string,
    session: GatewaySession | undefined,
    flinkJobId: string | null,
    cluster: ClusterHandle,
    progress: Progress,
  ): Promise<void> {
    const { clock, log, store, scratchFolder } = this.#options;
    try {
      const isSettled = !progress.sent || progress.isSettled || (await this.#settle(session, progress));
      await session?.close();
      if (flinkJobId === null) return;
      const end = await endPreviewJob(cluster.rest, flinkJobId, clock);
      if (end === 'ended' || (end === 'unknown' && isSettled)) await store.end(id);
    } catch (error) {
      log.warn({ err: messageOf(error), previewId: id }, 'the end of a preview is left to the sweep');
    } finally {
      removeSamples(join(scratchFolder, id));
    }
  }

  /** A slot left behind would hold back the log of a production database: what could not be dropped is told in the log. */
  async #dropSlots(id: string, plan: PreviewPlan): Promise<void> {
    const { clock, log } = this.#options;
    for (const slot of slotsOf(plan.before, id)) {
      try {
        await dropSlot(slot, clock);
      } catch (error) {
        const about = {
          err: messageOf(error),
          previewId: id,
          slot: slot.name,
          host: slot.host,
          database: slot.database,
        };
        log.error(about, 'the replication slot of a preview could not be dropped: drop it by hand');
      }
    }
  }

  /** Waits until a submission that is under way has been answered: a job must not arrive after its preview is over. */
  async #settle(session: GatewaySession | undefined, progress: Progress): Promise<boolean> {
    if (session === undefined || progress.operation === undefined) return false;
    const { clock } = this.#options;
    const endMs = clock.nowMs() + settleMs;
    while (clock.nowMs() < endMs) {
      const status = await session.client.status(session.handle, progress.operation);
      if (status === 'FINISHED' || status === 'ERROR') return true;
      if (status === 'CANCELED' || status === 'CLOSED' || status === 'TIMEOUT') return false;
      await clock.sleep(50);
    }
    return false;
  }
}

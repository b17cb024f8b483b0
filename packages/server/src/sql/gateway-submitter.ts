/**
 * Hands jobs to Flink through the platform's SQL gateway.
 *
 * INVARIANTS. A session is used for one submission. Everything reserved (job id, target, checkpoint folder, restore path)
 * travels with the submitting statement itself, so nothing in the script can touch it. The gateway sends the job once:
 * without that, its client goes on sending for a minute or more, even after its session was closed (seen on 2.2.1). An
 * outcome is `refused` only when it is certain that Flink did not take the job.
 */
import type { JobSettings } from '@liusu/contract/job';

import { type OperationStatus, type SqlGatewayClient, StatementFailed } from '../flink/sql-gateway-client.ts';
import { rootMessageOf } from '../flink/gateway-fault.ts';
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';
import { hasCode, LiusuError, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { ProcessFate } from '../lib/process-fate.ts';
import { redactText } from '../lib/redact.ts';
import { words } from '../lib/words.ts';
import { checkConnectorsAt, type ConnectorCheck, type JarResolver } from './connectors.ts';
import { diagnoseFault, diagnosticsOf, summaryOf } from './diagnostics.ts';
import { submittedDml } from './dml.ts';
import { MappedText } from './mapped-text.ts';
import { type PlanRunner, type ReadyPlan } from './plan/plan-runner.ts';
import { explainFault } from './explain-error.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { SessionSource } from './gateways.ts';
import { type JobStep, stepsOf } from './job-steps.ts';
import type { ClusterCheck } from './cluster-jars.ts';
import type { PathPolicy } from './paths.ts';
import { LineIndex } from './positions.ts';
import {
  checkStatement,
  type PreparedScript,
  prepareScript,
  type PreparedStatement,
  requireWhole,
} from './prepared-script.ts';
import { checkOptions } from './reserved-keys.ts';
import { addJarsFor, type JarErrand } from './session-jars.ts';
import { lateRequestMs, platformProperties, settingsProperties } from './session-properties.ts';
import { SessionSettings } from './session-settings.ts';
import type {
  AttemptState,
  SqlSubmitter,
  SubmissionAttempt,
  SubmissionOutcome,
  SubmissionRequest,
} from './submission.ts';
import { classOfStatementFault, judgeFault } from './submission-fault.ts';

const submitTimeoutMs = 180_000;

export interface GatewaySubmitterOptions {
  sessions: SessionSource;
  resolveJars: JarResolver;
  /** Absent: what an engine cannot serve is found when its jars are asked for. */
  checkConnectors?: ConnectorCheck;
  /**
   * Throws CLUSTER_JARS_MISSING when a cluster the platform does not manage lacks what these uses need on its class path, and
   * BUCKET_NOT_READY when the platform's own does not open a bucket.
   */
  checkCluster?: ClusterCheck;
  paths: PathPolicy;
  /** Absent: everything is submitted as SQL. */
  plans?: PlanRunner;
  /** What became of the gateway process of this mark. */
  fateOf(mark: string): ProcessFate;
  clock: Clock;
  log: Log;
}

interface Sent {
  client: SqlGatewayClient;
  operation: string | undefined;
  closedMs: number | undefined;
}

export class GatewaySubmitter implements SqlSubmitter {
  readonly #options: GatewaySubmitterOptions;
  /** Attempts of unknown outcome, by session; forgotten once proven dead. */
  readonly #open = new Map<string, Sent>();

  constructor(options: GatewaySubmitterOptions) {
    this.#options = options;
  }

  countSteps(script: string, settings: JobSettings, engine?: string): number {
    const names = Object.fromEntries([...script.matchAll(/\$\{([\w.-]+)\}/g)].map((match) => [match[1] ?? '', 'x']));
    const prepared = prepareScript(script, names);
    requireWhole(prepared);
    const steps = stepsOf(prepared, settings.mode).length;
    if (engine !== undefined)
      this.#checkConnectors(prepared, engine, (start, end) => script.slice(start, end).includes('${'));
    return steps;
  }

  /** `isUnknown`: true for places of the script that a variable fills, which cannot be checked before it is known. */
  #checkConnectors(script: PreparedScript, engine: string, isUnknown: (start: number, end: number) => boolean): void {
    const { checkConnectors } = this.#options;
    if (checkConnectors === undefined) return;
    for (const statement of script.statements) {
      checkConnectorsAt(statement, script.lines, (uses) => checkConnectors(engine, uses), isUnknown);
    }
  }

  async submit(request: SubmissionRequest): Promise<SubmissionOutcome> {
    const { engine } = request.cluster;
    let script: PreparedScript;
    let step: JobStep;
    let session: GatewaySession;
    let target: { address: string; port: number };
    try {
      ({ script, step } = this.#prepare(request));
    } catch (error) {
      return refusedByUs(error);
    }
    try {
      target = await request.cluster.gatewayTarget();
    } catch (error) {
      return refusedByEnvironment(error);
    }
    try {
      session = await this.#options.sessions.open(engine, request.signal);
    } catch (error) {
      // Nothing is wrong with the job when a gateway is not there, or cannot be fetched or started: it waits for it.
      if (error instanceof LiusuError) return { kind: 'not-sent', message: redactText(error.message) };
      return refusedByEnvironment(error);
    }
    let isSettled = false;
    try {
      await request.onAttempt({ gatewayIncarnation: session.incarnation, sessionHandle: session.handle });
      const outcome = await this.#run(request, script, step, session, target);
      isSettled = outcome.kind !== 'unknown' && outcome.kind !== 'duplicate';
      return outcome;
    } finally {
      if (isSettled || !this.#open.has(session.handle)) {
        this.#open.delete(session.handle);
        await session.close();
      }
    }
  }

  async proveDead(attempt: SubmissionAttempt, engine: string): Promise<AttemptState> {
    const { sessionHandle, gatewayIncarnation } = attempt;
    const { sessions, fateOf } = this.#options;
    // Another gateway in its place proves nothing, and neither does one that is not up: only the end of the very process does.
    const fate = fateOf(gatewayIncarnation);
    if (fate === 'gone') return this.#forget(sessionHandle);
    if (fate === 'unknown') return 'unprovable';
    if (sessions.incarnation(engine) !== gatewayIncarnation) return 'open';
    try {
      const { client } = sessions.current(engine);
      const sent = this.#open.get(sessionHandle) ?? { client, operation: undefined, closedMs: undefined };
      this.#open.set(sessionHandle, sent);
      if (sent.closedMs === undefined) {
        const status = sent.operation === undefined ? undefined : await statusOf(client, sessionHandle, sent.operation);
        // The operation ended by itself: its one request was answered or given up.
        const hasEnded = status === 'FINISHED' || status === 'ERROR';
        if (!(await client.closeSession(sessionHandle))) return 'open';
        if (hasEnded) return this.#forget(sessionHandle);
        sent.closedMs = this.#options.clock.nowMs();
      }
      // Closing a session does not take back a request that is on its way: wait until it has arrived or been given up.
      return this.#options.clock.nowMs() - sent.closedMs >= lateRequestMs ? this.#forget(sessionHandle) : 'open';
    } catch (error) {
      this.#options.log.warn({ err: error, engine }, 'an earlier submission could not be proven dead yet');
      return 'open';
    }
  }

  #forget(session: string): 'dead' {
    this.#open.delete(session);
    return 'dead';
  }

  /** All checks that need no gateway. Throws LiusuError with positions. */
  #prepare(request: SubmissionRequest): { script: PreparedScript; step: JobStep } {
    checkOptions(request.settings.options);
    const script = prepareScript(request.script, request.variables);
    requireWhole(script);
    for (const statement of script.statements) checkStatement(statement, script.lines, this.#options.paths);
    const steps = stepsOf(script, request.settings.mode);
    const step = steps[request.step];
    if (step === undefined) {
      throw new LiusuError(
        'JOB_HAS_NO_STATEMENT',
        words(
          `脚本有 ${steps.length} 步，要运行的却是第 ${request.step + 1} 步。`,
          `The script has ${steps.length} steps, but step ${request.step + 1} was asked for.`,
        ),
      );
    }
    return { script, step };
  }

  async #run(
    request: SubmissionRequest,
    script: PreparedScript,
    step: JobStep,
    session: GatewaySession,
    target: { address: string; port: number },
  ): Promise<SubmissionOutcome> {
    const { cluster, settings, signal } = request;
    const own = new SessionSettings(settingsProperties(cluster.engine, settings, request.timeZone));
    try {
      await this.#addJars(cluster, script, step, session, signal);
    } catch (error) {
      const isOfScript = hasCode(error, 'SQL_CONNECTOR_MISSING') || hasCode(error, 'SQL_CONNECTOR_NOT_ON_ENGINE');
      return isOfScript ? refusedByUs(error) : refusedByEnvironment(error);
    }
    for (const { statement, again } of step.before) {
      try {
        await session.run(statement.text.text, { signal, config: own.current() });
        own.apply(statement.text.text);
      } catch (error) {
        if (again && error instanceof StatementFailed && /already exists/i.test(error.fault.text)) continue;
        return refusedStatement(error, statement, statement.text, script);
      }
    }
    const inserts = submittedDml(step.dml.map((one) => one.text));
    const reserved = platformProperties(cluster.engine, {
      target,
      flinkJobId: request.flinkJobId,
      flinkJobName: request.flinkJobName,
      marks: request.marks,
      checkpointFolder: request.checkpointFolder,
      restorePath: request.restorePath,
      allowNonRestored: request.allowNonRestored,
      checkpointsRetained: settings.checkpointsRetained,
    });
    let ready: ReadyPlan;
    try {
      ready = await this.#preparePlan(request, script, step, session, own.current());
    } catch (error) {
      return refusedByEnvironment(error);
    }
    if (ready.kind === 'refused') {
      return { kind: 'refused', class: 'user', message: ready.message, rootCause: null, diagnostics: [] };
    }
    if (ready.kind === 'failed') return judgeDml(ready.error, step, inserts, script);
    if (signal.aborted) {
      if (ready.kind === 'plan') ready.done();
      return refusedByEnvironment(signal.reason);
    }
    const sent: Sent = { client: session.client, operation: undefined, closedMs: undefined };
    this.#open.set(session.handle, sent);
    const send = async (text: string, properties: Readonly<Record<string, string>> = {}) => {
      const config = { ...own.current(), ...properties, ...reserved };
      // Not given up by the signal: from here on only an answer tells what happened.
      sent.operation = await session.client.execute(session.handle, text, config);
      await session.firstPage(sent.operation, { signal: new AbortController().signal, timeoutMs: submitTimeoutMs });
    };
    if (ready.kind === 'plan') {
      try {
        await send(ready.statement, ready.properties);
        return { kind: 'submitted' };
      } catch (error) {
        const plan = MappedText.inserted(ready.statement, inserts.originOf(0, 1).start);
        if (!ready.mayFallBack || !isRefusedStatement(error)) return judgeDml(error, step, plan, script);
        // The plan could not be read back, so nothing was sent: the SQL goes out as it is, and no state was written by a plan.
        this.#options.log.warn({ err: error, flinkJobId: request.flinkJobId }, 'a plan was compiled but not executed');
        await request.onPlan?.({ kind: 'statement-set', reason: 'PLAN_NOT_SUPPORTED' });
      } finally {
        ready.done();
      }
    }
    try {
      await send(inserts.text);
      return { kind: 'submitted' };
    } catch (error) {
      const found = await this.#findAmongSeveral(error, step, script, session, own.current());
      return found ?? judgeDml(error, step, inserts, script);
    }
  }

  async #preparePlan(
    request: SubmissionRequest,
    script: PreparedScript,
    step: JobStep,
    session: GatewaySession,
    config: Record<string, string>,
  ): Promise<ReadyPlan> {
    const { plans } = this.#options;
    if (plans === undefined || request.plan === undefined || request.settings.mode !== 'streaming') {
      return { kind: 'statement-set' };
    }
    return await plans.prepare({
      use: request.plan,
      session,
      script,
      inserts: step.dml,
      config,
      engine: request.cluster.engine,
      fileName: request.flinkJobId,
      mayDropState: request.allowNonRestored,
      onPlan: async (made) => request.onPlan?.(made),
      signal: request.signal,
    });
  }

  /** Of several INSERTs refused together without a position, the one that is wrong is found by explaining each alone. */
  async #findAmongSeveral(
    error: unknown,
    step: JobStep,
    script: PreparedScript,
    session: GatewaySession,
    config: Record<string, string>,
  ): Promise<SubmissionOutcome | undefined> {
    if (step.dml.length < 2 || !(error instanceof StatementFailed)) return undefined;
    if (judgeFault(error.fault).kind !== 'statement' || explainFault(error.fault).place !== undefined) return undefined;
    for (const one of step.dml) {
      try {
        await session.run(`EXPLAIN ${one.text.text}`, { signal: AbortSignal.timeout(30_000), config });
      } catch (alone) {
        if (!(alone instanceof StatementFailed)) return undefined;
        return refusedStatement(alone, one, one.text, script);
      }
    }
    return undefined;
  }

  async #addJars(
    cluster: ClusterHandle,
    script: PreparedScript,
    step: JobStep,
    session: GatewaySession,
    signal: AbortSignal,
  ): Promise<void> {
    const { resolveJars, checkCluster } = this.#options;
    const resolve: JarErrand['resolve'] = async (uses) => {
      await checkCluster?.(cluster, uses);
      return resolveJars(cluster.engine, uses);
    };
    const errand: JarErrand = { session, lines: script.lines, resolve, added: new Set(), signal };
    for (const { statement } of step.before) await addJarsFor(statement, errand);
  }
}

async function statusOf(
  client: SqlGatewayClient,
  session: string,
  operation: string,
): Promise<OperationStatus | undefined> {
  try {
    return await client.status(session, operation);
  } catch (error) {
    // The session is gone: its operations with it.
    if (error instanceof StatementFailed) return undefined;
    throw error;
  }
}

/** True when Flink refused the statement itself: it is certain that nothing was sent. */
function isRefusedStatement(error: unknown): boolean {
  return error instanceof StatementFailed && judgeFault(error.fault).kind === 'statement';
}

function judgeDml(
  error: unknown,
  step: JobStep,
  dml: ReturnType<typeof submittedDml>,
  script: PreparedScript,
): SubmissionOutcome {
  if (!(error instanceof StatementFailed)) {
    return { kind: 'unknown', message: `The gateway did not tell how the submission ended: ${messageOf(error)}` };
  }
  const verdict = judgeFault(error.fault);
  if (verdict.kind === 'unknown' || verdict.kind === 'duplicate') return verdict;
  if (verdict.kind === 'refused') {
    return { ...verdict, rootCause: redactText(rootMessageOf(error.fault)), diagnostics: [] };
  }
  const [first] = step.dml;
  if (first === undefined) throw new Error('a step without DML was submitted');
  return refusedStatement(error, statementAt(error, step, dml, script) ?? first, dml, script);
}

/** Of several INSERTs in one set, the one the error's position is in; undefined when it has none. */
function statementAt(
  error: StatementFailed,
  step: JobStep,
  dml: ReturnType<typeof submittedDml>,
  script: PreparedScript,
): PreparedStatement | undefined {
  const { place } = explainFault(error.fault);
  if (place !== undefined) {
    const start = new LineIndex(dml.text).offsetOf(place);
    const { line, column } = script.lines.placeOf(dml.originOf(start, start + 1).start);
    const holds = ({ position: { line: from, column: left, endLine: to, endColumn: right } }: PreparedStatement) =>
      (line > from || (line === from && column >= left)) && (line < to || (line === to && column < right));
    return step.dml.find(holds);
  }
  return undefined;
}

function refusedStatement(
  error: unknown,
  statement: PreparedStatement,
  sent: ReturnType<typeof submittedDml>,
  script: PreparedScript,
): SubmissionOutcome {
  if (!(error instanceof StatementFailed)) return refusedByEnvironment(error);
  const diagnostics = [diagnoseFault(error.fault, statement, sent, script.lines)];
  return {
    kind: 'refused',
    class: classOfStatementFault(error.fault),
    message: summaryOf(diagnostics),
    rootCause: redactText(rootMessageOf(error.fault)),
    diagnostics,
  };
}

function refusedByUs(error: unknown): SubmissionOutcome {
  if (!(error instanceof LiusuError)) throw error;
  const diagnostics = diagnosticsOf(error);
  return { kind: 'refused', class: 'user', message: error.message, rootCause: null, diagnostics };
}

/** Before the statement was sent. A gateway that is not there says nothing about the job. */
function refusedByEnvironment(error: unknown): SubmissionOutcome {
  const message = redactText(messageOf(error));
  if (hasCode(error, 'GATEWAY_UNAVAILABLE')) return { kind: 'not-sent', message };
  return { kind: 'refused', class: 'environment', message, rootCause: null, diagnostics: [] };
}

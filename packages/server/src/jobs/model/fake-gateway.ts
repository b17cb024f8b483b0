/** The gateway of the model: it sends a submission once, and what it has sent may arrive when nobody waits for it any more. */
import { LiusuError } from '../../lib/errors.ts';
import { diagnosticsOf } from '../../sql/diagnostics.ts';
import type { Candidate } from '../../sql/plan/candidate.ts';
import type {
  AttemptState,
  SqlSubmitter,
  SubmissionAttempt,
  SubmissionOutcome,
  SubmissionRequest,
} from '../../sql/submission.ts';
import type { FakeWorld } from './fake-world.ts';

interface Pending {
  request: SubmissionRequest;
  isBeyondProof: boolean;
  isHeld: boolean;
  outcome: 'taken' | 'duplicate' | 'unreachable' | null;
}

const landMs = 200;
const answerMs = 300;
const lateMs = 4_000;

export class FakeGateway {
  /** Gateways on machines of which the platform can see nothing: none of their attempts can be proven dead. */
  readonly #elsewhere = new Set<string>();
  readonly #world: FakeWorld;
  #incarnation: string | null = 'gw1';
  #incarnations = 1;
  #sessions = 0;
  readonly #pending = new Map<string, Pending>();

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  get isQuiet(): boolean {
    return this.#incarnation !== null && this.#pending.size === 0;
  }

  /** What it has sent and the JobManager has not read is lost with it, unless it is beyond proof. */
  kill(downMs: number): void {
    if (this.#incarnation === null) return;
    this.#world.log.add({ kind: 'fault', what: `the gateway dies for ${Math.round(downMs)} ms` });
    this.#incarnation = null;
    for (const [session, pending] of this.#pending) if (!pending.isBeyondProof) this.#pending.delete(session);
    this.#world.clock.at(downMs, () => {
      this.#incarnations += 1;
      this.#incarnation = `gw${this.#incarnations}`;
    });
  }

  /** Nothing is known of the present gateway's machine any more. */
  vanish(): void {
    if (this.#incarnation === null) return;
    this.#world.log.add({ kind: 'fault', what: 'nothing is known of the gateway any more' });
    this.#elsewhere.add(this.#incarnation);
  }

  /** Another one, here. */
  replace(): void {
    this.#incarnations += 1;
    this.#incarnation = `gw${this.#incarnations}`;
  }

  /** The JobManager reads what came while it was paused. */
  resumed(): void {
    for (const [session, pending] of this.#pending) if (pending.isHeld) this.#land(session, pending);
  }

  /** A script that says WRONG does not compile; of the others nothing is known before they run. */
  compile(script: string): Candidate {
    if (this.#incarnation === null) throw new LiusuError('GATEWAY_UNAVAILABLE', 'The gateway is down.');
    if (!script.includes('WRONG')) return { kind: 'impossible', reason: 'PLAN_NOT_SUPPORTED', detail: null };
    return { kind: 'not-compiled', errors: diagnosticsOf(new LiusuError('SQL_INVALID', 'It says WRONG.')) };
  }

  /** `onSent` is awaited between sending and the answer: a moment to die at. */
  submitter(onSent: () => Promise<void>): SqlSubmitter {
    return {
      countSteps: (_script, settings) => (settings.mode === 'batch' ? this.#world.batchSteps : 1),
      submit: (request) => this.#submit(request, onSent),
      proveDead: async (attempt) => this.#proveDead(attempt),
    };
  }

  async #submit(request: SubmissionRequest, onSent: () => Promise<void>): Promise<SubmissionOutcome> {
    const world = this.#world;
    const fault = world.submissionFault;
    world.submissionFault = null;
    const incarnation = this.#incarnation;
    if (incarnation === null) return { kind: 'not-sent', message: 'no gateway' };
    if (fault === 'refused-by-surroundings') {
      return { kind: 'refused', class: 'environment', message: 'no gateway', rootCause: null, diagnostics: [] };
    }
    if (fault === 'refused-for-its-script') {
      return { kind: 'refused', class: 'user', message: 'no such table', rootCause: null, diagnostics: [] };
    }
    this.#sessions += 1;
    const session = `s${this.#sessions}`;
    await request.onAttempt({ gatewayIncarnation: incarnation, sessionHandle: session });
    if (fault === 'never-lands') return silent;
    const isBeyondProof = fault === 'lands-after-proof';
    const pending: Pending = { request, isBeyondProof, isHeld: false, outcome: null };
    this.#pending.set(session, pending);
    const inMs = fault === 'lands-late' ? lateMs : isBeyondProof ? world.beyondProofMs : landMs;
    world.clock.at(inMs, () => {
      if (this.#pending.get(session) !== pending) return;
      if (world.isPaused) pending.isHeld = true;
      else this.#land(session, pending);
    });
    await onSent();
    await world.clock.sleep(answerMs);
    if (fault !== null || this.#incarnation !== incarnation) return silent;
    if (pending.outcome === 'taken') return { kind: 'submitted' };
    if (pending.outcome === 'duplicate') return { kind: 'duplicate', message: 'Job has already been submitted.' };
    return { kind: 'unknown', message: 'the cluster did not answer the gateway' };
  }

  #land(session: string, pending: Pending): void {
    this.#pending.delete(session);
    pending.outcome = this.#world.land(pending.request, pending.isBeyondProof);
  }

  #proveDead(attempt: SubmissionAttempt): AttemptState {
    if (this.#elsewhere.has(attempt.gatewayIncarnation)) return 'unprovable';
    if (this.#incarnation === null) return 'open';
    const pending = this.#pending.get(attempt.sessionHandle);
    return pending === undefined || pending.isBeyondProof ? 'dead' : 'open';
  }
}

const silent: SubmissionOutcome = { kind: 'unknown', message: 'the gateway went silent' };

/**
 * One answer of a cluster for all who look at it: asked for at most once in 2 s, never twice at a time. When the cluster does not
 * answer, the last good answer is given again, marked as stale and with its time.
 */
import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

export interface Answer<T> {
  value: T;
  /** When the cluster gave it. */
  atMs: number;
  stale: boolean;
}

interface Slot {
  good: { value: unknown; atMs: number } | undefined;
  /** When it was last asked for, well or not. */
  askedMs: number;
  error: LiusuError | undefined;
  inFlight: Promise<void> | undefined;
}

const sharedMs = 2_000;
const maxSlots = 500;

export class SharedAnswers {
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer under `key`, asked for by `ask` when it is not recent. Throws the cluster's error when there never was one. */
  async get<T>(key: string, ask: () => Promise<T>): Promise<Answer<T>> {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = { good: undefined, askedMs: Number.NEGATIVE_INFINITY, error: undefined, inFlight: undefined };
    } else this.#slots.delete(key);
    // Put back at the end: the map keeps the order of use.
    this.#slots.set(key, slot);
    this.#forgetOldest();
    if (this.#clock.nowMs() - slot.askedMs >= sharedMs) slot.inFlight ??= this.#ask(slot, ask);
    await slot.inFlight;
    if (slot.good === undefined) {
      throw (
        slot.error ??
        new LiusuError('FLINK_UNREACHABLE', words('集群还没有应答。', 'The cluster has not answered yet.'))
      );
    }
    return { value: slot.good.value as T, atMs: slot.good.atMs, stale: slot.error !== undefined };
  }

  async #ask(slot: Slot, ask: () => Promise<unknown>): Promise<void> {
    try {
      const value = await ask();
      slot.good = { value, atMs: this.#clock.nowMs() };
      slot.error = undefined;
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      slot.error = error;
    } finally {
      slot.askedMs = this.#clock.nowMs();
      slot.inFlight = undefined;
    }
  }

  #forgetOldest(): void {
    const oldest = this.#slots.size > maxSlots ? this.#slots.keys().next().value : undefined;
    if (oldest !== undefined) this.#slots.delete(oldest);
  }
}

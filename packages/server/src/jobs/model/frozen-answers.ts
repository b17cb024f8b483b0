/** A cluster that shows what it showed a while ago: Flink's own caches, or a reader that lags behind. */
import type { FakeJob } from './fake-world.ts';
import type { VirtualClock } from './virtual-clock.ts';

export class FrozenAnswers {
  readonly #clock: VirtualClock;
  #copies: Map<string, FakeJob> | null = null;
  #timer: (() => void) | null = null;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get isFrozen(): boolean {
    return this.#copies !== null;
  }

  freeze(ms: number, jobs: ReadonlyMap<string, FakeJob>): void {
    this.thaw();
    this.#copies = new Map([...jobs].map(([id, job]) => [id, { ...job, checkpoints: [...job.checkpoints] }]));
    this.#timer = this.#clock.at(ms, () => this.thaw());
  }

  thaw(): void {
    this.#timer?.();
    this.#timer = null;
    this.#copies = null;
  }

  /** The list as it is shown. */
  list(jobs: ReadonlyMap<string, FakeJob>): FakeJob[] {
    return [...(this.#copies ?? jobs).values()];
  }

  /** A job's details as they are shown: what was not known then is looked up now. */
  find(jobs: ReadonlyMap<string, FakeJob>, id: string): FakeJob | undefined {
    return this.#copies?.get(id) ?? jobs.get(id);
  }
}

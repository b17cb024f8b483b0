/**
 * Asks Flink about a script while it is being written: after a pause in typing, one request at a time. An answer about a text
 * that has changed since is dropped.
 */
import type { SqlValidation } from '@liusu/contract/sql';

export type ValidationState =
  | { kind: 'idle' }
  | { kind: 'checking'; last: SqlValidation | undefined }
  | { kind: 'checked'; validation: SqlValidation }
  /** Flink could not be asked. */
  | { kind: 'unavailable'; error: unknown; last: SqlValidation | undefined };

export interface ValidatorOptions {
  validate: (signal: AbortSignal) => Promise<SqlValidation>;
  onState: (state: ValidationState) => void;
  /** True when asking again later may help. */
  isTemporary: (error: unknown) => boolean;
  pauseMs?: number;
  retryMs?: number;
}

export class Validator {
  readonly #options: ValidatorOptions;
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #revision = 0;
  #isBusy = false;
  #isDue = false;
  #last: SqlValidation | undefined;

  constructor(options: ValidatorOptions) {
    this.#options = options;
  }

  /** The text changed: asks after a pause. */
  changed(): void {
    this.#revision += 1;
    this.#after(this.#options.pauseMs ?? 700);
  }

  /** Asks at once. */
  now(): void {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  /** Ends the request under way and asks no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    if (this.#isBusy) {
      this.#isDue = true;
      return;
    }
    this.#isBusy = true;
    this.#isDue = false;
    const revision = this.#revision;
    this.#tell({ kind: 'checking', last: this.#last });
    try {
      const validation = await this.#options.validate(this.#abort.signal);
      if (revision === this.#revision) {
        this.#last = validation;
        this.#tell({ kind: 'checked', validation });
      }
    } catch (error) {
      if (revision === this.#revision) {
        this.#tell({ kind: 'unavailable', error, last: this.#last });
        if (this.#options.isTemporary(error)) this.#after(this.#options.retryMs ?? 3000);
      }
    } finally {
      this.#isBusy = false;
    }
    if (this.#isDue) void this.#ask();
  }

  #tell(state: ValidationState): void {
    if (!this.#abort.signal.aborted) this.#options.onState(state);
  }
}

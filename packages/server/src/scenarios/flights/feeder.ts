import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlightSlice } from './slices.ts';

/** Where the replay stands. */
export type FeederState = 'idle' | 'running' | 'finished' | 'stopped' | 'failed';

export interface FeederStatus {
  state: FeederState;
  slicesDone: number;
  slicesTotal: number;
  /** End of the last emitted hour, ISO 8601 UTC; absent before the first slice. */
  simulatedTime?: string;
  flightsEmitted: number;
  flightsTotal: number;
  /** Why the replay failed; only with state `failed`. */
  error?: string;
}

/** The time the feeder lives by. */
export interface FeederClock {
  /** Milliseconds, monotonic enough to measure delays. */
  nowMs(): number;
  /** Resolves after `delayMs`, or at once when the signal is aborted. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** The file operations the feeder needs; `rename` must replace atomically. */
export interface FeederFiles {
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  write(path: string, content: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface FeederOptions {
  /** Folder the Flink source watches. */
  targetDir: string;
  /** Slices in order of time, as `cutSlices` returns them. */
  slices: readonly FlightSlice[];
  /** Wall-clock seconds per simulated day, or `max` to write without waiting. */
  speed: number | 'max';
  clock?: FeederClock;
  files?: FeederFiles;
}

/** Written when the last slice is in place. Flink's file source ignores names that start with `_`. */
export const endMarkerName = '_FINISHED';

const temporaryPrefix = '.writing-';
const hoursPerDay = 24;
const hourMs = 3_600_000;

const systemFiles: FeederFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  list: readdir,
  async write(path, content) {
    await writeFile(path, content, { flush: true });
  },
  rename,
  async remove(path) {
    await rm(path, { force: true });
  },
};

const systemClock: FeederClock = {
  nowMs: () => performance.now(),
  wait(delayMs, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const timer = setTimeout(finish, delayMs);
      signal.addEventListener('abort', finish, { once: true });
      function finish(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      }
    });
  },
};

/**
 * Replays flights as files, one per scheduled hour. Its position is nothing but the files already in place: a slice is written under a
 * hidden name and renamed, so after a crash anywhere a new feeder continues with the first missing slice, without loss or doubles.
 * Exactly one feeder may write to a folder at a time.
 */
export class FlightFeeder {
  readonly #targetDir: string;
  readonly #slices: readonly FlightSlice[];
  readonly #speed: number | 'max';
  readonly #clock: FeederClock;
  readonly #files: FeederFiles;
  readonly #flightsTotal: number;
  #state: FeederState = 'idle';
  #slicesDone = 0;
  #flightsEmitted = 0;
  #simulatedTime: string | undefined;
  #error: string | undefined;
  #abort: AbortController | undefined;
  #work: Promise<void> | undefined;

  /** Throws `RangeError` when `speed` is not positive. */
  constructor(options: FeederOptions) {
    if (options.speed !== 'max' && !(options.speed > 0 && Number.isFinite(options.speed))) {
      throw new RangeError(`speed must be a positive number of seconds per day or "max", not ${options.speed}`);
    }
    this.#targetDir = options.targetDir;
    this.#slices = options.slices;
    this.#speed = options.speed;
    this.#clock = options.clock ?? systemClock;
    this.#files = options.files ?? systemFiles;
    this.#flightsTotal = options.slices.reduce((sum, slice) => sum + slice.flightCount, 0);
  }

  /** Starts or continues the replay in the background. Does nothing while it runs or when it has finished. */
  start(): void {
    const runs = this.#state === 'running' && this.#abort?.signal.aborted !== true;
    if (runs || this.#state === 'finished') return;
    // A second start right after stop() must wait for the first loop: two loops would count slices twice.
    const previous = this.#work ?? Promise.resolve();
    const abort = new AbortController();
    this.#abort = abort;
    this.#state = 'running';
    this.#error = undefined;
    this.#work = previous.then(() => this.#run(abort.signal));
  }

  /** Stops after the file being written; resolves when nothing is written any more. A later `start` continues. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    await this.#work;
  }

  /** Resolves when the replay is finished, stopped or failed; read `status` for the outcome. Never rejects. */
  async settled(): Promise<void> {
    await this.#work;
  }

  status(): FeederStatus {
    return {
      state: this.#state,
      slicesDone: this.#slicesDone,
      slicesTotal: this.#slices.length,
      ...(this.#simulatedTime === undefined ? {} : { simulatedTime: this.#simulatedTime }),
      flightsEmitted: this.#flightsEmitted,
      flightsTotal: this.#flightsTotal,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    try {
      const present = await this.#readPosition();
      const missing = this.#slices.filter((slice) => !present.has(slice.fileName));
      const [first] = missing;
      const startedAtMs = this.#clock.nowMs();
      for (const slice of missing) {
        if (first !== undefined) await this.#waitUntilDue(slice, first, startedAtMs, signal);
        if (signal.aborted) break;
        await this.#place(slice.fileName, slice.content);
        this.#count(slice);
      }
      if (this.#slicesDone < this.#slices.length) {
        this.#settle(signal, 'stopped');
        return;
      }
      if (!present.has(endMarkerName)) await this.#place(endMarkerName, `${this.#flightsTotal}\n`);
      this.#settle(signal, 'finished');
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      this.#settle(signal, 'failed');
    }
  }

  /** A loop that a newer start has replaced must not overwrite the newer state; a finished replay stays finished. */
  #settle(signal: AbortSignal, state: FeederState): void {
    if (this.#abort?.signal === signal || state === 'finished') this.#state = state;
  }

  async #readPosition(): Promise<Set<string>> {
    await this.#files.makeFolder(this.#targetDir);
    const names = await this.#files.list(this.#targetDir);
    for (const name of names) {
      if (name.startsWith(temporaryPrefix)) await this.#files.remove(join(this.#targetDir, name));
    }
    const present = new Set(names);
    this.#slicesDone = 0;
    this.#flightsEmitted = 0;
    this.#simulatedTime = undefined;
    for (const slice of this.#slices) {
      if (present.has(slice.fileName)) this.#count(slice);
    }
    return present;
  }

  async #waitUntilDue(slice: FlightSlice, first: FlightSlice, startedAtMs: number, signal: AbortSignal): Promise<void> {
    if (this.#speed === 'max') return;
    const simulatedHours = (slice.hourStartMs - first.hourStartMs) / hourMs;
    const dueAtMs = startedAtMs + (simulatedHours * this.#speed * 1000) / hoursPerDay;
    const delayMs = dueAtMs - this.#clock.nowMs();
    if (delayMs > 0) await this.#clock.wait(delayMs, signal);
  }

  async #place(fileName: string, content: string): Promise<void> {
    const temporaryPath = join(this.#targetDir, `${temporaryPrefix}${fileName}`);
    await this.#files.write(temporaryPath, content);
    await this.#files.rename(temporaryPath, join(this.#targetDir, fileName));
  }

  #count(slice: FlightSlice): void {
    this.#slicesDone += 1;
    this.#flightsEmitted += slice.flightCount;
    this.#simulatedTime = new Date(slice.hourStartMs + hourMs).toISOString();
  }
}

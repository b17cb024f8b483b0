/** The stages of a start, as data: what is being done, how long each took, what failed. */
import type { StartStage } from '@liusu/contract/overview';

import type { Clock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';

interface Stage {
  name: string;
  startedMs: number;
  endedMs: number | undefined;
  state: StartStage['state'];
  message: string | null;
  zh: string | undefined;
}

export class StartStages {
  readonly #clock: Clock;
  readonly #tell: () => void;
  readonly #stages: Stage[] = [];

  /** `tell` is called when a stage begins or ends. */
  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Runs one stage. `say` replaces its message, such as the progress of a download. Throws what `work` throws. */
  async run<T>(name: string, work: (say: (message: string) => void) => Promise<T>): Promise<T> {
    const again = this.#stages.findIndex((stage) => stage.name === name);
    if (again >= 0) this.#stages.splice(again, 1);
    const stage: Stage = {
      name,
      startedMs: this.#clock.nowMs(),
      endedMs: undefined,
      state: 'running',
      message: null,
      zh: undefined,
    };
    this.#stages.push(stage);
    this.#tell();
    try {
      const result = await work((message) => {
        stage.message = message;
      });
      stage.state = 'done';
      stage.message = null;
      return result;
    } catch (error) {
      stage.state = 'failed';
      stage.message = `${error instanceof LiusuError ? error.code : 'INTERNAL'}: ${messageOf(error)}`;
      stage.zh = error instanceof LiusuError ? error.zh : undefined;
      throw error;
    } finally {
      stage.endedMs = this.#clock.nowMs();
      this.#tell();
    }
  }

  list(): StartStage[] {
    return this.#stages.map((stage) => ({
      name: stage.name,
      ms: (stage.endedMs ?? this.#clock.nowMs()) - stage.startedMs,
      state: stage.state,
      message: stage.message,
      ...(stage.zh === undefined ? {} : { zh: stage.zh }),
    }));
  }

  isRunning(): boolean {
    return this.#stages.some((stage) => stage.state === 'running');
  }
}

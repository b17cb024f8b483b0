/** Watches whether a process's REST endpoint answers. A silent one is reported, never killed: it may be busy with work. */
import { answers } from '../../flink/probe.ts';
import type { Clock } from '../../lib/clock.ts';
import type { SupervisedProcess } from './supervised-process.ts';

const quietMs = 60_000;
const everyMs = 5000;

export class Liveness {
  readonly #process: SupervisedProcess;
  readonly #clock: Clock;
  #incarnation: string | undefined;
  #lastAnswerMs = 0;
  #nextMs = 0;
  #isAsking = false;

  constructor(process: SupervisedProcess, clock: Clock) {
    this.#process = process;
    this.#clock = clock;
  }

  /** Asks when it is time to; does not wait for the answer. */
  look(url: string): void {
    const nowMs = this.#clock.nowMs();
    const incarnation = this.#process.incarnation();
    if (incarnation !== this.#incarnation) {
      this.#incarnation = incarnation;
      this.#lastAnswerMs = nowMs;
      this.#nextMs = nowMs;
    }
    if (incarnation === undefined || this.#isAsking || nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + (this.#process.isAnswering ? everyMs : 0);
    this.#isAsking = true;
    void this.#ask(url, incarnation);
  }

  async #ask(url: string, incarnation: string): Promise<void> {
    const isAnswering = await answers(url, everyMs);
    this.#isAsking = false;
    if (this.#process.incarnation() !== incarnation) return;
    const nowMs = this.#clock.nowMs();
    if (isAnswering) this.#lastAnswerMs = nowMs;
    const quietForMs = nowMs - this.#lastAnswerMs;
    const reason =
      quietForMs >= quietMs ? `its REST endpoint has not answered for ${Math.round(quietForMs / 1000)} s` : null;
    this.#process.noteAnswer(isAnswering, reason);
  }
}

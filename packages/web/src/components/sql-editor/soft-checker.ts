/** Asks the worker about texts and tells what it found. Answers about texts that have changed since are dropped. */
import type { Knowledge, Language } from './knowledge.ts';
import type { SoftCheckAnswer, SoftCheckRequest } from './soft-check-worker.ts';
import SoftCheckWorker from './soft-check-worker.ts?worker';
import type { SoftFinding } from './soft-checks.ts';

export class SoftChecker {
  readonly #worker: Worker = new SoftCheckWorker();
  readonly #waiting = new Map<number, (findings: SoftFinding[]) => void>();
  readonly #engines = new Set<string>();
  #last = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<SoftCheckAnswer>) => {
      this.#waiting.get(data.id)?.(data.findings);
      this.#waiting.delete(data.id);
    });
  }

  /** Tells the findings to `onFindings`, unless `check` is called again before. */
  check(script: string, knowledge: Knowledge, language: Language, onFindings: (findings: SoftFinding[]) => void): void {
    const { engine, record } = knowledge;
    if (!this.#engines.has(engine)) {
      this.#engines.add(engine);
      this.#post({ kind: 'engine', engine, record });
    }
    this.#last += 1;
    this.#waiting.clear();
    this.#waiting.set(this.#last, onFindings);
    this.#post({ kind: 'check', id: this.#last, script, engine, language });
  }

  close(): void {
    this.#waiting.clear();
    this.#worker.terminate();
  }

  #post(request: SoftCheckRequest): void {
    this.#worker.postMessage(request);
  }
}

/** The other end of the fake Flink's process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { FakeAnswers, FakeOrder } from './fake-process.ts';

export class FakeRemote {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'fake-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });

  /** One order at a time. Throws what went wrong over there. */
  async order<K extends FakeOrder['kind']>(order: Extract<FakeOrder, { kind: K }>): Promise<FakeAnswers[K]> {
    const answered = Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(() => [{ error: 'it ended' }]),
    ]);
    this.#child.send(order);
    const [message] = (await answered) as [{ answer: FakeAnswers[K] } | { error: string }];
    if ('error' in message) throw new Error(`the fake Flink: ${message.error}`);
    return message.answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

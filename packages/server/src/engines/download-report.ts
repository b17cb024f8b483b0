/** Downloads that run side by side, as one sentence: how much of how much, how fast. */
import type { DownloadProgress } from './download.ts';

const mib = 1024 * 1024;

export class DownloadReport {
  readonly #latest = new Map<string, DownloadProgress>();
  #say: (message: string) => void = () => {};

  add(progress: DownloadProgress): void {
    this.#latest.set(progress.artifact, progress);
    this.#say(this.#text());
  }

  /** Runs `work`; what is downloaded meanwhile is told to `say`. */
  async follow<T>(say: (message: string) => void, work: () => Promise<T>): Promise<T> {
    this.#latest.clear();
    this.#say = say;
    try {
      return await work();
    } finally {
      this.#say = () => {};
    }
  }

  #text(): string {
    const all = [...this.#latest.values()];
    const running = all.filter((one) => one.receivedBytes < one.totalBytes);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const received = sum(all.map((one) => one.receivedBytes)) / mib;
    const total = sum(all.map((one) => one.totalBytes)) / mib;
    const rate = sum(running.map((one) => one.bytesPerS)) / mib;
    const name = running.at(0)?.artifact ?? all.at(-1)?.artifact ?? '';
    return `${name} ${received.toFixed(0)} / ${total.toFixed(0)} MiB, ${rate.toFixed(1)} MiB/s`;
  }
}

/** Slows the guessing of passwords: counts failures per name and address, and per address, in a sliding window. */
import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

const windowMs = 15 * 60_000;
const maxFailuresPerName = 10;
const maxFailuresPerAddress = 50;
const maxKeys = 10_000;

export class LoginThrottle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws RATE_LIMITED with `retryAfterS` when there were too many failures. */
  check(name: string, address: string): void {
    const waitMs = Math.max(
      this.#waitMs(nameKey(name, address), maxFailuresPerName),
      this.#waitMs(address, maxFailuresPerAddress),
    );
    if (waitMs <= 0) return;
    throw new LiusuError(
      'RATE_LIMITED',
      words('从这个地址登录失败的次数过多', 'too many failed logins from this address'),
      {
        params: { retryAfterS: Math.ceil(waitMs / 1000) },
      },
    );
  }

  failed(name: string, address: string): void {
    for (const key of [nameKey(name, address), address]) {
      const times = this.#recent(key);
      times.push(this.#clock.nowMs());
      this.#failures.delete(key);
      this.#failures.set(key, times);
    }
    // The keys come from outside: without a limit they could fill the memory.
    while (this.#failures.size > maxKeys) {
      const oldest = this.#failures.keys().next().value;
      if (oldest === undefined) return;
      this.#failures.delete(oldest);
    }
  }

  succeeded(name: string, address: string): void {
    this.#failures.delete(nameKey(name, address));
  }

  #waitMs(key: string, limit: number): number {
    const times = this.#recent(key);
    const first = times.at(-limit);
    return first === undefined ? 0 : first + windowMs - this.#clock.nowMs();
  }

  #recent(key: string): number[] {
    const since = this.#clock.nowMs() - windowMs;
    return (this.#failures.get(key) ?? []).filter((time) => time > since);
  }
}

function nameKey(name: string, address: string): string {
  return `${address} ${name}`;
}

/** What changed, told to whoever listens inside this process: the live streams of browsers, first of all. */
import type { LiveEvent } from '@liusu/contract/overview';

export type Listener = (event: LiveEvent) => void;

export class EventBus {
  readonly #listeners = new Set<Listener>();

  /** Calls every listener now. A listener must not throw. */
  publish(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * The settings in force at a point of a script. They are kept here, not in the gateway's session, and handed over with each
 * statement: so a bare RESET of the script takes back the script's own SETs and nothing of the platform's.
 */
import { readSettingsStatement } from './settings-statements.ts';

export class SessionSettings {
  readonly #base: Readonly<Record<string, string>>;
  readonly #own = new Map<string, string>();

  /** `base`: what the job or the preview asks for, before the script. */
  constructor(base: Readonly<Record<string, string>>) {
    this.#base = base;
  }

  /** Applies a SET or RESET of the script, after Flink accepted it. Reserved keys were refused before. */
  apply(text: string): void {
    const statement = readSettingsStatement({ text });
    if (statement?.kind === 'set') this.#own.set(statement.key, statement.value);
    else if (statement?.kind === 'reset') {
      if (statement.key === undefined) this.#own.clear();
      else this.#own.delete(statement.key);
    }
  }

  current(): Record<string, string> {
    return { ...this.#base, ...Object.fromEntries(this.#own) };
  }
}

/**
 * Stages of a long command on standard error: at a terminal the running one is redrawn in place, with a bar where its
 * message tells a share; elsewhere every stage is one plain line when it ends.
 */
import type { Language } from '@liusu/contract/error-code';

import { displayWidth } from './table.ts';
import { durationText } from './units.ts';

export interface Stage {
  name: string;
  ms: number;
}

export class Progress {
  readonly stages: Stage[] = [];
  readonly #language: Language;
  readonly #live: boolean;
  readonly #write: (text: string) => void;
  #drawn = false;

  constructor(language: Language, live: boolean, write: (text: string) => void = (text) => process.stderr.write(text)) {
    this.#language = language;
    this.#live = live;
    this.#write = write;
  }

  /** Shows what is being done now; only at a terminal. */
  running(title: string, message: string | null, ms: number): void {
    if (!this.#live) return;
    const share = message === null ? undefined : shareOf(message);
    const bar = share === undefined ? '' : ` ${barOf(share)}`;
    this.#erase();
    this.#write(
      clip(`… ${title}${bar} ${message ?? ''} ${durationText(ms, this.#language)}`.replaceAll(/\s+/g, ' '), columns()),
    );
    this.#drawn = true;
  }

  /** Notes a stage that ended and prints its line. */
  done(name: string, title: string, ms: number, message: string | null = null): void {
    this.stages.push({ name, ms: Math.round(ms) });
    this.#erase();
    this.#write(
      `${this.#live ? '✓ ' : 'liusu: '}${title}${message === null || message === '' ? '' : ` — ${message}`} (${durationText(ms, this.#language)})\n`,
    );
  }

  /** Removes the line being redrawn, before something else is printed. */
  clear(): void {
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn) this.#write('\r\u001b[2K');
    this.#drawn = false;
  }
}

function columns(): number {
  return process.stderr.columns ?? 80;
}

function clip(text: string, width: number): string {
  let clipped = text;
  while (displayWidth(clipped) >= width) clipped = clipped.slice(0, -1);
  return clipped;
}

/** Share told by a message such as `120.0 / 305 MiB`; undefined when it tells none. */
export function shareOf(message: string): number | undefined {
  const percent = /(\d+(?:\.\d+)?)\s*%/.exec(message)?.[1];
  if (percent !== undefined) return Math.min(1, Number(percent) / 100);
  const match = /(\d+(?:\.\d+)?)\s*([KMG]i?B)?\s*\/\s*(\d+(?:\.\d+)?)\s*([KMG]i?B)?/.exec(message);
  if (match === null) return undefined;
  const [, part, partUnit, whole, wholeUnit] = match;
  const total = Number(whole) * unitOf(wholeUnit);
  return total > 0 ? Math.min(1, (Number(part) * unitOf(partUnit ?? wholeUnit)) / total) : undefined;
}

function unitOf(unit: string | undefined): number {
  return unit === undefined ? 1 : 1024 ** ('KMG'.indexOf(unit.charAt(0)) + 1);
}

function barOf(share: number): string {
  const full = Math.round(share * 20);
  return `[${'█'.repeat(full)}${'░'.repeat(20 - full)}] ${Math.floor(share * 100)}%`;
}

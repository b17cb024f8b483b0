/** What can be done on the page on screen, for the command palette. Parts of a page each tell their own. */
import { useEffect, useId, useRef, useSyncExternalStore } from 'react';

export interface PageCommand {
  id: string;
  label: string;
  /** Further words to find it by, in any language. */
  keywords: string;
  /** The keys that do the same, as people read them. */
  keys?: string;
  run: () => void;
}

const parts = new Map<string, readonly PageCommand[]>();
let all: readonly PageCommand[] = [];
const listeners = new Set<() => void>();

function tell(): void {
  all = [...parts.values()].flat();
  for (const listener of listeners) listener();
}

/** Offers these for as long as the component is on screen, in their order. */
export function usePageCommands(commands: readonly PageCommand[]): void {
  const part = useId();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  // What is done is looked up when it is done: only other words, or fewer commands, are told anew.
  const shown = JSON.stringify(commands.map(({ id, label, keywords, keys }) => ({ id, label, keywords, keys })));
  useEffect(() => {
    const told = JSON.parse(shown) as Omit<PageCommand, 'run'>[];
    parts.set(
      part,
      told.map((one) => ({ ...one, run: () => latest.current.find(({ id }) => id === one.id)?.run() })),
    );
    tell();
    return () => {
      parts.delete(part);
      tell();
    };
  }, [part, shown]);
}

export function usePageCommandList(): readonly PageCommand[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

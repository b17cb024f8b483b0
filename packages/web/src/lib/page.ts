/** What the page on screen tells the frame: its title, its place, and the environment it acts on. */
import { useEffect, useSyncExternalStore } from 'react';

import type { Environment } from '@liusu/contract/cluster';

export interface Crumb {
  title: string;
  to?: string;
}

export interface PageInfo {
  title: string;
  /** Pages above this one. */
  parents: readonly Crumb[];
  environment?: Environment | undefined;
}

const nothing: PageInfo = { title: '', parents: [] };
let current = nothing;
const listeners = new Set<() => void>();

function set(next: PageInfo): void {
  current = next;
  document.title = next.title === '' ? 'Liusu 流溯' : `${next.title} · Liusu 流溯`;
  for (const listener of listeners) listener();
}

/** Tells the frame about the page; `environment` paints the stripe. */
export function usePage(info: {
  title: string;
  parents?: readonly Crumb[];
  environment?: Environment | undefined;
}): void {
  const parents = info.parents ?? [];
  const key = JSON.stringify([info.title, parents, info.environment]);
  useEffect(() => {
    set({ title: info.title, parents, environment: info.environment });
    // `key` stands for all three values, which are new objects at each draw.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
}

export function usePageInfo(): PageInfo {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

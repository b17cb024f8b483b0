/** Which folders of a project's tree are folded; remembered by the browser. */
import { useState } from 'react';

function stored(key: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return []; // Unreadable or forbidden storage: every folder is open.
  }
}

export function useOpenFolders(projectId: string) {
  const key = `liusu.folders.${projectId}`;
  const [folded, setFolded] = useState(() => new Set(stored(key)));
  function keep(next: Set<string>): void {
    setFolded(next);
    try {
      localStorage.setItem(key, JSON.stringify([...next]));
    } catch {
      // Without storage it lasts as long as the page.
    }
  }
  return {
    isOpen: (path: string) => !folded.has(path),
    toggle: (path: string) => {
      const next = new Set(folded);
      if (!next.delete(path)) next.add(path);
      keep(next);
    },
    open: (paths: readonly string[]) => {
      const next = new Set(folded);
      for (const path of paths) next.delete(path);
      keep(next);
    },
  };
}

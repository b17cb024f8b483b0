/** Which columns of a list are shown: chosen by the person, remembered by the browser. */
import { useState } from 'react';

export interface ChosenColumn {
  key: string;
  title: string;
  presence?: 'always' | 'shown' | 'offered';
}

export interface ColumnChoice {
  columns: readonly ChosenColumn[];
  isShown: (column: ChosenColumn) => boolean;
  toggle: (column: ChosenColumn) => void;
}

function read(key: string): Record<string, boolean> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, boolean>;
  } catch {
    // Without storage every list shows its own choice of columns.
    return {};
  }
}

export function useColumnChoice(listId: string, columns: readonly ChosenColumn[]): ColumnChoice {
  const storageKey = `liusu.columns.${listId}`;
  const [chosen, setChosen] = useState(() => read(storageKey));

  function isShown(column: ChosenColumn): boolean {
    if (column.presence === 'always') return true;
    return chosen[column.key] ?? column.presence !== 'offered';
  }
  return {
    columns,
    isShown,
    toggle(column) {
      const next = { ...chosen, [column.key]: !isShown(column) };
      setChosen(next);
      try {
        localStorage.setItem(storageKey, JSON.stringify(next));
      } catch {
        // The choice then lasts as long as the page.
      }
    },
  };
}

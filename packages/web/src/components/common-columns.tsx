/** Columns that many lists have: who changed a row and when, and what can be done with it. */
import type { ReactNode } from 'react';

import type { ResourceColumn } from './resource-table.tsx';
import { useText } from './texts.ts';
import { Ago } from './values.tsx';

/** Who did something, and how long ago. */
export function ByAgo({ name, at }: { name: string; at: string }) {
  const t = useText();
  return (
    <>
      {t('by', { name })}
      <Ago at={at} />
    </>
  );
}

/** Who changed a row and when; ordered by the time. */
export function changedColumn<T extends { updatedBy: string; updatedAt: string }>(title: string): ResourceColumn<T> {
  return {
    key: 'changed',
    title,
    sortValue: ({ updatedAt }) => updatedAt,
    render: ({ updatedBy, updatedAt }) => <ByAgo name={updatedBy} at={updatedAt} />,
  };
}

/** The verbs of a row, in sight at the end however wide the list is. */
export function verbsColumn<T>(render: (row: T) => ReactNode): ResourceColumn<T> {
  return { key: 'actions', title: '', presence: 'always', align: 'end', pinned: true, render };
}

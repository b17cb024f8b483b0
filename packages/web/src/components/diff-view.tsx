/** Two texts side by side: what is the same stands beside itself, what changed is marked. */
import { Fragment, useMemo } from 'react';

import './diff-view.css';
import { lineDiff, type DiffLine } from './line-diff.ts';

export interface DiffViewProps {
  left: { name: string; text: string };
  right: { name: string; text: string };
}

interface Row {
  left: string | null;
  right: string | null;
  isSame: boolean;
}

/** Lines of a diff as rows: what left and what came in its place share a row. Pure. */
export function rowsOf(lines: readonly DiffLine[]): Row[] {
  const rows: Row[] = [];
  let open = 0;
  for (const line of lines) {
    if (line.kind === 'same') {
      rows.push({ left: line.text, right: line.text, isSame: true });
      open = rows.length;
    } else if (line.kind === 'mine') {
      const row = rows.slice(open).find((candidate) => candidate.left === null);
      if (row === undefined) rows.push({ left: line.text, right: null, isSame: false });
      else row.left = line.text;
    } else {
      const row = rows.slice(open).find((candidate) => candidate.right === null);
      if (row === undefined) rows.push({ left: null, right: line.text, isSame: false });
      else row.right = line.text;
    }
  }
  return rows;
}

export function DiffView({ left, right }: DiffViewProps) {
  const rows = useMemo(() => rowsOf(lineDiff(left.text, right.text)), [left.text, right.text]);
  const cell = (text: string | null, look: string, sign: string) => (
    <code className={text === null ? 'ls-diff-gap' : look}>{text === null ? '' : `${sign} ${text}`}</code>
  );
  return (
    <div className="ls-diff" tabIndex={0} role="region" aria-label={`${left.name} – ${right.name}`}>
      <b>{left.name}</b>
      <b>{right.name}</b>
      {rows.map((row, index) => (
        <Fragment key={index}>
          {cell(row.left, row.isSame ? '' : 'ls-diff-left', row.isSame ? ' ' : '−')}
          {cell(row.right, row.isSame ? '' : 'ls-diff-right', row.isSame ? ' ' : '+')}
        </Fragment>
      ))}
    </div>
  );
}

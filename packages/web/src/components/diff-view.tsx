/** Two texts side by side: what is the same stands beside itself, what changed is marked, long sameness folds. */
import { Fragment, useMemo, useState } from 'react';

import './diff-view.css';
import { lineDiff, type DiffLine } from './line-diff.ts';
import { useText } from './texts.ts';

export interface DiffViewProps {
  left: { name: string; text: string };
  right: { name: string; text: string };
}

export interface DiffRow {
  left: string | null;
  right: string | null;
  isSame: boolean;
}

/** Lines of a diff as rows: what left and what came in its place share a row. Pure. */
export function rowsOf(lines: readonly DiffLine[]): DiffRow[] {
  const rows: DiffRow[] = [];
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

export interface DiffPart {
  /** Index of its first row. */
  from: number;
  rows: readonly DiffRow[];
  /** Far from every change: it may be folded. */
  isFar: boolean;
}

/** Rows in parts: those within `context` rows of a change, and those farther away. A far part shorter than 4 is not worth a fold. Pure. */
export function partsOf(rows: readonly DiffRow[], context: number): DiffPart[] {
  const near = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (row.isSame) continue;
    for (let i = index - context; i <= index + context; i += 1) near.add(i);
  }
  const parts: DiffPart[] = [];
  let start = 0;
  for (let end = 1; end <= rows.length; end += 1) {
    if (end < rows.length && near.has(end) === near.has(start)) continue;
    const isFar = !near.has(start) && end - start > 3;
    const before = parts.at(-1);
    if (before !== undefined && !before.isFar && !isFar) before.rows = rows.slice(before.from, end);
    else parts.push({ from: start, rows: rows.slice(start, end), isFar });
    start = end;
  }
  return parts;
}

const contextRows = 3;

export function DiffView({ left, right }: DiffViewProps) {
  const t = useText();
  const parts = useMemo(() => partsOf(rowsOf(lineDiff(left.text, right.text)), contextRows), [left.text, right.text]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const cell = (text: string | null, side: 'left' | 'right', row: DiffRow) => {
    const look = text === null ? 'ls-diff-gap' : row.isSame ? '' : `ls-diff-${side}`;
    const sign = row.isSame ? ' ' : side === 'left' ? '−' : '+';
    return <code className={`ls-diff-${side}-side ${look}`}>{text === null ? '' : `${sign} ${text}`}</code>;
  };
  return (
    <div className="ls-diff" tabIndex={0} role="region" aria-label={`${left.name} – ${right.name}`}>
      <b className="ls-diff-left-side">{left.name}</b>
      <b>{right.name}</b>
      {parts.map((part) =>
        part.isFar && !unfolded.has(part.from) ? (
          <button
            key={part.from}
            type="button"
            className="ls-diff-fold"
            onClick={() => setUnfolded(new Set([...unfolded, part.from]))}
          >
            {t('diff.same', { count: part.rows.length })}
          </button>
        ) : (
          part.rows.map((row, index) => (
            <Fragment key={part.from + index}>
              {cell(row.left, 'left', row)}
              {cell(row.right, 'right', row)}
            </Fragment>
          ))
        ),
      )}
    </div>
  );
}

/** Rows of a result, drawn only where they are seen. Cells and row ranges can be selected and copied with the keyboard. */
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';

import type { Cell, ChangeKind, Column } from '@liusu/contract/sql';

import { showToast } from '../../lib/toast.ts';
import { cellPlain, cellText, isNumeric, shortType } from './cell-text.ts';
import { columnWidths } from './column-widths.ts';
import { toTabText } from './export-rows.ts';
import './result-grid.css';
import { useText } from './texts.ts';
import { scrollToRow, useRowWindow } from './use-row-window.ts';

export interface GridRow {
  /** Key for drawing. */
  id: number;
  /** Shown in the first column. */
  number: number;
  kind?: ChangeKind;
  cells: readonly Cell[];
}

export interface GridSelection {
  fromRow: number;
  toRow: number;
  /** Undefined: whole rows. */
  column: number | undefined;
}

export interface ResultGridProps {
  columns: readonly Column[];
  rows: readonly GridRow[];
  showKind: boolean;
  /** Keeps the newest rows in sight while they come, as long as the reader stays at the end. */
  follow: boolean;
  selection: GridSelection | undefined;
  onSelect: (selection: GridSelection | undefined) => void;
}

const rowPx = 26;
const headPx = 44;

export function ResultGrid({ columns, rows, showKind, follow, selection, onSelect }: ResultGridProps) {
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, height, measure } = useRowWindow(scroller, rowPx, rows.length);
  const isAtEnd = useRef(true);
  const hasRows = rows.length > 0;
  const widths = useMemo(
    () => columnWidths(columns, rows),
    // Widths settle with the first rows: columns must not jump while rows stream in.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [columns, hasRows, Math.min(rows.length, 40) >= 40],
  );

  useEffect(() => {
    const element = scroller.current;
    if (follow && isAtEnd.current && element !== null) element.scrollTop = element.scrollHeight;
  }, [follow, rows]);

  const template = ['64px', ...(showKind ? ['148px'] : []), ...widths.map((width) => `${width}px`), 'minmax(0, 1fr)'];
  const style = { gridTemplateColumns: template.join(' ') };

  function onScroll(): void {
    const element = scroller.current;
    if (element === null) return;
    isAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowPx;
    measure();
  }

  function move(rowStep: number, columnStep: number, extend: boolean): void {
    const column = selection?.column;
    const toRow = Math.min(rows.length - 1, Math.max(0, (selection?.toRow ?? -1) + rowStep));
    const nextColumn =
      column === undefined && columnStep === 0
        ? undefined
        : Math.min(columns.length - 1, Math.max(0, (column ?? -1) + columnStep));
    onSelect({
      fromRow: extend ? (selection?.fromRow ?? toRow) : toRow,
      toRow,
      column: extend ? undefined : nextColumn,
    });
    scrollToRow(scroller.current, toRow, rowPx, headPx);
  }

  async function copy(): Promise<void> {
    if (selection === undefined) return;
    const { column } = selection;
    if (column !== undefined && selection.fromRow === selection.toRow) {
      await navigator.clipboard.writeText(cellPlain(rows[selection.toRow]?.cells[column]));
      showToast('ok', t('copied.cell'));
      return;
    }
    const chosen = selectedRows(rows, selection);
    await navigator.clipboard.writeText(
      toTabText(
        columns,
        chosen.map((row) => row.cells),
      ),
    );
    showToast('ok', t('copied.rows', { count: chosen.length }));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [Math.floor(height / rowPx) - 2, 0],
      PageUp: [-Math.floor(height / rowPx) + 2, 0],
      Home: [-rows.length, 0],
      End: [rows.length, 0],
    };
    const step = steps[event.key];
    if (step !== undefined) move(step[0], step[1], event.shiftKey && step[1] === 0);
    else if ((event.ctrlKey || event.metaKey) && event.key === 'c') void copy();
    else if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      onSelect({ fromRow: 0, toRow: rows.length - 1, column: undefined });
    } else return;
    event.preventDefault();
  }

  return (
    <div
      ref={scroller}
      className="ls-grid"
      role="grid"
      tabIndex={0}
      aria-label={t('grid')}
      aria-rowcount={rows.length}
      aria-colcount={columns.length + 1}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className="ls-grid-head" role="row" style={style}>
        <span role="columnheader" className="ls-grid-number" aria-label={t('rowNumber')}>
          #
        </span>
        {showKind ? <span role="columnheader">{t('column.kind')}</span> : null}
        {columns.map((column, index) => (
          <span key={index} role="columnheader" className={isNumeric(column) ? 'ls-grid-right' : undefined}>
            <b title={column.name}>{column.name}</b>
            <small title={column.type}>{shortType(column.type)}</small>
          </span>
        ))}
      </div>
      <div className="ls-grid-body" style={{ height: rows.length * rowPx }} role="presentation">
        {rows.slice(first, last).map((row, offset) => (
          <GridLine
            key={row.id}
            row={row}
            index={first + offset}
            columns={columns}
            showKind={showKind}
            style={{ ...style, transform: `translateY(${(first + offset) * rowPx}px)` }}
            selection={selection}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

export function selectedRows(rows: readonly GridRow[], selection: GridSelection): readonly GridRow[] {
  const from = Math.min(selection.fromRow, selection.toRow);
  const to = Math.max(selection.fromRow, selection.toRow);
  return rows.slice(from, to + 1);
}

interface GridLineProps {
  row: GridRow;
  index: number;
  columns: readonly Column[];
  showKind: boolean;
  style: { gridTemplateColumns: string; transform: string };
  selection: GridSelection | undefined;
  onSelect: (selection: GridSelection | undefined) => void;
}

const kindClass: Record<ChangeKind, string> = { '+I': 'insert', '-U': 'before', '+U': 'after', '-D': 'delete' };

function GridLine({ row, index, columns, showKind, style, selection, onSelect }: GridLineProps) {
  const t = useText();
  const from = selection === undefined ? -1 : Math.min(selection.fromRow, selection.toRow);
  const to = selection === undefined ? -1 : Math.max(selection.fromRow, selection.toRow);
  const isInRange = index >= from && index <= to;
  const isRowSelected = isInRange && selection?.column === undefined;
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isRowSelected}
      className={isRowSelected ? 'ls-grid-row ls-grid-chosen' : 'ls-grid-row'}
      style={style}
    >
      <span
        role="rowheader"
        className="ls-grid-number"
        onClick={(event) =>
          onSelect({
            fromRow: event.shiftKey ? (selection?.fromRow ?? index) : index,
            toRow: index,
            column: undefined,
          })
        }
      >
        {row.number}
      </span>
      {showKind && row.kind !== undefined ? (
        <span role="gridcell" className={`ls-kind ls-kind-${kindClass[row.kind]}`}>
          <b>{kindSign(row.kind)}</b> {t(`kind.${row.kind}`)}
        </span>
      ) : null}
      {columns.map((column, at) => {
        const shown = cellText(row.cells[at], column);
        const isChosen = isInRange && selection?.column === at;
        const classes = [isNumeric(column) ? 'ls-grid-right' : '', isChosen ? 'ls-grid-cell-chosen' : ''];
        return (
          <span
            key={at}
            role="gridcell"
            className={classes.join(' ')}
            title={shown === undefined ? undefined : cellPlain(row.cells[at])}
            onClick={() => onSelect({ fromRow: index, toRow: index, column: at })}
          >
            {shown === undefined ? <i className="ls-null">{t('null')}</i> : shown}
          </span>
        );
      })}
    </div>
  );
}

/** With a true minus sign, which is as wide as the plus. */
export function kindSign(kind: ChangeKind): string {
  return kind.replace('-', '−');
}

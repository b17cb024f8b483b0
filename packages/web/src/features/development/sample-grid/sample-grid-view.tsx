/** Sample rows as a grid that is written in: cells by type, moved through by keys, filled by pasting. */
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';

import { mostSampleRows } from '@liusu/contract/sample';
import { cellProblemWords } from '@liusu/contract/sample-faults';
import { isText, problemOf } from '@liusu/contract/sample-type';
import { ChangeKind } from '@liusu/contract/sql';

import { isNumeric, shortType } from '../../../components/result-grid/cell-text.ts';
import { columnWidths } from '../../../components/result-grid/column-widths.ts';
import '../../../components/result-grid/result-grid.css';
import { scrollToRow, useRowWindow } from '../../../components/result-grid/use-row-window.ts';
import { currentLanguage } from '../../../lib/i18n.ts';
import { useSampleText } from '../sample-texts.ts';
import {
  pastedCells,
  type SampleGrid,
  type SampleRow,
  withCell,
  withKind,
  withoutRow,
  withPasted,
  withRow,
} from './grid-rows.ts';
import './sample-grid.css';

export interface CellPlace {
  row: number;
  column: number;
}

export interface SampleGridHandle {
  focus: (place: CellPlace) => void;
}

export interface SampleGridViewProps {
  label: string;
  grid: SampleGrid;
  canWrite: boolean;
  onChange: (grid: SampleGrid) => void;
  /** Where the cursor is; kept when the grid loses the focus to a button. */
  onPlace: (place: CellPlace) => void;
  handle: RefObject<SampleGridHandle | null>;
}

const rowPx = 28;
const headPx = 44;
/** Room for typing in columns that hold nothing yet. */
const minColumnPx = 112;

export function SampleGridView({ label, grid, canWrite, onChange, onPlace, handle }: SampleGridViewProps) {
  const t = useSampleText();
  const scroller = useRef<HTMLDivElement>(null);
  const { columns, rows, hasKinds } = grid;
  const seen = useRowWindow(scroller, rowPx, rows.length);
  /** A cell to be focused once it is drawn. */
  const [wanted, setWanted] = useState<CellPlace>();
  const shape = columns.map(({ name, type }) => `${name} ${type}`).join('\n');
  const widths = useMemo(
    () =>
      columnWidths(
        columns.map((column) => ({ ...column, nullable: true })),
        rows,
      ).map((px) => Math.max(minColumnPx, px)),
    // Columns must not jump under the hand that types.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shape],
  );
  const template = ['56px', ...(hasKinds ? ['80px'] : []), ...widths.map((px) => `${px}px`), '36px', 'minmax(0, 1fr)'];
  const style = { gridTemplateColumns: template.join(' ') };

  useEffect(() => {
    if (wanted === undefined) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${wanted.row}:${wanted.column}"]`);
    if (cell === null || cell === undefined) return;
    cell.focus();
    setWanted(undefined);
  }, [wanted, seen.first, seen.last, rows.length]);

  function focus(place: CellPlace): void {
    scrollToRow(scroller.current, place.row, rowPx, headPx);
    setWanted(place);
  }
  useImperativeHandle(handle, () => ({ focus }));

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>, row: number, column: number): void {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    const isAtEnd = selectionStart === value.length && selectionEnd === value.length;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowUp' && row > 0) focus({ row: row - 1, column });
    else if (event.key === 'ArrowDown' && row < rows.length - 1) focus({ row: row + 1, column });
    else if (event.key === 'ArrowLeft' && isAtStart && column > 0) focus({ row, column: column - 1 });
    else if (event.key === 'ArrowRight' && isAtEnd && column < columns.length - 1) focus({ row, column: column + 1 });
    else if (event.key === 'Enter') {
      if (row === rows.length - 1 && canWrite && rows.length < mostSampleRows) onChange(withRow(grid, row + 1));
      if (row < mostSampleRows - 1) focus({ row: row + 1, column });
    } else if (event.key === 'Backspace' && event.shiftKey && canWrite) onChange(withCell(grid, row, column, null));
    else return;
    event.preventDefault();
  }

  function onPaste(event: ClipboardEvent, row: number, column: number): void {
    const lines = canWrite ? pastedCells(event.clipboardData.getData('text/plain')) : undefined;
    if (lines === undefined) return;
    event.preventDefault();
    onChange(withPasted(grid, row, column, lines));
  }

  return (
    <div
      ref={scroller}
      className="ls-grid ls-sample-grid"
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows.length}
      aria-colcount={columns.length + 1}
      onScroll={seen.measure}
    >
      <div className="ls-grid-head" role="row" style={style}>
        <span role="columnheader" className="ls-grid-number" aria-label={t('row')}>
          #
        </span>
        {hasKinds ? <span role="columnheader">{t('kind')}</span> : null}
        {columns.map((column) => (
          <span
            key={column.name}
            role="columnheader"
            className={column.isKnown ? undefined : 'ls-sample-stranger'}
            title={column.isKnown ? column.type : t('column.unknownText')}
          >
            <b>{column.name}</b>
            <small>{column.isKnown ? shortType(column.type) : t('column.unknown', { column: column.name })}</small>
          </span>
        ))}
      </div>
      <div className="ls-grid-body" style={{ height: rows.length * rowPx }} role="presentation">
        {rows.slice(seen.first, seen.last).map((row, offset) => {
          const index = seen.first + offset;
          return (
            <GridLine
              key={index}
              index={index}
              row={row}
              grid={grid}
              canWrite={canWrite}
              style={{ ...style, transform: `translateY(${index * rowPx}px)` }}
              onChange={onChange}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              onPlace={onPlace}
            />
          );
        })}
      </div>
    </div>
  );
}

interface GridLineProps extends Pick<SampleGridViewProps, 'grid' | 'canWrite' | 'onChange' | 'onPlace'> {
  index: number;
  row: SampleRow;
  style: { gridTemplateColumns: string; transform: string };
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>, row: number, column: number) => void;
  onPaste: (event: ClipboardEvent, row: number, column: number) => void;
}

function GridLine({ index, row, grid, canWrite, style, onChange, onKeyDown, onPaste, onPlace }: GridLineProps) {
  const t = useSampleText();
  const number = index + 1;
  return (
    <div role="row" aria-rowindex={number} className="ls-grid-row" style={style}>
      <span role="rowheader" className="ls-grid-number">
        {number}
      </span>
      {grid.hasKinds ? (
        <span role="gridcell" className="ls-sample-cell">
          <select
            aria-label={t('kind.of', { row: number })}
            value={row.kind}
            disabled={!canWrite}
            onChange={(event) => onChange(withKind(grid, index, ChangeKind.parse(event.target.value)))}
          >
            {ChangeKind.options.map((kind) => (
              <option key={kind}>{kind}</option>
            ))}
          </select>
        </span>
      ) : null}
      {grid.columns.map((column, at) => {
        const text = row.cells[at] ?? null;
        const problem = problemOf(column.type, text);
        const says = problem === undefined ? undefined : cellProblemWords[problem][currentLanguage()];
        return (
          <span key={column.name} role="gridcell" className="ls-sample-cell">
            <input
              data-cell={`${index}:${at}`}
              aria-label={t('cell.of', { row: number, column: column.name })}
              aria-invalid={problem !== undefined}
              className={isNumeric({ ...column, nullable: true }) ? 'ls-grid-right' : undefined}
              title={says}
              value={text ?? ''}
              placeholder={text === null ? 'NULL' : ''}
              readOnly={!canWrite}
              spellCheck={false}
              autoComplete="off"
              onFocus={() => onPlace({ row: index, column: at })}
              onChange={({ target }) =>
                onChange(withCell(grid, index, at, target.value === '' && !isText(column.type) ? null : target.value))
              }
              onKeyDown={(event) => onKeyDown(event, index, at)}
              onPaste={(event) => onPaste(event, index, at)}
            />
          </span>
        );
      })}
      <span role="gridcell" className="ls-sample-cell">
        {canWrite ? (
          <button
            type="button"
            className="ls-sample-row-remove"
            aria-label={t('row.remove', { row: number })}
            title={t('row.remove', { row: number })}
            onClick={() => onChange(withoutRow(grid, index))}
          >
            ×
          </button>
        ) : null}
      </span>
    </div>
  );
}

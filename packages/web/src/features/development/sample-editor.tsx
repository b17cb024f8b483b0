/** The sample rows of one table, written as a grid or as text: two views of the same rows. */
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { useEffect, useRef, useState } from 'react';

import { readSampleText, type SampleRows, SampleTextError } from '@liusu/contract/sample';
import { cellProblemWords, sampleFaults, sampleFaultWords } from '@liusu/contract/sample-faults';

import { EmptyView } from '../../components/empty-view.tsx';
import { RemovalDialog } from '../../components/removal-dialog.tsx';
import { toldNow } from '../../lib/api.ts';
import { currentLanguage } from '../../lib/i18n.ts';
import { showToast } from '../../lib/toast.ts';
import {
  gridOf,
  problemsOf,
  rowsOf,
  type SampleGrid,
  type TableSchema,
  withCell,
  withRow,
} from './sample-grid/grid-rows.ts';
import { type CellPlace, type SampleGridHandle, SampleGridView } from './sample-grid/sample-grid-view.tsx';
import { SampleFaultsDialog } from './sample-faults-dialog.tsx';
import { SampleFile } from './sample-file.tsx';
import { type JudgedFile, judgeFile } from './sample-parts.ts';
import { useSampleText } from './sample-texts.ts';
import type { KeptSample, SampleBook } from './use-samples.ts';

export type SampleView = 'grid' | 'text';

export interface SampleEditorProps {
  table: string;
  /** Columns of the table; undefined while they are not known. */
  schema: TableSchema | undefined;
  sample: KeptSample | undefined;
  view: SampleView;
  onView: (view: SampleView) => void;
  book: SampleBook;
  canWrite: boolean;
  onUse: (isUsed: boolean) => void;
  /** Reads rows of a table from where they are. */
  onRecord: (table: string) => Promise<SampleRows>;
}

/** Rows as text to be edited: one object a line. */
export function textOfRows({ rows, kinds }: SampleRows): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row, i) => JSON.stringify(kinds === undefined ? row : { op: kinds[i] ?? '+I', ...row }));
  return `[\n  ${lines.join(',\n  ')}\n]`;
}

const noRows: SampleRows = { rows: [] };

export function SampleEditor(props: SampleEditorProps) {
  const { table, schema, sample, view, book, canWrite, onUse } = props;
  const t = useSampleText();
  const gridHandle = useRef<SampleGridHandle>(null);
  const [text, setText] = useState(textOfRows(sample ?? noRows));
  const [grid, setGrid] = useState(() => gridOf(sample ?? noRows, schema));
  const [place, setPlace] = useState<CellPlace>();
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [doubtful, setDoubtful] = useState<{ name: string; file: JudgedFile }>();
  const problems = problemsOf(grid);

  // Columns that become known, or change with the script, give the same rows other cells.
  useEffect(() => setGrid((known) => gridOf(rowsOf(known), schema)), [schema]);

  const wordsOf = (error: unknown): string =>
    error instanceof SampleTextError ? t(`problem.${error.reason}`, { line: error.line }) : toldNow(error);

  async function run(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }
  function show(rows: SampleRows): void {
    setText(textOfRows(rows));
    setGrid(gridOf(rows, schema));
  }
  /** `leftOut`: rows of the file that are not among them. */
  async function keep(rows: SampleRows, origin: KeptSample['origin'], leftOut = 0): Promise<void> {
    if (rows.rows.length === 0) throw new SampleTextError('empty', 1);
    const [fault] = sampleFaults(rows, schema?.columns ?? [], 1);
    if (fault !== undefined && origin === 'given')
      return setProblem(`${sampleFaultWords(fault)[currentLanguage()]}${t('stop')}`);
    await book.save(table, { ...rows, origin });
    show(rows);
    onUse(true);
    const told = leftOut === 0 ? undefined : t('file.taken', { count: leftOut });
    showToast('ok', t('saved', { table, count: rows.rows.length }), told);
  }
  async function take(picked: File): Promise<void> {
    const file = judgeFile(await picked.text(), schema?.columns ?? []);
    if (file.faults.length === 0) return keep(file.good, 'given');
    setDoubtful({ name: picked.name, file });
  }
  function save(): void {
    const [first] = problems;
    if (view === 'text') void run(() => keep(readSampleText(text), 'given'));
    else if (first === undefined) void run(() => keep(rowsOf(grid), 'given'));
    else gridHandle.current?.focus(first);
  }
  /** Both views show the same rows: a text that is none yet stays until it is. */
  function change(next: SampleView): void {
    setProblem(undefined);
    if (next === 'text') {
      setText(textOfRows(rowsOf(grid)));
      props.onView(next);
      return;
    }
    try {
      setGrid(gridOf(text.trim() === '' ? noRows : readSampleText(text), schema));
      props.onView(next);
    } catch (error) {
      setProblem(t('grid.cannotRead', { problem: wordsOf(error) }));
    }
  }
  function addRow(): void {
    const at = place === undefined ? grid.rows.length : Math.min(place.row + 1, grid.rows.length);
    setGrid(withRow(grid, at));
    gridHandle.current?.focus({ row: at, column: place?.column ?? 0 });
  }
  function setNull(): void {
    if (place === undefined) return;
    setGrid(withCell(grid, place.row, place.column, null));
    gridHandle.current?.focus(place);
  }

  function record(): void {
    setAsking(false);
    void run(async () => keep(await props.onRecord(table), 'recorded'));
  }
  // Rows that a person wrote are gone once others are kept in their place.
  const hasOwnRows = sample?.origin === 'given';

  return (
    <div className="ls-sample-text">
      <div className="ls-sample-bar">
        <Segmented<SampleView>
          size="small"
          value={view}
          onChange={change}
          options={[
            { value: 'grid', label: t('view.grid') },
            { value: 'text', label: t('view.text') },
          ]}
        />
        <Button size="small" type="primary" loading={isBusy} disabled={!canWrite} onClick={save}>
          {t('save')}
        </Button>
        {view === 'grid' && canWrite && grid.columns.length > 0 ? (
          <>
            <Button size="small" title={t('row.insertHint')} onClick={addRow}>
              {t('row.add')}
            </Button>
            <Button size="small" title={t('cell.nullHint')} disabled={place === undefined} onClick={setNull}>
              {t('cell.null')}
            </Button>
            <label className="ls-sample-kinds">
              <input
                type="checkbox"
                checked={grid.hasKinds}
                onChange={(event) => setGrid({ ...grid, hasKinds: event.target.checked })}
              />
              {t('kinds')}
            </label>
          </>
        ) : null}
        <SampleFile disabled={!canWrite || isBusy} onPick={(picked) => void run(() => take(picked))} />
        <Button
          size="small"
          disabled={!canWrite || isBusy}
          title={t('recordHint')}
          onClick={hasOwnRows ? () => setAsking(true) : record}
        >
          {t('record')}
        </Button>
        <span className="ls-grow" />
        {sample === undefined ? null : (
          <Button
            size="small"
            type="text"
            danger
            disabled={!canWrite || isBusy}
            onClick={() => void run(() => book.remove(table))}
          >
            {t('remove')}
          </Button>
        )}
      </div>
      {problem === undefined ? null : (
        <p className="ls-sample-problem" role="alert">
          {problem}
        </p>
      )}
      {view === 'text' ? (
        <textarea
          className="ls-mono"
          aria-label={t('rowsOf', { table })}
          placeholder={t('placeholder')}
          value={text}
          readOnly={!canWrite}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      ) : grid.columns.length === 0 ? (
        <EmptyView title={t('grid.noColumns')} text={t('grid.noColumnsText')} />
      ) : grid.rows.length === 0 ? (
        <EmptyView
          title={t('grid.empty')}
          text={t('grid.emptyText')}
          actions={
            <Button disabled={!canWrite} onClick={addRow}>
              {t('row.add')}
            </Button>
          }
        />
      ) : (
        <>
          <SampleGridView
            label={t('rowsOf', { table })}
            grid={grid}
            canWrite={canWrite}
            onChange={setGrid}
            onPlace={setPlace}
            handle={gridHandle}
          />
          <GridFoot grid={grid} place={place} problems={problems} onGoTo={(to) => gridHandle.current?.focus(to)} />
        </>
      )}
      {doubtful === undefined ? null : (
        <SampleFaultsDialog
          fileName={doubtful.name}
          file={doubtful.file}
          replaces={sample !== undefined}
          onTake={() => {
            setDoubtful(undefined);
            void run(() => keep(doubtful.file.good, 'given', doubtful.file.badRows));
          }}
          onClose={() => setDoubtful(undefined)}
        />
      )}
      {isAsking ? (
        <RemovalDialog
          title={t('record.title', { table })}
          okText={t('record')}
          removal={{ isPending: false, error: null }}
          onRemove={record}
          onClose={() => setAsking(false)}
        >
          {t('record.replaces')}
        </RemovalDialog>
      ) : null}
    </div>
  );
}

interface GridFootProps {
  grid: SampleGrid;
  place: CellPlace | undefined;
  problems: ReturnType<typeof problemsOf>;
  onGoTo: (place: CellPlace) => void;
}

/** What is wrong at the cursor, or with the first cell that is wrong; else how the grid is used. */
function GridFoot({ grid, place, problems, onGoTo }: GridFootProps) {
  const t = useSampleText();
  const here = problems.find(({ row, column }) => row === place?.row && column === place.column);
  const told = here ?? problems[0];
  return (
    <div className="ls-sample-foot" role="status">
      {told === undefined ? (
        t('grid.hint')
      ) : (
        <>
          <button type="button" onClick={() => onGoTo(told)}>
            {t('grid.first', {
              row: told.row + 1,
              column: grid.columns[told.column]?.name ?? '',
              problem: cellProblemWords[told.problem][currentLanguage()],
            })}
          </button>
          {problems.length > 1 ? <span>{t('grid.cellsLeft', { count: problems.length })}</span> : null}
        </>
      )}
    </div>
  );
}

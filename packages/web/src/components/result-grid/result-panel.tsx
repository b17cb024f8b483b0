/** A running or ended preview: its state, the two views of its rows, and what can be done with them. */
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { useMemo, useState } from 'react';

import { ApiError } from '@liusu/contract/client';
import { messageIn, type Problem, type SqlPosition } from '@liusu/contract/problem';
import { ChangeKind } from '@liusu/contract/sql';

import { formatDuration, formatExact, formatRate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { showToast } from '../../lib/toast.ts';
import { EmptyView } from '../empty-view.tsx';
import { ErrorView } from '../error-view.tsx';
import { MenuButton } from '../menu-button.tsx';
import { PhaseDot } from '../phase-tag.tsx';
import type { Look } from '../phase-texts.ts';
import { downloadText } from './download.ts';
import { toCsv, toJson, toTabText } from './export-rows.ts';
import { PreviewFailure, type PreviewSnapshot, type PreviewState } from './preview-run.ts';
import { ResultChart } from './result-chart.tsx';
import { type GridRow, type GridSelection, kindSign, ResultGrid, selectedRows } from './result-grid.tsx';
import { useText } from './texts.ts';
import { isActive } from './use-preview.ts';

export interface ResultPanelProps {
  snapshot: PreviewSnapshot | undefined;
  limit: number;
  timeoutMs: number;
  /** Base of the names of downloaded files. */
  fileName: string;
  runKey: string;
  onStop: () => void;
  /** Jumps to a place in the script an error names. */
  onGoTo?: (position: SqlPosition) => void;
}

type View = 'table' | 'changelog' | 'chart';

const looks: Record<PreviewState, Look> = {
  starting: 'busy',
  running: 'ok',
  finished: 'done',
  limit: 'done',
  timeout: 'done',
  stopped: 'quiet',
  failed: 'bad',
};

export function ResultPanel(props: ResultPanelProps) {
  const t = useText();
  const [chosenView, setView] = useState<View>();
  const [frozen, setFrozen] = useState<PreviewSnapshot>();
  const [selection, setSelection] = useState<GridSelection>();
  const live = props.snapshot;
  // A pause belongs to the run it was made in.
  const isPaused = frozen !== undefined && frozen.startedAtMs === live?.startedAtMs;
  const shown = isPaused ? frozen : live;
  const hasUpdates = shown?.changes.some((change) => change.kind !== '+I') ?? false;
  const view = chosenView ?? (hasUpdates ? 'table' : 'changelog');
  const rows = useMemo<GridRow[]>(() => {
    if (shown === undefined) return [];
    if (view !== 'changelog')
      return shown.rows.map((row, index) => ({ id: row.id, number: index + 1, cells: row.cells }));
    return shown.changes.map(({ number, kind, cells }) => ({ id: number, number, kind, cells }));
  }, [shown, view]);

  if (live === undefined || shown === undefined) {
    return <EmptyView title={t('empty.title')} text={t('empty.text', { key: props.runKey })} />;
  }
  return (
    <div className="ls-result">
      <div className="ls-result-bar">
        <Segmented<View>
          size="small"
          value={view}
          onChange={(next) => {
            setView(next);
            setSelection(undefined);
          }}
          options={[
            { value: 'table', label: t('view.table') },
            { value: 'changelog', label: t('view.changelog') },
            { value: 'chart', label: t('view.chart') },
          ]}
        />
        <Progress
          {...props}
          snapshot={live}
          isPaused={isPaused}
          tableRows={view === 'changelog' ? undefined : rows.length}
        />
        {isPaused ? (
          <span className="ls-num ls-steady-minor">{t('paused.more', { count: live.total - frozen.total })}</span>
        ) : null}
        <span className="ls-grow" />
        {view === 'changelog' ? <Legend /> : null}
        <span className="ls-result-actions">
          {isActive(live) ? (
            <>
              <Button size="small" onClick={() => setFrozen(isPaused ? undefined : live)}>
                {isPaused ? t('resume') : t('pause')}
              </Button>
              <Button size="small" danger onClick={props.onStop}>
                {t('stop')}
              </Button>
            </>
          ) : null}
          <Exports columns={shown.columns} rows={rows} selection={selection} fileName={props.fileName} />
        </span>
      </div>
      {shown.leftOut > 0 && view !== 'changelog' ? (
        <p className="ls-result-note">{t('leftOut', { count: shown.leftOut })}</p>
      ) : null}
      {live.error === undefined ? null : <Failure error={live.error} onGoTo={props.onGoTo} />}
      <Body
        snapshot={live}
        rows={rows}
        grid={
          view === 'chart' ? (
            <ResultChart columns={shown.columns} rows={shown.rows} />
          ) : (
            <ResultGrid
              key={view}
              columns={shown.columns}
              rows={rows}
              showKind={view === 'changelog'}
              follow={view === 'changelog' && isActive(live) && !isPaused}
              selection={selection}
              onSelect={setSelection}
            />
          )
        }
      />
    </div>
  );
}

function Body({
  snapshot,
  rows,
  grid,
}: {
  snapshot: PreviewSnapshot;
  rows: readonly GridRow[];
  grid: React.ReactNode;
}) {
  const t = useText();
  if (snapshot.columns.length > 0 && (rows.length > 0 || snapshot.total > 0)) return grid;
  if (snapshot.state === 'starting') return <EmptyView title={t('state.starting')} text={t('starting.text')} />;
  if (snapshot.state === 'running') return <EmptyView title={t('waiting.title')} text={t('waiting.text')} />;
  if (snapshot.state === 'failed') return null;
  return snapshot.state === 'finished' ? (
    <EmptyView title={t('none.title')} text={t('none.text')} />
  ) : (
    <EmptyView title={t(`state.${snapshot.state}`)} />
  );
}

interface ProgressProps {
  snapshot: PreviewSnapshot;
  isPaused: boolean;
  limit: number;
  timeoutMs: number;
  tableRows: number | undefined;
}

function Progress({ snapshot, isPaused, limit, timeoutMs, tableRows }: ProgressProps) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const elapsedMs = (snapshot.endedAtMs ?? Math.max(now, snapshot.startedAtMs)) - snapshot.startedAtMs;
  const isRunning = isActive(snapshot);
  const most = formatExact(limit, language);
  const widest = t('progress.of', { rows: most, limit: most });
  const elapsed = formatDuration(isRunning ? Math.floor(elapsedMs / 1000) * 1000 : elapsedMs, language);
  return (
    <>
      <span className="ls-result-state">
        <PhaseDot look={looks[snapshot.state]} />
        {t(isRunning && isPaused ? 'state.paused' : `state.${snapshot.state}`)}
      </span>
      <Steady shown={t('progress.of', { rows: formatExact(snapshot.total, language), limit: most })} widest={widest} />
      {tableRows === undefined ? null : (
        <Steady
          isMinor
          shown={t('table.rows', { rows: formatExact(tableRows, language) })}
          widest={t('table.rows', { rows: most })}
        />
      )}
      {isRunning ? (
        <Steady isMinor shown={formatRate(snapshot.perSecond, language)} widest={formatRate(99_900, language)} />
      ) : null}
      <Steady shown={elapsed} widest={isRunning ? formatDuration(timeoutMs - 1000, language) : elapsed} />
      {isRunning ? (
        <span className="ls-num ls-steady-minor">
          {t('progress.until', { limit: formatDuration(timeoutMs, language) })}
        </span>
      ) : null}
    </>
  );
}

/** A figure that grows in a place that does not: as wide as it will ever be. A minor one gives way where the bar is narrow. */
function Steady({ shown, widest, isMinor = false }: { shown: string; widest: string; isMinor?: boolean }) {
  return (
    <span className={isMinor ? 'ls-num ls-steady ls-steady-minor' : 'ls-num ls-steady'} data-widest={widest}>
      {shown}
    </span>
  );
}

function Legend() {
  const t = useText();
  const classes = { '+I': 'insert', '-U': 'before', '+U': 'after', '-D': 'delete' } as const;
  return (
    <span className="ls-result-legend" aria-label={t('legend')} role="group">
      {ChangeKind.options.map((kind) => (
        <span key={kind} className={`ls-kind ls-kind-${classes[kind]}`}>
          <b>{kindSign(kind)}</b>
          {t(`kind.${kind}`)}
        </span>
      ))}
    </span>
  );
}

interface ExportsProps {
  columns: PreviewSnapshot['columns'];
  rows: readonly GridRow[];
  selection: GridSelection | undefined;
  fileName: string;
}

function Exports({ columns, rows, selection, fileName }: ExportsProps) {
  const t = useText();
  const chosen = selection === undefined ? rows : selectedRows(rows, selection);
  const kindsOf = (): string[] | undefined =>
    rows[0]?.kind === undefined ? undefined : rows.map((row) => row.kind ?? '');
  const cellsOf = (of: readonly GridRow[]) => of.map((row) => row.cells);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(toTabText(columns, cellsOf(chosen)));
    showToast('ok', t('copied.rows', { count: chosen.length }));
  }
  if (rows.length === 0) return null;
  return (
    <>
      <Button size="small" onClick={() => void copy()}>
        {selection === undefined ? t('copyAll') : t('copyRows')}
      </Button>
      <MenuButton
        label={t('download')}
        align="end"
        className="ls-text-button"
        items={[
          {
            key: 'csv',
            label: t('download.csv'),
            onSelect: () => downloadText(`${fileName}.csv`, 'text/csv', toCsv(columns, cellsOf(rows), kindsOf())),
          },
          {
            key: 'json',
            label: t('download.json'),
            onSelect: () =>
              downloadText(`${fileName}.json`, 'application/json', toJson(columns, cellsOf(rows), kindsOf())),
          },
        ]}
      >
        {t('download')}
      </MenuButton>
    </>
  );
}

/** True when what is said of the place stands in the sentence above it already. */
function isTold(problem: Problem | undefined, { message }: { message: string }): boolean {
  return problem?.positions?.length === 1 && problem.detail.includes(message);
}

function Failure({ error, onGoTo }: { error: unknown; onGoTo: ResultPanelProps['onGoTo'] }) {
  const t = useText();
  const language = useLanguage();
  const problem =
    error instanceof PreviewFailure ? error.problem : error instanceof ApiError ? error.problem : undefined;
  const shown =
    error instanceof PreviewFailure && problem !== undefined
      ? new ApiError(problem.code, problem.status, problem.detail, problem)
      : error;
  const positions = problem?.positions ?? [];
  // Of one place its own words are better than those of the code.
  const [only] = positions.length === 1 ? positions : [];
  return (
    <div className="ls-result-error">
      <ErrorView error={shown} remedy={only?.remedy?.[language]} />
      <ul className="ls-result-places">
        {positions.map((position, index) => (
          <li key={index}>
            <button type="button" className="ls-result-place" onClick={() => onGoTo?.(position)}>
              {t('goTo', { line: position.line, column: position.column })}
            </button>
            {isTold(problem, position) ? null : <span> {messageIn(position, language)}</span>}
            {position === only || position.remedy === undefined ? null : <small> {position.remedy[language]}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}

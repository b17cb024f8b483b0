/** Where the script's rows come from and go to; for a table, which other scripts of the project name it. */
import Button from 'antd/es/button';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';

import type { SqlPosition } from '@liusu/contract/problem';

import { paths } from '../../app/paths.ts';
import { EmptyView } from '../../components/empty-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScriptSearch } from './folder-api.ts';
import { lineageOf, type LineageTable, shortName } from './lineage.ts';
import './plan-panel.css';
import { useText } from './texts.ts';
import type { PlanState } from './use-plan.ts';

const LineageGraph = lazy(async () => ({
  default: (await import('../../components/graph/lineage-graph.tsx')).LineageGraph,
}));

export interface LineagePanelProps {
  projectId: string;
  /** The job whose script it is: not listed among the others. */
  documentKey: string;
  state: PlanState;
  script: string;
  onExplain: () => void;
  onGoTo: (place: SqlPosition) => void;
}

const roleOf = ({ isRead, isWritten }: LineageTable) => (isRead && isWritten ? 'both' : isWritten ? 'sink' : 'source');

export function LineagePanel({ projectId, documentKey, state, script, onExplain, onGoTo }: LineagePanelProps) {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const explanation = state.kind === 'ready' ? state.explanation : undefined;
  // The graph is laid out again only when these change, not with every key.
  const lineage = useMemo(() => (explanation === undefined ? undefined : lineageOf(explanation)), [explanation]);
  const drawn = useMemo(
    () =>
      lineage?.tables.map((each) => ({ name: each.name, title: shortName(each.name), role: roleOf(each) }) as const),
    [lineage],
  );
  const again = (
    <Button size="small" onClick={onExplain}>
      {t('lineage.ask')}
    </Button>
  );
  if (state.kind === 'idle')
    return <EmptyView title={t('lineage.idle')} text={t('lineage.idleText')} actions={again} />;
  if (state.kind === 'failed') {
    return (
      <div className="ls-plan-note">
        <ErrorView error={state.error} onRetry={onExplain} />
      </div>
    );
  }
  if (lineage === undefined || drawn === undefined) {
    return (
      <div className="ls-plan-note" role="status" aria-label={t('plan.loading')}>
        <Skeleton rows={4} />
      </div>
    );
  }
  if (lineage.tables.length === 0) return <EmptyView title={t('lineage.none')} text={t('lineage.noneText')} />;
  const table = lineage.tables.find(({ name }) => name === chosen);

  function choose(name: string): void {
    setChosen(name);
    const origin = lineage?.tables.find((each) => each.name === name)?.origin ?? null;
    if (origin !== null) onGoTo(origin);
  }

  return (
    <div className="ls-plan">
      <div className="ls-plan-bar">
        {state.kind === 'ready' && state.script !== script ? (
          <span className="ls-plan-old">{t('plan.old')}</span>
        ) : null}
        <span className="ls-grow" />
        {again}
      </div>
      <div className="ls-plan-parts">
        <div className="ls-plan-drawing">
          <Suspense fallback={<Skeleton rows={4} />}>
            <LineageGraph tables={drawn} flows={lineage.flows} chosen={chosen} onChoose={choose} />
          </Suspense>
        </div>
        <section className="ls-plan-advice" aria-label={t('lineage.others')}>
          {table === undefined ? (
            <p className="ls-panel-note">{t('lineage.choose')}</p>
          ) : (
            <Others projectId={projectId} documentKey={documentKey} table={table.name} />
          )}
        </section>
      </div>
    </div>
  );
}

/** Scripts that name the table by its last part. A name says nothing of catalogs: the place is shown to be judged. */
function Others({ projectId, documentKey, table }: { projectId: string; documentKey: string; table: string }) {
  const t = useText();
  const word = table.slice(table.lastIndexOf('.') + 1);
  const found = useScriptSearch(projectId, word, false);
  if (found.error !== null) return <ErrorView error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Skeleton rows={3} />;
  const others = found.data.items.filter(({ jobId }) => jobId !== documentKey);
  return (
    <>
      <h2>{others.length === 0 ? t('lineage.noOthers', { table: word }) : t('lineage.othersOf', { table: word })}</h2>
      <ul>
        {others.map((match) => (
          <li key={`${match.jobId}:${match.line}:${match.column}`}>
            <Link
              className="ls-plan-item"
              to={paths.editorJob(projectId, match.jobId)}
              state={{
                reveal: { line: match.line, column: match.column, endLine: match.line, endColumn: match.endColumn },
              }}
            >
              <strong>{match.jobName}</strong>
              <span className="ls-problem-place">{`${match.line}:${match.column}`}</span>
              <code className="ls-plan-why">{match.text.trim()}</code>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

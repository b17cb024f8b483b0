/** The live page of a scenario: one streaming query feeds every panel. Fit for a wall screen. */
import Button from 'antd/es/button';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';

import type { Scenario } from '@liusu/contract/scenario';

import { paths } from '../../app/paths.ts';
import { EmptyView } from '../../components/empty-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { MenuButton } from '../../components/menu-button.tsx';
import { PhaseTag } from '../../components/phase-tag.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCan } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { isFeeding, useScenario, useScenarioJobs } from './api.ts';
import { dataTime, FeederLine } from './feeder-line.tsx';
import { Freshness } from './freshness.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { rowsByPanel } from './panel-model.ts';
import { PanelView } from './panel-view.tsx';
import './scenarios.css';
import { useText } from './texts.ts';
import { type LiveQuery, type LiveRows, useLiveRows } from './use-live-rows.ts';

export function ScenarioPage() {
  const t = useText();
  const language = useLanguage();
  const projectId = useProjectId();
  const scenarioId = useParams()['scenarioId'] ?? '';
  const scenario = useScenario(projectId, scenarioId);
  const canImport = useCan(projectId, 'developer');
  const [importing, setImporting] = useState(false);
  const data = scenario.data;
  usePage({
    title: data?.name[language] ?? t('title'),
    parents: [
      { title: t('development'), to: paths.editor(projectId) },
      { title: t('title'), to: paths.scenarios(projectId) },
    ],
  });

  if (data === undefined) {
    return (
      <div className="ls-page">
        {scenario.error === null ? (
          <Skeleton rows={10} />
        ) : (
          <ErrorView error={scenario.error} size="page" onRetry={() => void scenario.refetch()} />
        )}
      </div>
    );
  }
  if (!data.imported) {
    return (
      <div className="ls-page">
        <div className="ls-page-head">
          <h1>{data.name[language]}</h1>
        </div>
        <p className="ls-scenario-text">{data.description[language]}</p>
        <EmptyView
          title={t('notImported.title')}
          text={t('notImported.text')}
          actions={
            canImport ? (
              <Button type="primary" onClick={() => setImporting(true)}>
                {t('import')}
              </Button>
            ) : undefined
          }
        />
        {importing ? (
          <ImportDialog
            projectId={projectId}
            scenario={data}
            onClose={() => setImporting(false)}
            onImported={() => setImporting(false)}
          />
        ) : null}
      </div>
    );
  }
  return <Wall projectId={projectId} scenario={data} />;
}

function Wall({ projectId, scenario }: { projectId: string; scenario: Scenario }) {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const canRun = useCan(projectId, 'developer');
  const wall = useRef<HTMLDivElement>(null);
  const [isFull, setFull] = useState(false);
  const { dashboard, feeder } = scenario;
  const query: LiveQuery | undefined =
    dashboard === null || !canRun ? undefined : { projectId, sql: dashboard.liveSql, keyColumns: dashboard.keyColumns };
  const live = useLiveRows(query);
  const byPanel = useMemo(
    () => rowsByPanel(live.columns, live.rows, dashboard?.panelColumn ?? ''),
    [live.columns, live.rows, dashboard?.panelColumn],
  );
  useEffect(() => {
    const onChange = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);

  return (
    <div className="ls-wall" ref={wall}>
      <header className="ls-wall-head">
        <div className="ls-wall-name">
          <h1>{scenario.name[language]}</h1>
          <Freshness live={live} isFeeding={isFeeding(scenario)} canRun={canRun} />
        </div>
        {feeder?.simulatedTime == null ? null : (
          <div className="ls-wall-clock">
            <span>{t('simulated')}</span>
            <time>{dataTime(feeder.simulatedTime)}</time>
          </div>
        )}
        <FeederLine projectId={projectId} scenario={scenario} />
        <div className="ls-wall-verbs">
          {canRun && scenario.queries.length > 0 ? (
            <MenuButton
              label={t('batch')}
              align="end"
              items={scenario.queries.map((each, index) => ({
                key: String(index),
                label: each.name[language],
                onSelect: () =>
                  void navigate(
                    `${paths.editor(projectId)}?scenario=${encodeURIComponent(scenario.id)}&query=${index}`,
                  ),
              }))}
            >
              {t('batch')}
            </MenuButton>
          ) : null}
          <Button onClick={() => void (isFull ? document.exitFullscreen() : wall.current?.requestFullscreen())}>
            {isFull ? t('fullscreen.leave') : t('fullscreen')}
          </Button>
        </div>
      </header>
      <Panels scenario={scenario} live={live} byPanel={byPanel} />
      <JobStrip projectId={projectId} scenarioId={scenario.id} />
    </div>
  );
}

interface PanelsProps {
  scenario: Scenario;
  live: LiveRows;
  byPanel: ReturnType<typeof rowsByPanel>;
}

function Panels({ scenario, live, byPanel }: PanelsProps) {
  const t = useText();
  if (scenario.dashboard === null) return <EmptyView title={t('noDashboard')} />;
  return (
    <>
      {live.state === 'failed' && live.rows.length === 0 ? <ErrorView error={live.error} /> : null}
      <div className="ls-wall-grid">
        {scenario.dashboard.panels.map((panel) => (
          <PanelView key={panel.key} panel={panel} rows={byPanel.get(panel.key) ?? []} />
        ))}
      </div>
    </>
  );
}

function JobStrip({ projectId, scenarioId }: { projectId: string; scenarioId: string }) {
  const t = useText();
  const jobs = useScenarioJobs(projectId, scenarioId, true);
  if (jobs.data === undefined || jobs.data.items.length === 0) return null;
  return (
    <footer className="ls-wall-jobs">
      <span className="ls-muted">{t('jobs.title')}</span>
      {jobs.data.items.map((job) => (
        <Link key={job.id} to={paths.job(projectId, job.id)}>
          {job.name} <PhaseTag phase={job.phase} observation={job.observation} />
        </Link>
      ))}
    </footer>
  );
}

/** All scenarios as cards: what each brings, whether it is imported, how far its data is. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import type { Scenario } from '@liusu/contract/scenario';

import { paths } from '../../app/paths.ts';
import { EmptyView } from '../../components/empty-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCan } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useScenarios } from './api.ts';
import { FeederLine } from './feeder-line.tsx';
import { ImportDialog } from './import-dialog.tsx';
import './scenarios.css';
import { useText } from './texts.ts';

export function ScenariosPage() {
  const t = useText();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const scenarios = useScenarios(projectId);
  const [importing, setImporting] = useState<Scenario>();
  usePage({ title: t('title'), parents: [{ title: t('development'), to: paths.editor(projectId) }] });

  return (
    <div className="ls-page">
      <div className="ls-page-head">
        <h1>{t('title')}</h1>
        <p className="ls-muted">{t('intro')}</p>
      </div>
      {scenarios.error !== null && scenarios.data === undefined ? (
        <ErrorView error={scenarios.error} size="page" onRetry={() => void scenarios.refetch()} />
      ) : null}
      {scenarios.isPending ? <Skeleton rows={6} /> : null}
      {scenarios.data?.items.length === 0 ? <EmptyView title={t('none')} text={t('noneText')} /> : null}
      <div className="ls-scenarios">
        {scenarios.data?.items.map((scenario) => (
          <ScenarioCard
            key={scenario.id}
            projectId={projectId}
            scenario={scenario}
            onImport={() => setImporting(scenario)}
          />
        ))}
      </div>
      {importing === undefined ? null : (
        <ImportDialog
          projectId={projectId}
          scenario={importing}
          onClose={() => setImporting(undefined)}
          onImported={() => {
            setImporting(undefined);
            void navigate(paths.scenario(projectId, importing.id));
          }}
        />
      )}
    </div>
  );
}

interface ScenarioCardProps {
  projectId: string;
  scenario: Scenario;
  onImport: () => void;
}

function ScenarioCard({ projectId, scenario, onImport }: ScenarioCardProps) {
  const t = useText();
  const language = useLanguage();
  const canImport = useCan(projectId, 'developer');
  return (
    <article className="ls-panel ls-scenario">
      <header>
        <h2>
          <Link to={paths.scenario(projectId, scenario.id)}>{scenario.name[language]}</Link>
        </h2>
        {scenario.imported ? <span className="ls-scenario-mark">{t('imported')}</span> : null}
      </header>
      <p>{scenario.description[language]}</p>
      <ul className="ls-scenario-parts">
        {scenario.jobs.map((job) => (
          <li key={job.key}>
            {job.jobId === null ? (
              job.name[language]
            ) : (
              <Link to={paths.editorJob(projectId, job.jobId)}>{job.name[language]}</Link>
            )}
          </li>
        ))}
      </ul>
      {scenario.imported ? <FeederLine projectId={projectId} scenario={scenario} /> : null}
      <footer>
        <span className="ls-muted">
          {t('jobs', { count: scenario.jobs.length })} · {t('queries', { count: scenario.queries.length })}
        </span>
        <span className="ls-grow" />
        {scenario.imported ? (
          <Link className="ls-menu-button" to={paths.scenario(projectId, scenario.id)}>
            {t('open')}
          </Link>
        ) : canImport ? (
          <Button type="primary" onClick={onImport}>
            {t('import')}
          </Button>
        ) : null}
      </footer>
    </article>
  );
}

/** One job: header, then tabs whose state is in the address. Each tab is fetched when it is opened. */
import { useQuery } from '@tanstack/react-query';
import Tabs from 'antd/es/tabs';
import { lazy, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';

import type { JobDetail } from '@liusu/contract/job';

import { paths, type JobTab } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { isHidden } from '../../components/phase-tag.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { Copyable } from '../../components/values.tsx';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { clustersQuery, jobQuery } from './api.ts';
import './commands.css';
import { ExternalNote } from './external-note.tsx';
import { JobActions } from './job-actions.tsx';
import { JobPhase } from './job-phase.tsx';
import './job-page.css';
import './jobs-page.css';
import { useText } from './texts.ts';

export interface JobTabProps {
  job: JobDetail;
}

const tabs: Record<JobTab, React.LazyExoticComponent<React.ComponentType<JobTabProps>>> = {
  overview: lazy(async () => ({ default: (await import('./detail/overview-tab.tsx')).OverviewTab })),
  graph: lazy(async () => ({ default: (await import('./detail/graph-tab.tsx')).GraphTab })),
  checkpoints: lazy(async () => ({ default: (await import('./detail/checkpoints-tab.tsx')).CheckpointsTab })),
  runs: lazy(async () => ({ default: (await import('./detail/runs-tab.tsx')).RunsTab })),
  events: lazy(async () => ({ default: (await import('./detail/events-tab.tsx')).EventsTab })),
  exceptions: lazy(async () => ({ default: (await import('./detail/exceptions-tab.tsx')).ExceptionsTab })),
  logs: lazy(async () => ({ default: (await import('./detail/logs-tab.tsx')).LogsTab })),
  settings: lazy(async () => ({ default: (await import('./detail/settings-tab.tsx')).SettingsTab })),
};
const tabNames = Object.keys(tabs) as JobTab[];

function isTab(name: string | null): name is JobTab {
  return name !== null && (tabNames as string[]).includes(name);
}

export function JobPage() {
  const t = useText();
  const projectId = useProjectId();
  const jobId = useParams()['jobId'] ?? '';
  const [params, setParams] = useSearchParams();
  const job = useQuery(jobQuery(jobId));
  const clusters = useQuery(clustersQuery());
  const name = params.get('tab');
  const tab = isTab(name) ? name : 'overview';
  const Tab = tabs[tab];
  const environment = clusters.data?.find((cluster) => cluster.id === job.data?.clusterId)?.environment;
  usePage({
    title: job.data?.name ?? jobId,
    parents: [{ title: t('module') }, { title: t('list.title'), to: paths.jobs(projectId) }],
    environment,
  });

  if (job.data === undefined) {
    return (
      <div className="ls-page" aria-busy={job.error === null}>
        {job.error === null ? (
          <>
            <Skeleton rows={2} widths={['240px', '420px']} />
            <div className="ls-panel ls-panel-body">
              <Skeleton rows={8} />
            </div>
          </>
        ) : (
          <>
            <h1 className="ls-visually-hidden">{t('list.title')}</h1>
            <ErrorView error={job.error} size="page" onRetry={() => void job.refetch()} retrying={job.isFetching} />
          </>
        )}
      </div>
    );
  }
  return (
    <div className="ls-page ls-job">
      <header className="ls-page-head ls-job-head">
        <h1>{job.data.name}</h1>
        <JobPhase job={job.data} />
        {job.data.observation.state === 'FRESH' || isHidden(job.data.phase, job.data.observation) ? null : (
          <StaleNote at={job.data.observation.at} evidence={job.data.observation.evidence} />
        )}
        <span className="ls-grow" />
        <Copyable value={job.data.id} mono />
        <JobActions job={job.data} size="page" />
      </header>
      {job.error === null ? null : (
        <ErrorView error={job.error} onRetry={() => void job.refetch()} retrying={job.isFetching} />
      )}
      {job.data.kind === 'external' ? <ExternalNote job={job.data} /> : null}
      <Tabs
        activeKey={tab}
        onChange={(next) => setParams(next === 'overview' ? {} : { tab: next }, { replace: true })}
        items={tabNames.map((key) => ({
          key,
          label: t(`tab.${key}`),
          children:
            key === tab ? (
              <Suspense fallback={<Skeleton rows={6} />}>
                <Tab job={job.data} />
              </Suspense>
            ) : null,
        }))}
      />
    </div>
  );
}

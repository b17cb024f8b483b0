/** Overview: is everything well, and if not, what needs a person. */
import { useMemo } from 'react';
import { Link } from 'react-router';

import type { Overview } from '@liusu/contract/overview';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { EventList } from '../../components/event-list.tsx';
import { eventTitle, isChartMark } from '../../components/event-texts.ts';
import { RateChart } from '../../components/rate-chart.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Rate } from '../../components/values.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useOverview } from './api.ts';
import { Attention } from './attention.tsx';
import { ClusterCards } from './cluster-cards.tsx';
import { Doors } from './doors.tsx';
import { HealthLine } from './health-line.tsx';
import './overview-page.css';
import { PhaseBar } from './phase-bar.tsx';
import { useText } from './texts.ts';

const eventsShown = 15;

export function OverviewPage() {
  const t = useText();
  const projectId = useProjectId();
  const overview = useOverview(projectId);
  usePage({ title: t('title') });

  if (overview.data === undefined) {
    if (overview.error === null) return <LoadingOverview />;
    return (
      <div className="ls-page">
        <h1 className="ls-visually-hidden">{t('title')}</h1>
        <ErrorView
          error={overview.error}
          size="page"
          retrying={overview.isFetching}
          onRetry={() => void overview.refetch()}
        />
      </div>
    );
  }
  return (
    <>
      {overview.error === null ? null : (
        <div className="ls-overview-error">
          <ErrorView error={overview.error} retrying={overview.isFetching} onRetry={() => void overview.refetch()} />
        </div>
      )}
      <FullOverview overview={overview.data} projectId={projectId} />
    </>
  );
}

function countJobs(overview: Overview): number {
  return Object.values(overview.jobsByPhase).reduce((sum, count) => sum + count, 0);
}

function FullOverview({ overview, projectId }: { overview: Overview; projectId: string }) {
  const t = useText();
  const language = useLanguage();
  const last = overview.throughput.at(-1);
  const marks = useMemo(
    () =>
      overview.events
        .filter(isChartMark)
        .map((event) => ({ at: event.at, label: `${event.jobName} ${eventTitle(event)}`, severity: event.severity })),
    // The labels are texts of the language shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [overview.events, language],
  );
  const isEmpty = countJobs(overview) === 0;

  return (
    <div className="ls-page ls-overview">
      <HealthLine overview={overview} />
      {isEmpty ? <Doors projectId={projectId} /> : <PhaseBar counts={overview.jobsByPhase} projectId={projectId} />}
      <div className="ls-overview-main">
        {isEmpty ? null : (
          <section className="ls-panel">
            <div className="ls-panel-head">
              <h2>{t('throughput')}</h2>
              <span className="ls-muted">{t('throughput.text')}</span>
              <span className="ls-grow" />
              <span className="ls-overview-now">
                {t('now')}{' '}
                <b>
                  <Rate perS={last?.in ?? null} />
                </b>{' '}
                →{' '}
                <b>
                  <Rate perS={last?.out ?? null} />
                </b>
              </span>
            </div>
            <div className="ls-overview-chart">
              <RateChart title={t('throughput')} points={overview.throughput} marks={marks} heightPx={248} />
            </div>
          </section>
        )}
        <section className="ls-panel">
          <div className="ls-panel-head">
            <h2>{t('events')}</h2>
          </div>
          {overview.events.length === 0 ? (
            <p className="ls-overview-none">{t('events.none')}</p>
          ) : (
            <EventList
              events={overview.events.slice(0, eventsShown)}
              jobPath={(jobId) => paths.job(projectId, jobId, 'events')}
            />
          )}
        </section>
      </div>
      <div className="ls-overview-side">
        {isEmpty ? null : <Attention items={overview.attention} projectId={projectId} />}
        <section className="ls-panel">
          <div className="ls-panel-head">
            <h2>{t('clusters')}</h2>
            <span className="ls-grow" />
            <Link to={paths.clusters(projectId)}>{overview.clusters.length}</Link>
          </div>
          <ClusterCards clusters={overview.clusters} />
        </section>
      </div>
    </div>
  );
}

function LoadingOverview() {
  return (
    <div className="ls-page ls-overview" aria-busy="true">
      <div className="ls-overview-health">
        <Skeleton rows={2} widths={['160px', '280px']} />
      </div>
      <div className="ls-panel ls-panel-body ls-overview-phases">
        <Skeleton rows={1} widths={['60%']} />
      </div>
      {(['main', 'side'] as const).map((place) => (
        <div key={place} className={`ls-overview-${place}`}>
          <div className="ls-panel ls-panel-body">
            <Skeleton rows={place === 'main' ? 9 : 5} />
          </div>
          <div className="ls-panel ls-panel-body">
            <Skeleton rows={6} />
          </div>
        </div>
      ))}
    </div>
  );
}

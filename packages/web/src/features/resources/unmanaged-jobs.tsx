/** Flink jobs of a cluster that Liusu has no run for: whose they are, and which can be taken over. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';

import type { Cluster, UnmanagedJob } from '@liusu/contract/cluster';

import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { Ago, Copyable } from '../../components/values.tsx';
import { AdoptDialog } from './adopt-dialog.tsx';
import { unmanagedJobsQuery } from './api.ts';
import { useUnmanagedText } from './unmanaged-texts.ts';

export function UnmanagedJobs({ cluster, canAdminister }: { cluster: Cluster; canAdminister: boolean }) {
  const t = useUnmanagedText();
  const jobs = useQuery(unmanagedJobsQuery(cluster.id));
  const [adopting, setAdopting] = useState<UnmanagedJob>();
  const count = jobs.data?.length ?? 0;
  return (
    <section aria-label={t('title')}>
      <h2>
        {t('title')}
        {count === 0 ? null : <span className="ls-res-count">{count}</span>}
      </h2>
      {jobs.data === undefined ? (
        jobs.error === null ? (
          <Skeleton rows={2} />
        ) : (
          <ErrorView error={jobs.error} onRetry={() => void jobs.refetch()} retrying={jobs.isFetching} />
        )
      ) : count === 0 ? (
        <p className="ls-muted">{cluster.observation.at === null ? t('unknown') : t('none')}</p>
      ) : (
        <>
          <p className="ls-muted">{t('text')}</p>
          {cluster.observation.state === 'FRESH' ? null : (
            <StaleNote at={cluster.observation.at} evidence={cluster.observation.evidence} />
          )}
          <ul className="ls-res-unmanaged">
            {jobs.data.map((job) => (
              <Row
                key={job.flinkJobId}
                job={job}
                canAdminister={canAdminister}
                isSeen={cluster.observation.state !== 'UNREACHABLE'}
                onAdopt={() => setAdopting(job)}
              />
            ))}
          </ul>
        </>
      )}
      {adopting === undefined ? null : (
        <AdoptDialog cluster={cluster} job={adopting} onClose={() => setAdopting(undefined)} />
      )}
    </section>
  );
}

interface RowProps {
  job: UnmanagedJob;
  canAdminister: boolean;
  /** False while the cluster does not answer: taking over needs its word. */
  isSeen: boolean;
  onAdopt: () => void;
}

function Row({ job, canAdminister, isSeen, onAdopt }: RowProps) {
  const t = useUnmanagedText();
  return (
    <li>
      <div className="ls-res-unmanaged-line">
        <b title={job.name}>{job.name}</b>
        <span className="ls-res-origin">{t(`origin.${job.origin}`)}</span>
        <span className="ls-grow" />
        {job.adoptable ? (
          <Button
            size="small"
            disabled={!canAdminister || !isSeen}
            title={canAdminister ? undefined : t('adopt.admin')}
            onClick={onAdopt}
          >
            {t('adopt')}
          </Button>
        ) : null}
      </div>
      <p className="ls-muted">{t(`origin.${job.origin}.text`, { install: job.marks?.install ?? '' })}</p>
      <dl>
        <dt>{t('col.status')}</dt>
        <dd className="ls-mono">{job.status}</dd>
        <dt>{t('col.started')}</dt>
        <dd>
          <Ago at={job.startedAt} />
        </dd>
        <dt>{t('col.id')}</dt>
        <dd>
          <Copyable mono value={job.flinkJobId} />
        </dd>
      </dl>
    </li>
  );
}

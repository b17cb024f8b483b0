/** The jobs of a project. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useDeferredValue, useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';

import type { Job } from '@liusu/contract/job';
import { Phase } from '@liusu/contract/lifecycle';

import { paths } from '../../app/paths.ts';
import { isHidden } from '../../components/phase-tag.tsx';
import { usePhaseText } from '../../components/phase-texts.ts';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import type { TableFilter } from '../../components/table-toolbar.tsx';
import { Ago, Copyable, Elapsed, Rate } from '../../components/values.tsx';
import { useCan } from '../../lib/api.ts';
import { none } from '../../lib/format.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { jobsLimit, jobsQuery } from './api.ts';
import { BulkActions } from './bulk-actions.tsx';
import './commands.css';
import { JobActions } from './job-actions.tsx';
import { JobPhase } from './job-phase.tsx';
import './jobs-page.css';
import { useExternalText } from './locales/external.ts';
import { useText } from './texts.ts';

/** Order of phases in filters and when the column is ordered: what needs a person first. */
const phaseOrder: readonly string[] = [
  'UNREACHABLE',
  'FAILED',
  'LOST',
  'UNKNOWN',
  'RESTARTING',
  'STARTING',
  'SUSPENDING',
  'CANCELLING',
  'RUNNING',
  'STOPPED',
  'FINISHED',
  'CANCELLED',
];

function shownPhase(job: Job): string {
  return isHidden(job.phase, job.observation) ? 'UNREACHABLE' : job.phase;
}

function JobName({ job }: { job: Job }) {
  const t = useText();
  const x = useExternalText();
  return (
    <span className="ls-job-name">
      <Link to={paths.job(job.projectId, job.id)}>{job.name}</Link>
      {job.kind === 'external' ? <span className="ls-label">{x('tag')}</span> : null}
      {job.draftChanged && job.latestVersion !== null ? (
        <i className="ls-draft-dot" title={t('list.draftChanged')}>
          <span className="ls-visually-hidden">{t('list.draftChanged')}</span>
        </i>
      ) : null}
    </span>
  );
}

/** Drawn as old while nobody can tell whether it still holds. */
function figure(job: Job, value: React.ReactNode) {
  return isHidden(job.phase, job.observation) ? <span className="ls-muted">{value}</span> : value;
}

function useColumns(): ResourceColumn<Job>[] {
  const t = useText();
  return [
    {
      key: 'name',
      title: t('list.name'),
      presence: 'always',
      render: (job) => <JobName job={job} />,
      sortValue: (job) => job.name,
    },
    {
      key: 'phase',
      title: t('list.phase'),
      presence: 'always',
      render: (job) => <JobPhase job={job} />,
      sortValue: (job) => phaseOrder.indexOf(shownPhase(job)),
    },
    {
      key: 'in',
      title: t('list.in'),
      align: 'end',
      width: 104,
      render: (job) => figure(job, <Rate perS={job.recordsInPerS} />),
      sortValue: (job) => job.recordsInPerS,
    },
    {
      key: 'out',
      title: t('list.out'),
      align: 'end',
      width: 104,
      render: (job) => figure(job, <Rate perS={job.recordsOutPerS} />),
      sortValue: (job) => job.recordsOutPerS,
    },
    {
      key: 'running',
      title: t('list.running'),
      align: 'end',
      width: 116,
      render: (job) =>
        job.run?.runningAt == null || job.run.endedAt !== null ? (
          <span className="ls-muted">{none}</span>
        ) : (
          figure(job, <Elapsed since={job.run.runningAt} />)
        ),
      sortValue: (job) => (job.run?.endedAt === null ? job.run.runningAt : null),
    },
    { key: 'cluster', title: t('list.cluster'), render: (job) => job.clusterName, sortValue: (job) => job.clusterName },
    {
      key: 'mode',
      presence: 'offered',
      title: t('list.mode'),
      width: 72,
      render: (job) => t(`mode.${job.settings.mode}`),
      sortValue: (job) => job.settings.mode,
    },
    {
      key: 'parallelism',
      presence: 'offered',
      title: t('list.parallelism'),
      align: 'end',
      width: 88,
      render: (job) => <span className="ls-num">{job.parallelism.actual ?? job.parallelism.requested}</span>,
      sortValue: (job) => job.parallelism.actual ?? job.parallelism.requested,
    },
    {
      key: 'labels',
      title: t('list.labels'),
      render: (job) => (
        <span className="ls-labels">
          {Object.entries(job.labels).map(([key, value]) => (
            <span key={key} className="ls-label">
              {value === '' ? key : `${key}=${value}`}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'version',
      title: t('list.version'),
      presence: 'offered',
      align: 'end',
      render: (job) => (job.desired.version === null ? none : `v${job.desired.version}`),
      sortValue: (job) => job.desired.version,
    },
    {
      key: 'flinkId',
      title: t('list.flinkId'),
      presence: 'offered',
      render: (job) =>
        job.run === null ? none : <Copyable value={job.run.flinkJobId} shown={job.run.flinkJobId.slice(0, 8)} mono />,
    },
    {
      key: 'created',
      title: t('list.created'),
      presence: 'offered',
      render: (job) => <Ago at={job.createdAt} />,
      sortValue: (job) => job.createdAt,
    },
    {
      key: 'updated',
      title: t('list.updated'),
      presence: 'offered',
      render: (job) => <Ago at={job.updatedAt} />,
      sortValue: (job) => job.updatedAt,
    },
    {
      key: 'actions',
      title: t('list.actions'),
      pinned: true,
      presence: 'always',
      width: 108,
      render: (job) => <JobActions job={job} size="row" />,
    },
  ];
}

function renderBulk(jobs: readonly Job[], clear: () => void) {
  return <BulkActions jobs={jobs} onDone={clear} />;
}

export function JobsPage() {
  const t = useText();
  const phaseText = usePhaseText();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const canDevelop = useCan(projectId, 'developer');
  const [params] = useSearchParams();
  const typed = useDeferredValue(params.get('q') ?? '');
  const first = useQuery(jobsQuery(projectId, ''));
  // The server searches only where the list does not hold everything.
  const isPartial = (first.data?.total ?? 0) > jobsLimit;
  const searched = useQuery({ ...jobsQuery(projectId, typed), enabled: isPartial && typed !== '' });
  const jobs = isPartial && typed !== '' ? searched : first;
  const columns = useColumns();
  usePage({ title: t('list.title'), parents: [{ title: t('module') }] });

  const filters = useMemo<TableFilter<Job>[]>(
    () => [
      {
        key: 'phase',
        title: t('list.phase'),
        form: 'chips',
        order: phaseOrder,
        values: (job) => [shownPhase(job)],
        render: (value) => phaseText(value === 'UNREACHABLE' ? 'UNREACHABLE' : Phase.catch('UNKNOWN').parse(value)),
      },
      { key: 'cluster', title: t('list.cluster'), form: 'menu', values: (job) => [job.clusterName] },
      {
        key: 'label',
        title: t('list.labels'),
        form: 'menu',
        values: (job) => Object.entries(job.labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`)),
      },
    ],
    [t, phaseText],
  );

  return (
    <div className="ls-page">
      <div className="ls-page-head">
        <h1>{t('list.title')}</h1>
        <span className="ls-grow" />
        {canDevelop ? (
          <Button type="primary" onClick={() => void navigate(paths.editor(projectId, { new: '1' }))}>
            {t('list.new')}
          </Button>
        ) : null}
      </div>
      <ResourceTable<Job>
        id="jobs"
        label={t('list.title')}
        query={{ data: jobs.data?.items, error: jobs.error, isFetching: jobs.isFetching, refetch: jobs.refetch }}
        total={jobs.data?.total}
        rowKey={(job) => job.id}
        columns={columns}
        filters={filters}
        searchText={(job) => [job.name, job.clusterName, ...Object.entries(job.labels).flat()].join(' ')}
        onOpen={(job) => void navigate(paths.job(projectId, job.id))}
        bulk={renderBulk}
        empty={{
          title: t('list.empty'),
          text: t('list.empty.text'),
          actions: (
            <>
              <Button type="primary" onClick={() => void navigate(paths.editor(projectId, { new: '1' }))}>
                {t('list.empty.write')}
              </Button>
              <Button onClick={() => void navigate(paths.scenarios(projectId))}>{t('list.empty.demo')}</Button>
            </>
          ),
        }}
      />
    </div>
  );
}

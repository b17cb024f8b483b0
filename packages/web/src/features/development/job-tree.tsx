/** The jobs of the project beside the editor: searched, grouped, opened. */
import Input from 'antd/es/input';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { MenuButton } from '../../components/menu-button.tsx';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { lookOfPhase, usePhaseText } from '../../components/phase-texts.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useProjectId } from '../../lib/project.ts';
import { useJobList } from './api.ts';
import { groupJobs, groupings, type Grouping } from './group-jobs.ts';
import { useText } from './texts.ts';

export interface JobTreeProps {
  current: string | undefined;
  /** Address of a job with the open tabs kept. */
  hrefOf: (jobId: string) => string;
  canWrite: boolean;
  onNew: () => void;
  onFold: () => void;
}

export function JobTree({ current, hrefOf, canWrite, onNew, onFold }: JobTreeProps) {
  const t = useText();
  const projectId = useProjectId();
  const jobs = useJobList(projectId);
  const [search, setSearch] = useState('');
  const [grouping, setGrouping] = useState<Grouping>('scenario');
  const all = jobs.data?.items;
  const groups = useMemo(() => groupJobs(all ?? [], grouping, search), [all, grouping, search]);
  const titleOf = (each: Grouping): string =>
    each === 'none' || each === 'scenario' ? t(`jobs.group.${each}`) : t('jobs.group.label', { label: each.slice(6) });

  return (
    <nav className="ls-tree" aria-label={t('jobs')}>
      <div className="ls-tree-head">
        <h2>{t('jobs')}</h2>
        <MenuButton
          label={`${t('jobs.group')}: ${titleOf(grouping)}`}
          className="ls-text-button"
          align="end"
          items={groupings(all ?? []).map((each) => ({
            key: each,
            label: titleOf(each),
            checked: each === grouping,
            onSelect: () => setGrouping(each),
          }))}
        >
          {titleOf(grouping)}
        </MenuButton>
        {canWrite ? (
          <button type="button" className="ls-icon-button" aria-label={t('new')} title={t('new')} onClick={onNew}>
            +
          </button>
        ) : null}
        <button
          type="button"
          className="ls-icon-button"
          aria-label={t('jobs.fold')}
          title={t('jobs.fold')}
          onClick={onFold}
        >
          ‹
        </button>
      </div>
      <div className="ls-tree-search">
        <Input
          size="small"
          allowClear
          value={search}
          placeholder={t('jobs.search')}
          aria-label={t('jobs.search')}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="ls-tree-body">
        {jobs.isPending ? <Skeleton rows={6} /> : null}
        {jobs.error === null || all !== undefined ? null : (
          <ErrorView error={jobs.error} onRetry={() => void jobs.refetch()} retrying={jobs.isFetching} />
        )}
        {all !== undefined && groups.length === 0 ? (
          <p className="ls-tree-none">{all.length === 0 ? t('jobs.empty') : t('jobs.noMatch')}</p>
        ) : null}
        {groups.map((group) => (
          <section key={group.name ?? ''}>
            {grouping === 'none' || (groups.length === 1 && group.name === undefined) ? null : (
              <h3>{group.name ?? t('jobs.ungrouped')}</h3>
            )}
            <ul>
              {group.jobs.map((job) => (
                <JobLine key={job.id} job={job} isCurrent={job.id === current} href={hrefOf(job.id)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="ls-tree-foot">
        <Link to={paths.scenarios(projectId)}>{t('scenarios')}</Link>
        <Link to={paths.sources(projectId)}>{t('sources')}</Link>
        <Link to={paths.variables(projectId)}>{t('variables')}</Link>
      </div>
    </nav>
  );
}

function JobLine({ job, isCurrent, href }: { job: Job; isCurrent: boolean; href: string }) {
  const phaseText = usePhaseText();
  return (
    <li>
      <Link
        to={href}
        className={isCurrent ? 'ls-tree-job ls-tree-current' : 'ls-tree-job'}
        aria-current={isCurrent ? 'page' : undefined}
        title={`${job.name} · ${phaseText(job.phase)}`}
      >
        <PhaseDot look={lookOfPhase[job.phase]} />
        <span>{job.name}</span>
        {job.settings.mode === 'batch' ? <small>batch</small> : null}
      </Link>
    </li>
  );
}

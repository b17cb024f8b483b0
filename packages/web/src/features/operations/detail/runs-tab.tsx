/** Every run of the job, newest first: how it ended, what it was started from, and why it failed. */
import { useInfiniteQuery } from '@tanstack/react-query';

import type { Run } from '@liusu/contract/job';

import { EmptyView } from '../../../components/empty-view.tsx';
import { PhaseTag } from '../../../components/phase-tag.tsx';
import { Ago, Copyable, Elapsed } from '../../../components/values.tsx';
import { none } from '../../../lib/format.ts';
import { runPagesQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { MorePages } from './more-pages.tsx';
import { TabPending } from './tab-state.tsx';

export function RunsTab({ job }: JobTabProps) {
  const t = useText();
  const runs = useInfiniteQuery(runPagesQuery(job.id));
  if (runs.data === undefined) return <TabPending query={runs} />;
  const all = runs.data.pages.flatMap((page) => page.items);
  return (
    <section className="ls-panel">
      {all.length === 0 ? (
        <EmptyView title={t('runs.none')} />
      ) : (
        <div className="ls-scroll ls-scroll-tall" tabIndex={0} role="region" aria-label={t('runs.title')}>
          <table className="ls-simple">
            <thead>
              <tr>
                <th className="ls-end">{t('checkpoints.id')}</th>
                <th>{t('runs.phase')}</th>
                <th>{t('runs.started')}</th>
                <th className="ls-end">{t('runs.duration')}</th>
                <th>{t('runs.version')}</th>
                <th>{t('runs.restored')}</th>
                <th>{t('facts.flinkId')}</th>
              </tr>
            </thead>
            <tbody>
              {all.map((run) => (
                <Row key={run.id} run={run} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MorePages query={runs} shown={all.length} total={runs.data.pages[0]?.total ?? all.length} />
    </section>
  );
}

function Row({ run }: { run: Run }) {
  const t = useText();
  return (
    <tr>
      <td className="ls-end ls-num">{run.number}</td>
      <td>
        <PhaseTag phase={run.phase} />
        {run.recovery === 0 ? null : <span className="ls-muted"> {t('runs.recovery', { count: run.recovery })}</span>}
        {run.failure === null ? null : (
          <div className="ls-muted ls-run-failure" lang="en" title={run.failure.rootCause ?? undefined}>
            {run.failure.message}
          </div>
        )}
      </td>
      <td>
        <Ago at={run.startedAt} />
      </td>
      <td className="ls-end">
        <Elapsed since={run.startedAt} until={run.endedAt} />
      </td>
      <td>{run.version === 0 ? <span className="ls-muted">{none}</span> : `v${run.version}`}</td>
      <td className="ls-path">
        {run.restoredFrom === null ? (
          <span className="ls-muted">{t('facts.fresh')}</span>
        ) : (
          <Copyable value={run.restoredFrom} mono />
        )}
      </td>
      <td>
        <Copyable value={run.flinkJobId} shown={run.flinkJobId.slice(0, 8)} mono />
      </td>
    </tr>
  );
}

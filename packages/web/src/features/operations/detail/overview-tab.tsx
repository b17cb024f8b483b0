/** Is it well, and if not, why. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';

import { conditionText } from '@liusu/contract/condition-text';

import { paths } from '../../../app/paths.ts';
import { eventTitle, isChartMark } from '../../../components/event-texts.ts';
import { shortTitle } from '../../../components/graph/model.ts';
import { isHidden, PhaseDot, PhaseTag } from '../../../components/phase-tag.tsx';
import { usePhaseText } from '../../../components/phase-texts.ts';
import { RateChart } from '../../../components/rate-chart.tsx';
import { Ago, Copyable, Elapsed, Rate } from '../../../components/values.tsx';
import { useWaitText } from '../../../components/wait-texts.ts';
import { formatInstant, formatShare, none } from '../../../lib/format.ts';
import { useLanguage } from '../../../lib/i18n.ts';
import { checkpointsQuery, recentEventsQuery, graphQuery, ratesQuery, recentRunsQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useCommandText } from '../locales/commands.ts';
import { useText } from '../texts.ts';
import { diagnose } from './diagnosis.ts';
import { isTelling, PlanView } from './plan-view.tsx';

export function OverviewTab({ job }: JobTabProps) {
  const t = useText();
  const c = useCommandText();
  const language = useLanguage();
  const rates = useQuery(ratesQuery(job.id));
  const events = useQuery(recentEventsQuery(job.id));
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const last = checkpoints.data?.history.find((checkpoint) => checkpoint.status === 'COMPLETED');
  const marks = useMemo(
    () =>
      (events.data ?? [])
        .filter(isChartMark)
        .map((event) => ({ at: event.at, label: eventTitle(event), severity: event.severity })),
    // Labels are texts of the language shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [events.data, language],
  );
  const { actual, requested } = job.parallelism;
  const isUp = job.run !== null && job.run.runningAt !== null && job.run.endedAt === null;

  return (
    <div className="ls-tab">
      {isTelling(job.plan) ? <PlanView job={job} plan={job.plan} /> : null}
      <Well job={job} />
      <dl className={isHidden(job.phase, job.observation) ? 'ls-panel ls-facts ls-facts-old' : 'ls-panel ls-facts'}>
        <div>
          <dt>{t('facts.in')}</dt>
          <dd>
            <Rate perS={job.recordsInPerS} />
          </dd>
        </div>
        <div>
          <dt>{t('facts.out')}</dt>
          <dd>
            <Rate perS={job.recordsOutPerS} />
          </dd>
        </div>
        <div>
          <dt>{t('facts.uptime')}</dt>
          <dd>
            {isUp && job.run?.runningAt != null ? (
              <Elapsed since={job.run.runningAt} />
            ) : (
              <span className="ls-muted">{none}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('facts.checkpoint')}</dt>
          <dd>
            {last === undefined ? (
              <span className="ls-muted">{t('facts.checkpoint.none')}</span>
            ) : (
              <Ago at={last.triggeredAt} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('facts.parallelism')}</dt>
          <dd>{actual === null || actual === requested ? requested : c('parallelism.of', { actual, requested })}</dd>
        </div>
        <div>
          <dt>{t('facts.version')}</dt>
          <dd>{job.desired.version === null ? <span className="ls-muted">{none}</span> : `v${job.desired.version}`}</dd>
        </div>
        <div>
          <dt>{t('facts.cluster')}</dt>
          <dd>
            <Link to={paths.clusters(job.projectId)}>{job.clusterName}</Link>
          </dd>
        </div>
      </dl>
      <div className="ls-job-columns">
        <section className="ls-panel">
          <div className="ls-panel-head">
            <h2>{t('rates.title')}</h2>
            <span className="ls-muted">{t('rates.text')}</span>
          </div>
          <div className="ls-job-chart">
            <RateChart title={t('rates.title')} points={rates.data?.points ?? []} marks={marks} heightPx={240} />
          </div>
        </section>
        <Runs job={job} />
      </div>
    </div>
  );
}

function Well({ job }: JobTabProps) {
  const t = useText();
  const language = useLanguage();
  const phaseText = usePhaseText();
  const waitText = useWaitText();
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const graph = useQuery(graphQuery(job.id));
  const verdict = diagnose({ job, checkpoints: checkpoints.data, graph: graph.data });
  const waiting =
    job.waiting === null ? null : (
      <p>
        <span title={job.waiting.message}>{t('health.waiting', { message: waitText(job.waiting.code) })}</span>
        {job.waiting.until === null ? null : ` (${t('health.until', { at: formatInstant(job.waiting.until) })})`}
      </p>
    );
  return (
    <section className={`ls-panel ls-well ls-well-${verdict.look}`} aria-label={t('health.title')}>
      <div>
        <h2>
          <PhaseDot look={verdict.look} />{' '}
          {verdict.kind === 'unreachable'
            ? t('health.UNREACHABLE')
            : verdict.kind === 'checkpoint-failing'
              ? t('health.checkpointFailing')
              : verdict.kind === 'bottleneck'
                ? t('health.slow')
                : job.phase === 'RUNNING'
                  ? t('health.RUNNING')
                  : phaseText(job.phase)}
        </h2>
        {verdict.kind === 'unreachable' ? (
          <>
            <p>{t('health.unreachableText')}</p>
            <p className="ls-mono">{job.observation.evidence}</p>
          </>
        ) : null}
        {verdict.kind === 'failed' ? (
          <>
            <p>{verdict.message}</p>
            <p>
              {t('health.failureClass')}: {phaseText(`class.${verdict.class}`)} ·{' '}
              <Link to={paths.job(job.projectId, job.id, 'exceptions')}>{t('health.restart')}</Link>
            </p>
            {verdict.rootCause === null ? null : <pre className="ls-well-cause">{verdict.rootCause}</pre>}
          </>
        ) : null}
        {verdict.kind === 'checkpoint-failing' ? <p>{t('health.checkpoints', { reason: verdict.reason })}</p> : null}
        {verdict.kind === 'bottleneck' ? (
          <p>
            {t('health.bottleneck', { name: shortTitle(verdict.vertexName), busy: formatShare(verdict.busy) })}{' '}
            <Link to={paths.job(job.projectId, job.id, 'graph')}>{t('tab.graph')}</Link>
          </p>
        ) : null}
        {verdict.kind === 'phase' ? <p>{phaseText(`means.${job.phase}`)}</p> : null}
        {waiting}
        {job.conditions.map((condition) => (
          <div key={condition.code}>
            <p title={condition.message}>{conditionText(condition, language)}</p>
            {condition.cause === null ? null : <pre className="ls-well-cause">{condition.cause}</pre>}
          </div>
        ))}
      </div>
    </section>
  );
}

function Runs({ job }: JobTabProps) {
  const t = useText();
  const runs = useQuery(recentRunsQuery(job.id));
  return (
    <section className="ls-panel">
      <div className="ls-panel-head">
        <h2>{t('runs.title')}</h2>
        <span className="ls-grow" />
        <Link to={paths.job(job.projectId, job.id, 'runs')}>{t('runs.all')}</Link>
      </div>
      {runs.data === undefined || runs.data.length === 0 ? (
        <p className="ls-none">{runs.data === undefined ? '' : t('runs.none')}</p>
      ) : (
        <div className="ls-scroll" style={{ maxHeight: 252 }} tabIndex={0} role="region" aria-label={t('runs.title')}>
          <table className="ls-simple">
            <thead>
              <tr>
                <th>{t('runs.phase')}</th>
                <th>{t('runs.started')}</th>
                <th className="ls-end">{t('runs.duration')}</th>
                <th>{t('runs.version')}</th>
                <th>{t('facts.flinkId')}</th>
              </tr>
            </thead>
            <tbody>
              {runs.data.map((run) => (
                <tr
                  key={run.id}
                  title={run.restoredFrom === null ? t('facts.fresh') : `${t('runs.restored')} ${run.restoredFrom}`}
                >
                  <td>
                    <PhaseTag phase={run.phase} />
                  </td>
                  <td>
                    <Ago at={run.startedAt} />
                  </td>
                  <td className="ls-end">
                    <Elapsed since={run.startedAt} until={run.endedAt} />
                  </td>
                  <td>{run.version === 0 ? none : `v${run.version}`}</td>
                  <td>
                    <Copyable value={run.flinkJobId} shown={run.flinkJobId.slice(0, 8)} mono />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

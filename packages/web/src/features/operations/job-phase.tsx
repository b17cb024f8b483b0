/** A job's phase with what it should be where the two differ; the word opens its reason and evidence. */
import Popover from 'antd/es/popover';

import type { Job } from '@liusu/contract/job';
import { isTerminal, isTransitional } from '@liusu/contract/lifecycle';

import { isHidden, PhaseTag } from '../../components/phase-tag.tsx';
import { usePhaseText } from '../../components/phase-texts.ts';
import { Ago, Elapsed } from '../../components/values.tsx';
import { useWaitText } from '../../components/wait-texts.ts';
import './job-phase.css';

/** True when the job is not, and is not on its way to being, what it should be. */
export function differs(job: Job): boolean {
  if (job.desired.state === 'RUNNING') return job.phase !== 'RUNNING' && job.phase !== 'FINISHED';
  return !isTerminal(job.phase);
}

export function JobPhase({ job }: { job: Job }) {
  const t = usePhaseText();
  const hidden = isHidden(job.phase, job.observation);
  return (
    <span className="ls-job-phase">
      {differs(job) ? <span className="ls-job-desired">{t(`desired.${job.desired.state}`)}</span> : null}
      <Popover trigger="click" placement="bottomLeft" content={<PhaseReason job={job} />} destroyOnHidden>
        <button type="button" className="ls-job-phase-button">
          <PhaseTag phase={job.phase} observation={job.observation} />
          {isTransitional(job.phase) && !hidden ? (
            <span className="ls-muted">
              <Elapsed
                since={job.phase === 'STARTING' ? (job.run?.startedAt ?? job.desired.since) : job.desired.since}
              />
            </span>
          ) : null}
        </button>
      </Popover>
    </span>
  );
}

function PhaseReason({ job }: { job: Job }) {
  const t = usePhaseText();
  const waitText = useWaitText();
  const hidden = isHidden(job.phase, job.observation);
  const failure = job.run?.failure ?? null;
  return (
    <div className="ls-job-reason" role="dialog" aria-label={t(hidden ? 'UNREACHABLE' : job.phase)}>
      <p>{t(`means.${hidden ? 'UNREACHABLE' : job.phase}`)}</p>
      <dl>
        {hidden ? (
          <>
            <dt>{t('behind')}</dt>
            <dd>
              <PhaseTag phase={job.phase} />
            </dd>
          </>
        ) : null}
        {job.waiting === null ? null : (
          <>
            <dt>{t('waiting')}</dt>
            <dd>{waitText(job.waiting.code)}</dd>
          </>
        )}
        {failure === null ? null : (
          <>
            <dt>{t('failure')}</dt>
            <dd>
              {failure.message}
              <div className="ls-muted">{t(`class.${failure.class}`)}</div>
            </dd>
          </>
        )}
        <dt>{t('lastSeen')}</dt>
        <dd>{job.observation.at === null ? t('never') : <Ago at={job.observation.at} />}</dd>
        <dt>{t('evidence')}</dt>
        <dd className="ls-mono">{job.observation.evidence}</dd>
        {job.waiting === null ? null : (
          <>
            <dt>{t('details')}</dt>
            <dd lang="en">{job.waiting.message}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

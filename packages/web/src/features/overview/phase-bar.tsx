/** Jobs by phase: one bar whose parts lead to the list, with a legend of counts. */
import { Link } from 'react-router';

import type { Phase } from '@liusu/contract/lifecycle';

import { paths } from '../../app/paths.ts';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { lookOfPhase, usePhaseText } from '../../components/phase-texts.ts';
import { useText } from './texts.ts';

/** Worst first, then what runs, then what rests. */
const order: readonly Phase[] = [
  'FAILED',
  'LOST',
  'UNKNOWN',
  'RESTARTING',
  'STARTING',
  'SUSPENDING',
  'CANCELLING',
  'RUNNING',
  'FINISHED',
  'STOPPED',
  'CANCELLED',
];

export function PhaseBar({ counts, projectId }: { counts: Partial<Record<Phase, number>>; projectId: string }) {
  const t = useText();
  const phaseText = usePhaseText();
  const present = order.filter((phase) => (counts[phase] ?? 0) > 0);
  const total = present.reduce((sum, phase) => sum + (counts[phase] ?? 0), 0);
  return (
    <section className="ls-panel ls-overview-phases" aria-label={t('jobs')}>
      <Link className="ls-phases-total" to={paths.jobs(projectId)} title={t('jobs.all')}>
        <b>{total}</b>
        <span>{t('jobs')}</span>
      </Link>
      <div className="ls-phases-main">
        <div className="ls-phases-bar" aria-hidden="true">
          {present.map((phase) => (
            <i key={phase} className={`ls-phases-${lookOfPhase[phase]}`} style={{ flexGrow: counts[phase] }} />
          ))}
        </div>
        <ul>
          {present.map((phase) => (
            <li key={phase}>
              <Link to={paths.jobs(projectId, { 'f.phase': phase })}>
                <PhaseDot look={lookOfPhase[phase]} />
                {phaseText(phase)} <b>{counts[phase]}</b>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

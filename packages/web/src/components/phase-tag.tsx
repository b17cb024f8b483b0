/** A phase: dot and word, always both. A cluster that does not answer comes first, with the age of the last observation. */
import { isTerminal, type Observation, type Phase } from '@liusu/contract/lifecycle';

import { formatAgo } from '../lib/format.ts';
import { useLanguage } from '../lib/i18n.ts';
import { useNow } from '../lib/now.ts';
import './phase-tag.css';
import { lookOfPhase, usePhaseText, type Look } from './phase-texts.ts';

export function PhaseDot({ look }: { look: Look }) {
  if (look === 'done') {
    return (
      <svg className="ls-dot-check" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path d="M1.5 5.3l2.3 2.3 4.7-5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
    );
  }
  return <i className={`ls-dot ls-dot-${look}`} aria-hidden="true" />;
}

/** True when the phase shown is hidden behind a cluster that does not answer; an ended run stays ended. */
export function isHidden(phase: Phase, observation: Observation | undefined): boolean {
  return observation?.state === 'UNREACHABLE' && !isTerminal(phase);
}

export interface PhaseTagProps {
  phase: Phase;
  observation?: Observation | undefined;
}

export function PhaseTag({ phase, observation }: PhaseTagProps) {
  const t = usePhaseText();
  const hidden = isHidden(phase, observation);
  const shown = hidden ? 'UNREACHABLE' : phase;
  return (
    <span className={`ls-phase ls-phase-${lookOfPhase[shown]}`}>
      <PhaseDot look={lookOfPhase[shown]} />
      <span className="ls-phase-word">{t(shown)}</span>
      {hidden && observation !== undefined ? <ObservationAge at={observation.at} /> : null}
    </span>
  );
}

function ObservationAge({ at }: { at: string | null }) {
  const t = usePhaseText();
  const language = useLanguage();
  const now = useNow();
  return (
    <span className="ls-phase-age">
      {at === null ? t('never') : t('age', { age: formatAgo(Date.parse(at), now, language) })}
    </span>
  );
}

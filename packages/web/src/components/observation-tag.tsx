/** How fresh our view of a cluster is: dot and word, with the age once it is not fresh. */
import type { Observation } from '@liusu/contract/lifecycle';

import { formatAgo } from '../lib/format.ts';
import { defineTexts, useLanguage } from '../lib/i18n.ts';
import { useNow } from '../lib/now.ts';
import { PhaseDot } from './phase-tag.tsx';

const { useText } = defineTexts(
  'observation',
  { FRESH: '正常', STALE: '数据变旧', UNREACHABLE: '失联', age: '{{age}}的数据', never: '从未应答' },
  { FRESH: 'Well', STALE: 'Ageing', UNREACHABLE: 'Unreachable', age: 'data from {{age}}', never: 'never answered' },
);

const looks = { FRESH: 'ok', STALE: 'warn', UNREACHABLE: 'warn' } as const;

export function ObservationTag({ observation }: { observation: Observation }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const { state, at, evidence } = observation;
  return (
    <span className={`ls-phase ls-phase-${looks[state]}`} title={evidence}>
      <PhaseDot look={looks[state]} />
      <span className="ls-phase-word">{t(state)}</span>
      {state === 'FRESH' ? null : (
        <span className="ls-phase-age">
          {at === null ? t('never') : t('age', { age: formatAgo(Date.parse(at), now, language) })}
        </span>
      )}
    </span>
  );
}

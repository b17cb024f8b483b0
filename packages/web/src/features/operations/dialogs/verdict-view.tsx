/** What becomes of each operator's state, with the reason in words; losses first. */
import type { OperatorVerdict, UpgradeVerdict } from '@liusu/contract/upgrade';

import { PhaseDot } from '../../../components/phase-tag.tsx';
import type { Look } from '../../../components/phase-texts.ts';
import { useLanguage } from '../../../lib/i18n.ts';
import { useCommandText } from '../locales/commands.ts';

const looks: Record<UpgradeVerdict['outcome'], Look> = {
  compatible: 'ok',
  'same-topology': 'ok',
  partly: 'warn',
  unknown: 'warn',
  incompatible: 'bad',
};
const operatorLooks: Record<OperatorVerdict['state'], Look> = { lost: 'bad', empty: 'warn', kept: 'ok' };
const order: readonly OperatorVerdict['state'][] = ['lost', 'empty', 'kept'];

export function VerdictView({ verdict }: { verdict: UpgradeVerdict }) {
  const t = useCommandText();
  const language = useLanguage();
  const operators = verdict.operators.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <section className={`ls-verdict ls-verdict-${looks[verdict.outcome]}`} aria-label={t('verdict.title')}>
      <h2>
        <PhaseDot look={looks[verdict.outcome]} /> {t(`verdict.${verdict.outcome}`)}
        <span>{verdict.text[language]}</span>
      </h2>
      {verdict.detail === null ? null : (
        <p className="ls-muted" lang="en">
          {verdict.detail}
        </p>
      )}
      {operators.length === 0 ? null : (
        <ul aria-label={t('verdict.operators')}>
          {operators.map((operator, index) => (
            <li key={`${operator.operator}-${index}`}>
              <span className="ls-verdict-state">
                <PhaseDot look={operatorLooks[operator.state]} /> {t(`state.${operator.state}`)}
              </span>
              <span>
                <code title={operator.operator}>{operator.operator}</code>
                <span>{operator.text[language]}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

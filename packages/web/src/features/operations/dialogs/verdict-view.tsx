/** What becomes of each operator's state, with the reason in words; losses first. */
import { diagnosticWords } from '@liusu/contract/sql';
import { isRefused, type OperatorVerdict, type UpgradeVerdict } from '@liusu/contract/upgrade';

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
  const isWrong = isRefused(verdict);
  const look = isWrong ? 'bad' : looks[verdict.outcome];
  return (
    <section className={`ls-verdict ls-verdict-${look}`} aria-label={t('verdict.title')}>
      <h2>
        <PhaseDot look={look} /> {t(isWrong ? 'verdict.not-compiled' : `verdict.${verdict.outcome}`)}
        <span>{verdict.text[language]}</span>
      </h2>
      {verdict.errors.length === 0 ? null : (
        <ul aria-label={t('verdict.errors')}>
          {verdict.errors.map((error) => (
            <li key={`${error.line}:${error.column} ${error.message}`}>
              <span className="ls-verdict-state">{t('verdict.at', { line: error.line, column: error.column })}</span>
              <span>
                {diagnosticWords(error, language).message}
                <span>{diagnosticWords(error, language).remedy}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {verdict.detail === null || verdict.errors.length > 0 ? null : (
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

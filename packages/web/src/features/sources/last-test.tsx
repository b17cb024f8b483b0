/** What the newest test of a data source found, and how long ago. */
import type { Source } from '@liusu/contract/source';
import { sourceFaultText } from '@liusu/contract/source-fault';

import { PhaseDot } from '../../components/phase-tag.tsx';
import { Ago } from '../../components/values.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { useText } from './texts.ts';

export function LastTest({ source }: { source: Pick<Source, 'lastTest'> }) {
  const t = useText();
  const language = useLanguage();
  const { lastTest } = source;
  if (lastTest === null) return <span className="ls-muted">{t('untested')}</span>;
  const fault = lastTest.steps.find((step) => !step.ok)?.fault ?? null;
  return (
    <span className="ls-src-last">
      <PhaseDot look={lastTest.ok ? 'ok' : 'bad'} />
      <span>{fault === null ? (lastTest.version ?? t('state.ok')) : sourceFaultText(fault, language).title}</span>
      <span className="ls-muted">
        <Ago at={lastTest.at} />
      </span>
    </span>
  );
}

/** The test of a connection, step by step: what was tried, what came of it, how long it took, and what to do where it broke. */
import { messageIn } from '@liusu/contract/problem';
import type { SourceStep, SourceStepName, SourceTest } from '@liusu/contract/source';
import { sourceFaultText } from '@liusu/contract/source-fault';

import { PhaseDot } from '../../components/phase-tag.tsx';
import type { Look } from '../../components/phase-texts.ts';
import { Duration } from '../../components/values.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useText } from './texts.ts';

type State = 'waiting' | 'ok' | 'failed' | 'skipped';

const order: readonly SourceStepName[] = ['resolve', 'connect', 'tls', 'login', 'version', 'read'];
const looks: Record<State, Look> = { waiting: 'busy', ok: 'ok', failed: 'bad', skipped: 'quiet' };

/** `test` is undefined while it is being done. */
export function TestView({ hasTls, test }: { hasTls: boolean; test: SourceTest | undefined }) {
  const t = useText();
  const language = useLanguage();
  const done = new Map(test?.steps.map((step) => [step.name, step]));
  const failed = test?.steps.find((step) => !step.ok);
  const totalMs = test?.steps.reduce((sum, step) => sum + step.ms, 0) ?? 0;
  const summary =
    test === undefined
      ? t('test.running')
      : failed === undefined
        ? t('test.ok', { time: formatDuration(totalMs, language) })
        : t('test.failed', { step: t(`step.${failed.name}`) });
  const tone = test === undefined ? 'busy' : test.ok ? 'ok' : 'failed';
  return (
    <div className="ls-src-test" aria-busy={test === undefined}>
      <p className={`ls-src-test-summary ls-src-test-${tone}`} role="status" aria-live="polite">
        {summary}
      </p>
      <ol>
        {order
          .filter((name) => name !== 'tls' || hasTls || done.has('tls'))
          .map((name) => (
            <StepLine key={name} name={name} step={done.get(name)} isRunning={test === undefined} />
          ))}
      </ol>
    </div>
  );
}

interface StepLineProps {
  name: SourceStepName;
  step: SourceStep | undefined;
  isRunning: boolean;
}

function StepLine({ name, step, isRunning }: StepLineProps) {
  const t = useText();
  const language = useLanguage();
  const state: State = step === undefined ? (isRunning ? 'waiting' : 'skipped') : step.ok ? 'ok' : 'failed';
  const fault = step?.fault ?? null;
  const words = fault === null ? undefined : sourceFaultText(fault, language);
  return (
    <li className={`ls-src-step ls-src-step-${state}`}>
      <PhaseDot look={looks[state]} />
      <div className="ls-src-step-what">
        <b>{t(`step.${name}`)}</b>
        <span>{t(`state.${state}`)}</span>
        {words === undefined ? null : <p className="ls-src-step-title">{words.title}</p>}
        {step === undefined ? null : (
          <p className="ls-src-step-message" {...(language === 'zh' && step.zh === undefined ? { lang: 'en' } : {})}>
            {messageIn(step, language)}
          </p>
        )}
        {words === undefined ? null : <p>{words.remedy}</p>}
      </div>
      {step === undefined ? null : (
        <span className="ls-src-step-ms">
          <Duration ms={step.ms} />
        </span>
      )}
    </li>
  );
}

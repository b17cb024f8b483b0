/** A connection test, step by step: what was tried, what came of it, how long it took, and what to do where it broke. */
import type { ClusterTest } from '@liusu/contract/cluster';
import { messageIn } from '@liusu/contract/problem';

import { PhaseDot } from '../../components/phase-tag.tsx';
import type { Look } from '../../components/phase-texts.ts';
import { Duration } from '../../components/values.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { connectionSteps, type StepState, totalMs } from './connection-steps.ts';
import { useText } from './texts.ts';

const looks: Record<StepState, Look> = { waiting: 'busy', ok: 'ok', failed: 'bad', skipped: 'quiet' };

/** `test` is undefined while it is being done. */
export function ConnectionTestView({ https, test }: { https: boolean; test: ClusterTest | undefined }) {
  const t = useText();
  const language = useLanguage();
  const steps = connectionSteps(https, test);
  const broken = steps.find((step) => step.state === 'failed');
  const words: Record<StepState, string> = {
    waiting: t('step.waiting'),
    ok: t('step.done'),
    failed: t('step.broken'),
    skipped: t('step.skipped'),
  };
  const summary =
    test === undefined
      ? t('test.running')
      : broken === undefined
        ? t('test.ok', { ms: formatDuration(totalMs(test), language) })
        : t('test.failed', { step: t(`step.${broken.name}`) });
  return (
    <div className="ls-res-test" aria-busy={test === undefined}>
      <p
        className={`ls-res-test-summary ls-res-test-${test === undefined ? 'busy' : test.ok ? 'ok' : 'failed'}`}
        role="status"
        aria-live="polite"
      >
        {summary}
      </p>
      <ol className="ls-res-test-steps">
        {steps.map((step) => (
          <li key={step.name} className={`ls-res-test-step ls-res-test-step-${step.state}`}>
            <PhaseDot look={looks[step.state]} />
            <div className="ls-res-test-what">
              <span className="ls-res-test-name">{t(`step.${step.name}`)}</span>
              <span className="ls-res-test-word">{words[step.state]}</span>
              {step.message === undefined ? null : (
                <p
                  className="ls-res-test-message"
                  {...(language === 'zh' && step.zh === undefined ? { lang: 'en' } : {})}
                >
                  {messageIn({ message: step.message, zh: step.zh }, language)}
                </p>
              )}
              {step.state === 'failed' ? <p className="ls-res-test-remedy">{t(`remedy.${step.name}`)}</p> : null}
            </div>
            <span className="ls-res-test-ms">{step.ms === undefined ? null : <Duration ms={step.ms} />}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The data feeder: how far it is, in the data's own time, and its switch. */
import Button from 'antd/es/button';

import type { Scenario } from '@liusu/contract/scenario';

import { toldNow, useCan } from '../../lib/api.ts';
import { formatExact } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { showToast } from '../../lib/toast.ts';
import '../../components/phase-tag.css';
import { isFeeding, useControlFeeder } from './api.ts';
import { useText } from './texts.ts';

/** `2013-01-05T14:00:00Z` as `2013-01-05 14:00`: the data's own clock, never the viewer's zone. */
export function dataTime(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

export function FeederLine({ projectId, scenario }: { projectId: string; scenario: Scenario }) {
  const t = useText();
  const language = useLanguage();
  const canControl = useCan(projectId, 'operator');
  const control = useControlFeeder(projectId, scenario.id);
  const { feeder } = scenario;
  if (feeder === null) return null;
  const share = feeder.recordsTotal === 0 ? 0 : feeder.recordsEmitted / feeder.recordsTotal;
  const feeding = isFeeding(scenario);

  async function toggle(): Promise<void> {
    try {
      await control.mutateAsync({ action: feeding ? 'stop' : 'start' });
    } catch (error) {
      showToast('bad', t('feeder.startFailed'), toldNow(error));
    }
  }

  return (
    <div className="ls-feeder">
      <span className={`ls-feeder-state ls-feeder-${feeder.state}`}>
        <i className={`ls-dot ls-dot-${feeder.state === 'running' ? 'ok' : feeding ? 'busy' : 'quiet'}`} />
        {t(`feeder.${feeder.state}`)}
      </span>
      <span
        className="ls-feeder-bar"
        role="progressbar"
        aria-label={t('feeder')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="ls-num">
        {t('feeder.progress', {
          done: formatExact(feeder.recordsEmitted, language),
          total: formatExact(feeder.recordsTotal, language),
        })}
      </span>
      <span className="ls-num ls-muted">
        {feeder.speed === 'max' ? t('feeder.speedMax') : t('feeder.speed', { seconds: feeder.speed })}
      </span>
      {canControl && feeder.state !== 'finished' ? (
        <Button size="small" loading={control.isPending} onClick={() => void toggle()}>
          {feeding ? t('feeder.stop') : t('feeder.start')}
        </Button>
      ) : null}
      {feeder.error === null ? null : <span className="ls-feeder-error">{feeder.error}</span>}
    </div>
  );
}

/** The first line of the overview: one sentence about everything. */
import type { Overview } from '@liusu/contract/overview';

import { PhaseDot } from '../../components/phase-tag.tsx';
import { useText } from './texts.ts';

export function HealthLine({ overview }: { overview: Overview }) {
  const t = useText();
  const unreachable = overview.clusters.filter((cluster) => cluster.observation.state === 'UNREACHABLE').length;
  const attention = overview.attention.length;
  const isBad = overview.attention.some((item) => item.phase === 'FAILED' || item.phase === 'LOST');
  const problems = attention + unreachable;
  const text =
    unreachable > 0
      ? t('ill.clusters', { count: unreachable })
      : t('well.text', { running: overview.jobsByPhase.RUNNING ?? 0, clusters: overview.clusters.length });
  return (
    <header className={`ls-overview-health ls-health-${problems === 0 ? 'ok' : isBad ? 'bad' : 'warn'}`}>
      <h1>
        <PhaseDot look={problems === 0 ? 'ok' : isBad ? 'bad' : 'warn'} />
        {problems === 0 ? t('well') : t('ill', { count: problems })}
      </h1>
      <p>{text}</p>
    </header>
  );
}

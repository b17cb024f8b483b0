/** Jobs that are not what they should be, worst first, each with why in one sentence. */
import { Link } from 'react-router';

import type { Overview } from '@liusu/contract/overview';

import { paths } from '../../app/paths.ts';
import { isHidden, PhaseTag } from '../../components/phase-tag.tsx';
import { usePhaseText } from '../../components/phase-texts.ts';
import { useWaitText } from '../../components/wait-texts.ts';
import { useText } from './texts.ts';

type Item = Overview['attention'][number];

export function Attention({ items, projectId }: { items: readonly Item[]; projectId: string }) {
  const t = useText();
  return (
    <section className="ls-panel">
      <div className="ls-panel-head">
        <h2>{t('attention')}</h2>
        {items.length > 0 ? <span className="ls-overview-count">{items.length}</span> : null}
      </div>
      {items.length === 0 ? (
        <p className="ls-overview-none">{t('attention.none')}</p>
      ) : (
        <ul className="ls-attention">
          {items.map((item) => (
            <li key={item.jobId}>
              <div className="ls-attention-line">
                <Link to={paths.job(projectId, item.jobId)}>{item.name}</Link>
                <PhaseTag phase={item.phase} observation={item.observation} />
                <span className="ls-muted">{t(`desired.${item.desired}`)}</span>
              </div>
              <Why item={item} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is known, by code; the words of the server or of Flink only where there is no code for them. */
function Why({ item }: { item: Item }) {
  const t = useText();
  const phaseText = usePhaseText();
  const waitText = useWaitText();
  if (isHidden(item.phase, item.observation)) {
    return <p title={item.observation.evidence}>{t('attention.behind', { phase: phaseText(item.phase) })}</p>;
  }
  if (item.waiting !== null) return <p title={item.reason}>{waitText(item.waiting.code)}</p>;
  return <p title={item.reason}>{phaseText(`means.${item.phase}`)}</p>;
}

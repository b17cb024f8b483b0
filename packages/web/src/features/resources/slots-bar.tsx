/** Slots of a cluster: free and total, with a thin bar of what is used. */
import type { Cluster } from '@liusu/contract/cluster';

import { none } from '../../lib/format.ts';
import { capacityOf } from './capacity.ts';
import { useText } from './texts.ts';

export function SlotsBar({ cluster }: { cluster: Pick<Cluster, 'slotsTotal' | 'slotsFree'> }) {
  const t = useText();
  const capacity = capacityOf(cluster);
  if (capacity === null) return <span className="ls-muted">{none}</span>;
  const { used, total, share, isFull } = capacity;
  return (
    <span className="ls-res-slots" title={t('slots.label', { used, total })}>
      <span className="ls-num">{t('slots.free', { free: total - used, total })}</span>
      <span className={isFull ? 'ls-res-slots-bar ls-res-slots-full' : 'ls-res-slots-bar'} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

/** Clusters with how fresh our view of each is and how full they are. */
import type { Cluster } from '@liusu/contract/cluster';

import { ObservationTag } from '../../components/observation-tag.tsx';
import { useText } from './texts.ts';

export function ClusterCards({ clusters }: { clusters: readonly Cluster[] }) {
  const t = useText();
  if (clusters.length === 0) return <p className="ls-overview-none">{t('cluster.none')}</p>;
  return (
    <ul className="ls-clusters">
      {clusters.map((cluster) => {
        const total = cluster.slotsTotal ?? 0;
        const used = total - (cluster.slotsFree ?? 0);
        return (
          <li key={cluster.id}>
            <div className="ls-clusters-line">
              <b>{cluster.name}</b>
              <ObservationTag observation={cluster.observation} />
            </div>
            <div className="ls-clusters-slots" aria-hidden="true">
              <i style={{ width: total === 0 ? 0 : `${(used / total) * 100}%` }} />
            </div>
            <div className="ls-clusters-line ls-muted">
              <span>{cluster.flinkVersion === null ? cluster.engine : `Flink ${cluster.flinkVersion}`}</span>
              {cluster.taskManagers === null ? null : <span>{t('cluster.tms', { count: cluster.taskManagers })}</span>}
              {cluster.jobsRunning === null ? null : <span>{t('cluster.jobs', { count: cluster.jobsRunning })}</span>}
              {cluster.slotsTotal === null ? null : (
                <span>{t('cluster.slots', { free: cluster.slotsFree ?? 0, total: cluster.slotsTotal })}</span>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

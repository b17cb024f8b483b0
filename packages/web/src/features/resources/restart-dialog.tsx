/** Asks before the local Flink is restarted: what happens to the jobs that run on it. */
import type { Cluster } from '@liusu/contract/cluster';

import { RemovalDialog } from '../../components/removal-dialog.tsx';
import { showToast } from '../../lib/toast.ts';
import { useRestartCluster } from './api.ts';
import { useText } from './texts.ts';

export interface RestartDialogProps {
  cluster: Cluster;
  onClose: () => void;
}

export function RestartDialog({ cluster, onClose }: RestartDialogProps) {
  const t = useText();
  const restart = useRestartCluster();

  function restartNow(): void {
    restart.mutate(cluster.id, {
      onSuccess: () => {
        showToast('ok', t('restart.begun'));
        onClose();
      },
    });
  }

  return (
    <RemovalDialog
      title={t('restart.title')}
      okText={t('restart.do')}
      width={480}
      className="ls-res-dialog-text"
      removal={restart}
      onRemove={restartNow}
      onClose={onClose}
    >
      <p>{t('restart.why')}</p>
      <p>{t('restart.jobs', { count: cluster.jobsRunning ?? 0 })}</p>
      <p className="ls-muted">{t('restart.previews')}</p>
    </RemovalDialog>
  );
}

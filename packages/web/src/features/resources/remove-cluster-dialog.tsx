/** Asks before a connected cluster is forgotten: what stays, what is lost, and why it may be refused. */
import { Link } from 'react-router';

import type { Cluster } from '@liusu/contract/cluster';

import { paths } from '../../app/paths.ts';
import { RemovalDialog } from '../../components/removal-dialog.tsx';
import { toApiError } from '../../lib/api.ts';
import { useProjectId } from '../../lib/project.ts';
import { showToast } from '../../lib/toast.ts';
import { useDeleteCluster } from './api.ts';
import { useText } from './texts.ts';

export interface RemoveClusterDialogProps {
  cluster: Cluster;
  onRemoved: () => void;
  onClose: () => void;
}

export function RemoveClusterDialog({ cluster, onRemoved, onClose }: RemoveClusterDialogProps) {
  const t = useText();
  const projectId = useProjectId();
  const remove = useDeleteCluster();
  const isInUse = remove.isError && toApiError(remove.error).code === 'CLUSTER_IN_USE';

  function removeNow(): void {
    remove.mutate(cluster.id, {
      onSuccess: () => {
        showToast('ok', t('remove.done', { name: cluster.name }));
        onRemoved();
      },
    });
  }

  return (
    <RemovalDialog
      title={t('remove.title', { name: cluster.name })}
      okText={t('remove.do')}
      width={480}
      className="ls-res-dialog-text"
      removal={remove}
      below={isInUse ? <Link to={paths.jobs(projectId)}>{t('remove.jobs')}</Link> : null}
      onRemove={removeNow}
      onClose={onClose}
    >
      <p>{t('remove.keep')}</p>
      <p>{t('remove.lose')}</p>
      <p className="ls-muted">{t('remove.refuse')}</p>
    </RemovalDialog>
  );
}

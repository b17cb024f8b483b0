/** Asks before a job is to run on another cluster with another engine: what changes, and what may not come along. */
import Modal from 'antd/es/modal';

import type { Cluster } from '@liusu/contract/cluster';
import type { JobDetail } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useClusters, useUpdateJob } from './api.ts';
import { useText } from './texts.ts';

export interface SwitchClusterDialogProps {
  job: JobDetail;
  cluster: Pick<Cluster, 'id' | 'name' | 'engine'>;
  onClose: () => void;
}

export function SwitchClusterDialog({ job, cluster, onClose }: SwitchClusterDialogProps) {
  const t = useText();
  const update = useUpdateJob(job);
  const isActive = !isTerminal(job.phase);
  const from = useClusters().data?.items.find(({ id }) => id === job.clusterId)?.engine ?? job.clusterName;

  function change(): void {
    update.mutate(
      { clusterId: cluster.id },
      {
        onSuccess: () => {
          showToast('ok', t('switch.done', { job: job.name, cluster: cluster.name }));
          onClose();
        },
      },
    );
  }

  return (
    <Modal
      open
      width={520}
      title={t('switch.title', { job: job.name, cluster: cluster.name })}
      okText={t('switch.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: isActive }}
      confirmLoading={update.isPending}
      onOk={change}
      onCancel={onClose}
    >
      <p>{t('switch.what', { cluster: cluster.name, from, to: cluster.engine })}</p>
      <p>{t('switch.state', { from, to: cluster.engine })}</p>
      {isActive ? (
        <p className="ls-dialog-problem" role="status">
          {t('switch.active')}
        </p>
      ) : null}
      {update.error === null ? null : <ErrorView error={update.error} onRetry={change} retrying={update.isPending} />}
    </Modal>
  );
}

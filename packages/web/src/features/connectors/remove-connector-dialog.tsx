/** Asks before an uploaded connector is gone: what goes on, and what is refused from then on. */
import Modal from 'antd/es/modal';

import type { Connector } from '@liusu/contract/connector';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useRemoveConnector } from './api.ts';
import { useText } from './texts.ts';

export function RemoveConnectorDialog({ connector, onClose }: { connector: Connector; onClose: () => void }) {
  const t = useText();
  const remove = useRemoveConnector();
  const name = `${connector.name} ${connector.version}`.trim();

  function removeNow(): void {
    remove.mutate(connector.id, {
      onSuccess: () => {
        showToast('ok', t('remove.done', { name }));
        onClose();
      },
    });
  }

  return (
    <Modal
      open
      width={460}
      title={t('remove.title', { name })}
      okText={t('remove')}
      okButtonProps={{ danger: true }}
      cancelText={t('cancel')}
      confirmLoading={remove.isPending}
      onOk={removeNow}
      onCancel={onClose}
    >
      <p>{t('remove.keep')}</p>
      <p>{t('remove.lose')}</p>
      {remove.isError ? <ErrorView error={remove.error} onRetry={removeNow} retrying={remove.isPending} /> : null}
    </Modal>
  );
}

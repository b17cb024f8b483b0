/** Asks before an uploaded connector is gone: what goes on, and what is refused from then on. */
import type { Connector } from '@liusu/contract/connector';

import { RemovalDialog } from '../../components/removal-dialog.tsx';
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
    <RemovalDialog
      title={t('remove.title', { name })}
      okText={t('remove')}
      width={460}
      removal={remove}
      onRemove={removeNow}
      onClose={onClose}
    >
      <p>{t('remove.keep')}</p>
      <p>{t('remove.lose')}</p>
    </RemovalDialog>
  );
}

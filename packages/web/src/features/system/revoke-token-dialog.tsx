/** Asks before a token stops working. */
import Modal from 'antd/es/modal';

import type { ApiToken } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
import { formatAgo } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { showToast } from '../../lib/toast.ts';
import { useDeleteToken } from './api.ts';
import { useText } from './texts.ts';

export function RevokeTokenDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const revoke = useDeleteToken();

  function revokeNow(): void {
    revoke.mutate(token.id, {
      onSuccess: () => {
        showToast('ok', t('token.revoked', { name: token.name }));
        onClose();
      },
    });
  }

  return (
    <Modal
      open
      width={440}
      title={t('token.revoke.title', { name: token.name })}
      okText={t('token.revoke')}
      okButtonProps={{ danger: true }}
      cancelText={t('cancel')}
      confirmLoading={revoke.isPending}
      onOk={revokeNow}
      onCancel={onClose}
    >
      <div className="ls-sys-dialog-text">
        <p>{t('token.revoke.text')}</p>
        <p className="ls-muted">
          {token.lastUsedAt === null
            ? t('token.revoke.unused')
            : t('token.revoke.used', { age: formatAgo(Date.parse(token.lastUsedAt), now, language) })}
        </p>
        {revoke.isError ? <ErrorView error={revoke.error} onRetry={revokeNow} retrying={revoke.isPending} /> : null}
      </div>
    </Modal>
  );
}

/** Asks before a token stops working. */
import type { ApiToken } from '@liusu/contract/user';

import { RemovalDialog } from '../../components/removal-dialog.tsx';
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
    <RemovalDialog
      title={t('token.revoke.title', { name: token.name })}
      okText={t('token.revoke')}
      className="ls-sys-dialog-text"
      removal={revoke}
      onRemove={revokeNow}
      onClose={onClose}
    >
      <p>{t('token.revoke.text')}</p>
      <p className="ls-muted">
        {token.lastUsedAt === null
          ? t('token.revoke.unused')
          : t('token.revoke.used', { age: formatAgo(Date.parse(token.lastUsedAt), now, language) })}
      </p>
    </RemovalDialog>
  );
}

/** My API tokens: made, seen once, revoked. */
import Button from 'antd/es/button';
import { useState } from 'react';

import type { ApiToken } from '@liusu/contract/user';

import { PhaseDot } from '../../components/phase-tag.tsx';
import type { Look } from '../../components/phase-texts.ts';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Ago } from '../../components/values.tsx';
import { useNow } from '../../lib/now.ts';
import { useTokens } from './api.ts';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { RevokeTokenDialog } from './revoke-token-dialog.tsx';
import { useText } from './texts.ts';
import { tokenState, type TokenState } from './token-state.ts';

const looks: Record<TokenState, Look> = { valid: 'ok', expiring: 'warn', expired: 'quiet' };

export function TokensTab() {
  const t = useText();
  const tokens = useTokens();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();

  const columns: readonly ResourceColumn<ApiToken>[] = [
    {
      key: 'name',
      title: t('token.name'),
      presence: 'always',
      sortValue: (token) => token.name,
      render: (token) => <b className="ls-sys-strong">{token.name}</b>,
    },
    { key: 'state', title: t('token.state'), render: (token) => <TokenStateTag token={token} /> },
    {
      key: 'expires',
      title: t('token.expires'),
      sortValue: (token) => token.expiresAt,
      render: (token) =>
        token.expiresAt === null ? (
          <span className="ls-muted">{t('token.forever')}</span>
        ) : (
          <Ago at={token.expiresAt} />
        ),
    },
    {
      key: 'lastUsed',
      title: t('token.lastUsed'),
      sortValue: (token) => token.lastUsedAt,
      render: (token) =>
        token.lastUsedAt === null ? (
          <span className="ls-muted">{t('token.unused')}</span>
        ) : (
          <Ago at={token.lastUsedAt} />
        ),
    },
    {
      key: 'created',
      title: t('token.created'),
      sortValue: (token) => token.createdAt,
      render: (token) => <Ago at={token.createdAt} />,
    },
    {
      key: 'actions',
      title: '',
      presence: 'always',
      align: 'end',
      render: (token) => (
        <Button size="small" type="text" danger onClick={() => setRevoking(token)}>
          {t('token.revoke')}
        </Button>
      ),
    },
  ];

  const create = (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('token.create')}
    </Button>
  );
  return (
    <>
      <p className="ls-sys-tab-note">{t('token.text')}</p>
      <ResourceTable
        id="tokens"
        label={t('tab.tokens')}
        query={tokens}
        rowKey={(token) => token.id}
        columns={columns}
        searchText={(token) => token.name}
        actions={create}
        empty={{ title: t('token.empty'), text: t('token.empty.text'), actions: create }}
      />
      {creating ? <CreateTokenDialog onClose={() => setCreating(false)} /> : null}
      {revoking === undefined ? null : <RevokeTokenDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function TokenStateTag({ token }: { token: ApiToken }) {
  const t = useText();
  const state = tokenState(token, useNow());
  return (
    <span className={`ls-phase ls-phase-${looks[state]}`}>
      <PhaseDot look={looks[state]} />
      <span className="ls-phase-word">{t(`token.${state}`)}</span>
    </span>
  );
}

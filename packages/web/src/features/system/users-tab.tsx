/** People: accounts, who administers, who is turned off. For administrators. */
import Button from 'antd/es/button';
import { useState } from 'react';

import type { User } from '@liusu/contract/user';

import { MenuButton } from '../../components/menu-button.tsx';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Ago, Copyable } from '../../components/values.tsx';
import { showApiError } from '../../lib/api-toast.ts';
import { useSession } from '../../lib/api.ts';
import { none } from '../../lib/format.ts';
import { showToast } from '../../lib/toast.ts';
import { useUpdateUser, useUsers } from './api.ts';
import { CreateUserDialog } from './create-user-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { useText } from './texts.ts';
import { type UserChange, UserChangeDialog } from './user-change-dialog.tsx';

type Dialog = { kind: 'create' } | { kind: 'password'; user: User } | { kind: UserChange; user: User };

export function UsersTab() {
  const t = useText();
  const users = useUsers();
  const ownId = useSession()?.user.id;
  const update = useUpdateUser();
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);

  function enable(user: User): void {
    update.mutate(
      { userId: user.id, change: { disabled: false } },
      { onSuccess: () => showToast('ok', t('user.enable.done', { name: user.name })), onError: showApiError },
    );
  }

  const columns: readonly ResourceColumn<User>[] = [
    {
      key: 'name',
      title: t('user.name'),
      presence: 'always',
      sortValue: (user) => user.name,
      render: (user) => (
        <span className="ls-sys-named">
          <b className="ls-sys-strong">{user.name}</b>
          {user.id === ownId ? <span className="ls-sys-pill">{t('user.you')}</span> : null}
        </span>
      ),
    },
    {
      key: 'displayName',
      title: t('user.displayName'),
      sortValue: (user) => user.displayName,
      render: (user) => (user.displayName === '' ? <span className="ls-muted">{none}</span> : user.displayName),
    },
    {
      key: 'rights',
      title: t('user.rights'),
      sortValue: (user) => (user.admin ? 0 : 1),
      render: (user) => (user.admin ? t('user.admin') : <span className="ls-muted">{t('user.regular')}</span>),
    },
    {
      key: 'state',
      title: t('user.state'),
      sortValue: (user) => (user.disabled ? 1 : 0),
      render: (user) => (
        <span className={`ls-phase ls-phase-${user.disabled ? 'quiet' : 'ok'}`}>
          <PhaseDot look={user.disabled ? 'quiet' : 'ok'} />
          <span className="ls-phase-word">{user.disabled ? t('user.disabled') : t('user.enabled')}</span>
        </span>
      ),
    },
    {
      key: 'created',
      title: t('user.created'),
      sortValue: (user) => user.createdAt,
      render: (user) => <Ago at={user.createdAt} />,
    },
    {
      key: 'id',
      title: t('user.id'),
      presence: 'offered',
      render: (user) => <Copyable mono value={user.id} />,
    },
    {
      key: 'actions',
      title: '',
      presence: 'always',
      align: 'end',
      width: 48,
      render: (user) => {
        const isSelf = user.id === ownId;
        const title = isSelf ? t('user.notSelf') : undefined;
        return (
          <MenuButton
            className="ls-system-menu"
            align="end"
            label={t('menu.label', { name: user.name })}
            items={[
              {
                key: 'password',
                label: t('user.resetPassword'),
                onSelect: () => setDialog({ kind: 'password', user }),
              },
              user.admin
                ? {
                    key: 'admin',
                    label: t('user.dropAdmin'),
                    disabled: isSelf,
                    title,
                    onSelect: () => setDialog({ kind: 'dropAdmin', user }),
                  }
                : { key: 'admin', label: t('user.makeAdmin'), onSelect: () => setDialog({ kind: 'makeAdmin', user }) },
              user.disabled
                ? { key: 'enable', label: t('user.enable'), divided: true, onSelect: () => enable(user) }
                : {
                    key: 'disable',
                    label: t('user.disable'),
                    divided: true,
                    danger: !isSelf,
                    disabled: isSelf,
                    title,
                    onSelect: () => setDialog({ kind: 'disable', user }),
                  },
            ]}
          >
            ⋯
          </MenuButton>
        );
      },
    },
  ];

  const create = (
    <Button type="primary" onClick={() => setDialog({ kind: 'create' })}>
      {t('user.create')}
    </Button>
  );
  return (
    <>
      <ResourceTable
        id="users"
        label={t('tab.users')}
        query={users}
        rowKey={(user) => user.id}
        columns={columns}
        filters={[
          {
            key: 'state',
            title: t('user.state'),
            form: 'chips',
            values: (user) => [user.disabled ? 'disabled' : 'enabled'],
            order: ['enabled', 'disabled'],
            render: (value) => (value === 'disabled' ? t('user.disabled') : t('user.enabled')),
          },
        ]}
        searchText={(user) => `${user.name} ${user.displayName} ${user.id}`}
        actions={create}
        empty={{ title: t('user.empty'), actions: create }}
      />
      {dialog?.kind === 'create' ? <CreateUserDialog onClose={close} /> : null}
      {dialog?.kind === 'password' ? <ResetPasswordDialog user={dialog.user} onClose={close} /> : null}
      {dialog?.kind === 'disable' || dialog?.kind === 'makeAdmin' || dialog?.kind === 'dropAdmin' ? (
        <UserChangeDialog kind={dialog.kind} user={dialog.user} onClose={close} />
      ) : null}
    </>
  );
}

/** Members of the project and their roles. Owners change them; everybody in the project sees them. */
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';

import { Role, type Member } from '@liusu/contract/user';

import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Copyable } from '../../components/values.tsx';
import { showApiError } from '../../lib/api-toast.ts';
import { useCan, useSession } from '../../lib/api.ts';
import { none } from '../../lib/format.ts';
import { useProject, useProjectId, useProjectName } from '../../lib/project.ts';
import { showToast } from '../../lib/toast.ts';
import { useMembers, usePutMember } from './api.ts';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';
import { useText } from './texts.ts';

export function MembersTab() {
  const t = useText();
  const projectId = useProjectId();
  const project = useProject();
  const nameOf = useProjectName();
  const own = useSession()?.user;
  const canManage = useCan(projectId, 'owner');
  const members = useMembers(projectId);
  const put = usePutMember(projectId);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member>();

  function change(member: Member, role: Role): void {
    put.mutate(
      { userId: member.userId, role },
      {
        onSuccess: () => showToast('ok', t('member.changed', { name: member.userName, role: t(`role.${role}`) })),
        onError: showApiError,
      },
    );
  }

  const columns: readonly ResourceColumn<Member>[] = [
    {
      key: 'user',
      title: t('member.user'),
      presence: 'always',
      sortValue: (member) => member.userName,
      render: (member) => (
        <span className="ls-sys-named">
          <b className="ls-sys-strong">{member.userName}</b>
          {member.userId === own?.id ? <span className="ls-sys-pill">{t('user.you')}</span> : null}
        </span>
      ),
    },
    {
      key: 'displayName',
      title: t('user.displayName'),
      sortValue: (member) => member.displayName,
      render: (member) => (member.displayName === '' ? <span className="ls-muted">{none}</span> : member.displayName),
    },
    {
      key: 'role',
      title: t('member.role'),
      width: 160,
      sortValue: (member) => Role.options.indexOf(member.role),
      render: (member) =>
        canManage ? (
          <Select<Role>
            size="small"
            style={{ width: 128 }}
            aria-label={`${member.userName}: ${t('member.role')}`}
            value={member.role}
            loading={put.isPending && put.variables.userId === member.userId}
            onChange={(role) => change(member, role)}
            options={Role.options.map((value) => ({ value, label: t(`role.${value}`) }))}
          />
        ) : (
          t(`role.${member.role}`)
        ),
    },
    {
      key: 'can',
      title: t('member.can'),
      render: (member) => <span className="ls-muted">{t(`can.${member.role}`)}</span>,
    },
    {
      key: 'id',
      title: t('user.id'),
      presence: 'offered',
      render: (member) => <Copyable mono value={member.userId} />,
    },
    ...(canManage
      ? [
          {
            key: 'actions',
            title: '',
            presence: 'always' as const,
            align: 'end' as const,
            render: (member: Member) => (
              <Button size="small" type="text" danger onClick={() => setRemoving(member)}>
                {t('member.remove')}
              </Button>
            ),
          },
        ]
      : []),
  ];

  const add = canManage ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('member.add')}
    </Button>
  ) : undefined;
  return (
    <>
      <div className="ls-sys-note-line">
        <p className="ls-sys-tab-note">{t('member.text', { project: project === undefined ? '' : nameOf(project) })}</p>
        {own === undefined ? null : (
          <span className="ls-muted">
            {t('member.yourId')} <Copyable mono value={own.id} />
          </span>
        )}
      </div>
      <ResourceTable
        id="members"
        label={t('tab.members')}
        query={members}
        rowKey={(member) => member.userId}
        columns={columns}
        filters={[
          {
            key: 'role',
            title: t('member.role'),
            form: 'chips',
            order: Role.options,
            values: (member) => [member.role],
            render: (value) => t(`role.${value as Role}`),
          },
        ]}
        searchText={(member) => `${member.userName} ${member.displayName} ${member.userId}`}
        actions={add}
        empty={{
          title: t('member.empty'),
          text: canManage ? t('member.empty.text') : t('member.empty.viewer'),
          actions: add,
        }}
      />
      {adding ? (
        <AddMemberDialog projectId={projectId} members={members.data ?? []} onClose={() => setAdding(false)} />
      ) : null}
      {removing === undefined ? null : (
        <RemoveMemberDialog
          projectId={projectId}
          member={removing}
          isSelf={removing.userId === own?.id}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

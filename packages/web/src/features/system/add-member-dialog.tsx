/** Gives somebody a role in the project. Administrators choose from the list of users; owners, who may not list them, name an id. */
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Radio from 'antd/es/radio';
import Select from 'antd/es/select';

import { idOf } from '@liusu/contract/ids';
import { Role, type Member } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
import { useCan } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { usePutMember, useUsers } from './api.ts';
import { useText } from './texts.ts';

export interface AddMemberDialogProps {
  projectId: string;
  members: readonly Member[];
  onClose: () => void;
}

interface MemberForm {
  userId: string;
  role: Role;
}

const userId = idOf('user');

export function AddMemberDialog({ projectId, members, onClose }: AddMemberDialogProps) {
  const t = useText();
  const canList = useCan(projectId, 'admin');
  const users = useUsers(canList);
  const [form] = Form.useForm<MemberForm>();
  const put = usePutMember(projectId);
  const known = new Set(members.map((member) => member.userId));
  const choices = users.data?.filter((user) => !user.disabled && !known.has(user.id));

  return (
    <Modal
      open
      width={480}
      title={t('member.add')}
      okText={t('member.add.do')}
      okButtonProps={{ disabled: canList && choices?.length === 0 }}
      cancelText={t('cancel')}
      confirmLoading={put.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<MemberForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: 'developer' }}
        onFinish={(values) =>
          put.mutate(
            { userId: values.userId.trim(), role: values.role },
            {
              onSuccess: (member) => {
                showToast('ok', t('member.added', { name: member.userName }));
                onClose();
              },
            },
          )
        }
      >
        {canList ? (
          <Form.Item
            name="userId"
            label={t('member.user')}
            extra={choices?.length === 0 ? t('member.none') : undefined}
            rules={[{ required: true, message: t('member.choose') }]}
          >
            <Select
              autoFocus
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('member.choose')}
              loading={users.isPending}
              disabled={choices?.length === 0}
              options={(choices ?? []).map((user) => ({
                value: user.id,
                label: user.displayName === '' ? user.name : `${user.name} · ${user.displayName}`,
              }))}
            />
          </Form.Item>
        ) : (
          <Form.Item
            name="userId"
            label={t('member.id')}
            extra={t('member.id.extra')}
            validateTrigger="onBlur"
            rules={[
              {
                validator: (_, typed: string | undefined) =>
                  userId.safeParse((typed ?? '').trim()).success
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('member.id.rule'))),
              },
            ]}
          >
            <Input className="ls-mono" autoFocus autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item name="role" label={t('member.role')}>
          <Radio.Group
            vertical
            options={Role.options.map((value) => ({
              value,
              label: (
                <span className="ls-sys-role-choice">
                  {t(`role.${value}`)}
                  <span>{t(`can.${value}`)}</span>
                </span>
              ),
            }))}
          />
        </Form.Item>
      </Form>
      <div className="ls-sys-dialog-text">
        {users.isError ? (
          <ErrorView error={users.error} onRetry={() => void users.refetch()} retrying={users.isFetching} />
        ) : null}
        {put.isError ? <ErrorView error={put.error} onRetry={() => form.submit()} retrying={put.isPending} /> : null}
      </div>
    </Modal>
  );
}

/** A password made for somebody else: typed or generated, seen, and copied before it is saved. */
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';

import { showToast } from '../../lib/toast.ts';
import { newPassword } from './new-password.ts';
import { useText } from './texts.ts';

/** Stands in a form whose values have `password`. */
export function PasswordField({ autoFocus = false }: { autoFocus?: boolean }) {
  const t = useText();
  const form = Form.useFormInstance<{ password: string }>();
  const password = Form.useWatch('password', form) ?? '';

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(password);
    showToast('ok', t('copied'));
  }

  return (
    <Form.Item label={t('user.password')} extra={t('user.password.extra')} htmlFor="new-user-password">
      <div className="ls-sys-password-row">
        <Form.Item
          name="password"
          noStyle
          rules={[{ required: true, min: 8, max: 200, message: t('user.password.rule') }]}
        >
          <Input
            id="new-user-password"
            className="ls-mono"
            autoComplete="off"
            spellCheck={false}
            autoFocus={autoFocus}
          />
        </Form.Item>
        <Button
          onClick={() => {
            form.setFieldsValue({ password: newPassword() });
            void form.validateFields(['password']);
          }}
        >
          {t('user.password.make')}
        </Button>
        <Button disabled={password === ''} onClick={() => void copy()}>
          {t('user.password.copy')}
        </Button>
      </div>
    </Form.Item>
  );
}

/** Asks for a name to be typed before something that loses state. */
import Input from 'antd/es/input';
import { useId } from 'react';

import './dialogs.css';
import { useText } from './texts.ts';

export function TypeToConfirm({ name, onChange }: { name: string; onChange: (confirmed: boolean) => void }) {
  const t = useText();
  const id = useId();
  return (
    <div className="ls-dialog-confirm">
      <label htmlFor={id}>{t('confirm.type', { name })}</label>
      <Input
        id={id}
        autoComplete="off"
        placeholder={name}
        onChange={(event) => onChange(event.target.value.trim() === name)}
      />
    </div>
  );
}

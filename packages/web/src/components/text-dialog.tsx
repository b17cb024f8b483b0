/** A dialog that asks for one text. */
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import { useId, useState } from 'react';

import './dialogs.css';
import { ErrorView } from './error-view.tsx';
import { useText } from './texts.ts';

export interface TextDialogProps {
  title: string;
  label: string;
  hint?: string;
  okText: string;
  initial: string;
  maxLength?: number;
  multiline?: boolean;
  /** An empty text may be submitted. */
  optional?: boolean;
  /** What is wrong with the text. */
  problem?: string | undefined;
  pending: boolean;
  error: unknown;
  onSubmit: (text: string) => void;
  onClose: () => void;
}

export function TextDialog(props: TextDialogProps) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState(props.initial);
  const isEmpty = text.trim() === '' && props.optional !== true;
  const submit = (): void => {
    if (!isEmpty && !props.pending) props.onSubmit(text.trim());
  };
  return (
    <Modal
      open
      width={480}
      title={props.title}
      okText={props.okText}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: isEmpty }}
      confirmLoading={props.pending}
      onOk={submit}
      onCancel={props.onClose}
    >
      <label className="ls-dialog-label" htmlFor={id}>
        {props.label}
      </label>
      {props.multiline === true ? (
        <Input.TextArea
          id={id}
          className="ls-mono"
          autoSize={{ minRows: 4, maxRows: 12 }}
          value={text}
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <Input
          id={id}
          value={text}
          autoFocus
          {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={submit}
        />
      )}
      {props.hint === undefined ? null : <p className="ls-dialog-hint">{props.hint}</p>}
      {props.problem === undefined ? null : (
        <p className="ls-dialog-problem" role="alert">
          {props.problem}
        </p>
      )}
      {props.error === null || props.error === undefined ? null : <ErrorView error={props.error} />}
    </Modal>
  );
}

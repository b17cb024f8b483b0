/** Asks before something is gone. What is lost, and what is not, is told by its content; a refusal is shown below. */
import Modal from 'antd/es/modal';
import type { ReactNode } from 'react';

import { ErrorView } from './error-view.tsx';
import { useText } from './texts.ts';

export interface RemovalDialogProps {
  title: string;
  okText: string;
  /** Pixels. */
  width?: number;
  /** Class of the content, for its spacing. */
  className?: string;
  removal: { isPending: boolean; error: unknown };
  children: ReactNode;
  /** Stands below a refusal. */
  below?: ReactNode;
  onRemove: () => void;
  onClose: () => void;
}

export function RemovalDialog(props: RemovalDialogProps) {
  const t = useText();
  const { removal, onRemove } = props;
  return (
    <Modal
      open
      width={props.width ?? 440}
      title={props.title}
      okText={props.okText}
      okButtonProps={{ danger: true }}
      cancelText={t('cancel')}
      confirmLoading={removal.isPending}
      onOk={onRemove}
      onCancel={props.onClose}
    >
      <div className={props.className}>
        {props.children}
        {removal.error === null ? null : (
          <ErrorView error={removal.error} onRetry={onRemove} retrying={removal.isPending} />
        )}
        {props.below}
      </div>
    </Modal>
  );
}

/** Asks before a script with known errors becomes a version: it can be published, but Flink will refuse it. */
import Modal from 'antd/es/modal';

import { diagnosticWords, type SqlDiagnostic } from '@liusu/contract/sql';

import { useLanguage } from '../../lib/i18n.ts';
import { useText } from './texts.ts';

export interface ErrorsDialogProps {
  action: 'publish' | 'start';
  errors: readonly SqlDiagnostic[];
  onGoOn: () => void;
  onClose: () => void;
}

/** Errors shown; the panel of problems has them all. */
const mostShown = 3;

export function ErrorsDialog({ action, errors, onGoOn, onClose }: ErrorsDialogProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <Modal
      open
      width={520}
      title={t('errors.title', { count: errors.length })}
      okText={t(action === 'publish' ? 'errors.publish' : 'errors.start')}
      okButtonProps={{ danger: true }}
      cancelText={t('errors.back')}
      onOk={onGoOn}
      onCancel={onClose}
    >
      <p>{t(action === 'publish' ? 'errors.publishText' : 'errors.startText')}</p>
      <ul>
        {errors.slice(0, mostShown).map((each, index) => (
          <li key={index}>
            {t('problem.place', { statement: each.statement + 1, line: each.line, column: each.column })}
            {t('errors.of')}
            {diagnosticWords(each, language).message}
          </li>
        ))}
      </ul>
      {errors.length > mostShown ? <p>{t('errors.more', { count: errors.length - mostShown })}</p> : null}
    </Modal>
  );
}

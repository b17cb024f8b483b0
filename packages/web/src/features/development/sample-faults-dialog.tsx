/** Asks what is to become of a file of which some rows are wrong: which they are, and the good ones to be taken without them. */
import Modal from 'antd/es/modal';

import { sampleFaultWords } from '@liusu/contract/sample-faults';

import { useLanguage } from '../../lib/i18n.ts';
import type { JudgedFile, RowFault } from './sample-parts.ts';
import { useSampleText } from './sample-texts.ts';

/** As many as can be read through; the file itself has the others. */
const mostTold = 50;

export interface SampleFaultsDialogProps {
  fileName: string;
  file: JudgedFile;
  /** A sample is kept already, which these rows take the place of. */
  replaces: boolean;
  onTake: () => void;
  onClose: () => void;
}

export function SampleFaultsDialog({ fileName, file, replaces, onTake, onClose }: SampleFaultsDialogProps) {
  const t = useSampleText();
  const language = useLanguage();
  const good = file.good.rows.length;
  const rest = file.faults.length - mostTold;
  const wordsOf = (fault: RowFault): string =>
    'cell' in fault ? sampleFaultWords(fault.cell)[language] : t(`file.${fault.unread}`, { row: fault.row });
  return (
    <Modal
      open
      width={640}
      title={t('file.title', { file: fileName, count: file.badRows })}
      okText={t('file.take', { count: good })}
      okButtonProps={{ disabled: good === 0 }}
      cancelText={t('file.leave')}
      onOk={onTake}
      onCancel={onClose}
    >
      <ul className="ls-sample-faults" tabIndex={0} aria-label={t('file.faults')}>
        {file.faults.slice(0, mostTold).map((fault, index) => (
          <li key={index}>
            {wordsOf(fault)}
            {t('stop')}
          </li>
        ))}
        {rest > 0 ? <li className="ls-muted">{t('file.more', { count: rest })}</li> : null}
      </ul>
      <p className="ls-dialog-note">
        {good === 0 ? t('file.noneGood') : t(replaces ? 'file.replaces' : 'file.means', { count: file.badRows })}
      </p>
    </Modal>
  );
}

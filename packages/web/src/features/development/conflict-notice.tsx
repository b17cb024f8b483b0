/** Somebody else stored another text meanwhile: compare, keep mine, or take theirs. */
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import { DiffView } from '../../components/diff-view.tsx';
import { useText } from './texts.ts';

export interface ConflictNoticeProps {
  mine: string;
  theirs: string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

export function ConflictNotice({ mine, theirs, onKeepMine, onTakeTheirs }: ConflictNoticeProps) {
  const t = useText();
  const [isComparing, setComparing] = useState(false);
  return (
    <div className="ls-conflict" role="alert">
      <div>
        <b>{t('conflict.title')}</b>
        <p>{t('conflict.text')}</p>
      </div>
      <span>
        <Button size="small" type="primary" onClick={() => setComparing(true)}>
          {t('conflict.compare')}
        </Button>
        <Button size="small" onClick={onKeepMine}>
          {t('conflict.mine')}
        </Button>
        <Button size="small" danger onClick={onTakeTheirs}>
          {t('conflict.theirs')}
        </Button>
      </span>
      <Modal
        open={isComparing}
        width={960}
        title={t('conflict.compareTitle')}
        onCancel={() => setComparing(false)}
        footer={[
          <Button key="mine" onClick={onKeepMine}>
            {t('conflict.mine')}
          </Button>,
          <Button key="theirs" danger onClick={onTakeTheirs}>
            {t('conflict.theirs')}
          </Button>,
        ]}
      >
        {isComparing ? (
          <DiffView left={{ name: t('diff.mine'), text: mine }} right={{ name: t('diff.theirs'), text: theirs }} />
        ) : null}
      </Modal>
    </div>
  );
}

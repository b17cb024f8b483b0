/** Somebody else stored another text meanwhile: compare, keep mine, or take theirs. */
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { useMemo, useState } from 'react';

import { lineDiff } from './line-diff.ts';
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
      <span className="ls-grow" />
      <Button size="small" type="primary" onClick={() => setComparing(true)}>
        {t('conflict.compare')}
      </Button>
      <Button size="small" onClick={onKeepMine}>
        {t('conflict.mine')}
      </Button>
      <Button size="small" danger onClick={onTakeTheirs}>
        {t('conflict.theirs')}
      </Button>
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
        {isComparing ? <Diff mine={mine} theirs={theirs} /> : null}
      </Modal>
    </div>
  );
}

function Diff({ mine, theirs }: { mine: string; theirs: string }) {
  const t = useText();
  const lines = useMemo(() => lineDiff(mine, theirs), [mine, theirs]);
  const signs = { same: ' ', mine: '−', theirs: '+' };
  return (
    <>
      <p className="ls-diff-legend">
        <span className="ls-diff-mine">− {t('diff.mine')}</span>
        <span className="ls-diff-theirs">+ {t('diff.theirs')}</span>
      </p>
      <pre className="ls-diff">
        {lines.map((line, index) => (
          <span key={index} className={`ls-diff-${line.kind}`}>
            {`${signs[line.kind]} ${line.text}\n`}
          </span>
        ))}
      </pre>
    </>
  );
}

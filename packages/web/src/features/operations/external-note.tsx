/** Says of a job that others started what can be done with it, and offers to bind a script. */
import Button from 'antd/es/button';
import { useState } from 'react';

import type { Job } from '@liusu/contract/job';

import { useCan } from '../../lib/api.ts';
import { BindDialog } from './dialogs/bind-dialog.tsx';
import { useExternalText } from './locales/external.ts';
import { useText } from './texts.ts';

export function ExternalNote({ job }: { job: Job }) {
  const t = useExternalText();
  const common = useText();
  const canDevelop = useCan(job.projectId, 'developer');
  const [isBinding, setBinding] = useState(false);
  return (
    <section className="ls-panel ls-external" aria-label={t('title')}>
      <div>
        <b>{t('title')}</b>
        <p>{t('text')}</p>
      </div>
      <Button
        disabled={!canDevelop}
        title={canDevelop ? undefined : common('action.notAllowed')}
        onClick={() => setBinding(true)}
      >
        {t('bind')}
      </Button>
      {isBinding ? <BindDialog job={job} onClose={() => setBinding(false)} /> : null}
    </section>
  );
}

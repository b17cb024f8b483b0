/** Start or stop what is selected, one after another; tells how many were taken and how many refused. */
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { useCan } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { useStartJob, useStopJob } from './api.ts';
import { isStartable } from './job-actions.tsx';
import { useText } from './texts.ts';

export function BulkActions({ jobs, onDone }: { jobs: readonly Job[]; onDone: () => void }) {
  const t = useText();
  const canOperate = useCan(jobs[0]?.projectId, 'operator');
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const start = useStartJob();
  const stop = useStopJob();
  const startable = jobs.filter(isStartable);
  const stoppable = jobs.filter((job) => !isTerminal(job.phase));

  async function each(targets: readonly Job[], run: (job: Job) => Promise<unknown>): Promise<void> {
    setBusy(true);
    let refused = 0;
    for (const job of targets) {
      try {
        await run(job);
      } catch {
        // The refusal itself has been shown by the command; here they are counted.
        refused += 1;
      }
    }
    setBusy(false);
    setAsking(false);
    const done = t('bulk.done', { count: targets.length - refused });
    showToast(refused === 0 ? 'ok' : 'bad', done, refused === 0 ? undefined : t('bulk.refused', { count: refused }));
    onDone();
  }

  return (
    <>
      <Button
        size="small"
        disabled={!canOperate || startable.length === 0}
        loading={busy && !asking}
        onClick={() => void each(startable, (job) => start.mutateAsync({ projectId: job.projectId, jobId: job.id }))}
      >
        {t('bulk.start', { count: startable.length })}
      </Button>
      <Button size="small" disabled={!canOperate || stoppable.length === 0} onClick={() => setAsking(true)}>
        {t('bulk.stop', { count: stoppable.length })}
      </Button>
      <Modal
        open={asking}
        width={480}
        title={t('bulk.stopTitle', { count: stoppable.length })}
        okText={t('stop.ok')}
        cancelText={t('cancel')}
        confirmLoading={busy}
        onOk={() =>
          void each(stoppable, (job) =>
            stop.mutateAsync({ projectId: job.projectId, jobId: job.id, mode: 'savepoint' }),
          )
        }
        onCancel={() => setAsking(false)}
      >
        <p>{t('bulk.stopText')}</p>
        <p className="ls-muted">{stoppable.map((job) => job.name).join(' · ')}</p>
      </Modal>
    </>
  );
}

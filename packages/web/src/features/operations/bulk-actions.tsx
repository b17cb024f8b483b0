/** One command for all that is selected, carried out by the server a few jobs at a time; its progress is in the tray. */
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { BulkAction, BulkCreate } from '@liusu/contract/bulk';
import type { Job } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { ErrorView } from '../../components/error-view.tsx';
import { useCan } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { useCreateBulk } from './commands.ts';
import { isReplaceable, isStartable } from './job-actions.tsx';
import { useCommandText } from './locales/commands.ts';

type Action = Extract<BulkAction, 'start' | 'stop' | 'restart' | 'savepoint'>;

/** The jobs among the selected that the action makes sense for. */
const fits: Record<Action, (job: Job) => boolean> = {
  start: isStartable,
  stop: (job) => !isTerminal(job.phase),
  restart: isReplaceable,
  savepoint: (job) => job.phase === 'RUNNING',
};
const actions = Object.keys(fits) as Action[];

export function BulkActions({ jobs, onDone }: { jobs: readonly Job[]; onDone: () => void }) {
  const t = useCommandText();
  const projectId = jobs[0]?.projectId ?? '';
  const canOperate = useCan(projectId, 'operator');
  const [action, setAction] = useState<Action>();
  const create = useCreateBulk(() => {
    setAction(undefined);
    showToast('ok', t('bulk.asked'));
    onDone();
  });
  const targets = action === undefined ? [] : jobs.filter(fits[action]);

  function submit(): void {
    if (action === undefined) return;
    const body: BulkCreate = { action, jobIds: targets.map((job) => job.id) };
    create.mutate({ projectId, body });
  }

  return (
    <>
      {actions.map((name) => {
        const count = jobs.filter(fits[name]).length;
        return (
          <Button
            key={name}
            size="small"
            disabled={!canOperate || count === 0}
            onClick={() => {
              create.reset();
              setAction(name);
            }}
          >
            {t(`bulk.${name}`, { count })}
          </Button>
        );
      })}
      {action === undefined ? null : (
        <Modal
          open
          width={480}
          title={t(`bulk.title.${action}`, { count: targets.length })}
          okText={t(`bulk.${action}`, { count: targets.length })}
          cancelText={t('cancel')}
          confirmLoading={create.isPending}
          onOk={submit}
          onCancel={() => setAction(undefined)}
        >
          <p>{t(`bulk.text.${action}`)}</p>
          <p className="ls-muted">{targets.map((job) => job.name).join(' · ')}</p>
          {create.error === null ? null : <ErrorView error={create.error} />}
        </Modal>
      )}
    </>
  );
}

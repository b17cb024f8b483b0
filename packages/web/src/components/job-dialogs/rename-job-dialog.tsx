import type { Job } from '@liusu/contract/job';

import { useChangeJob } from '../../lib/job-commands.ts';
import { TextDialog } from '../text-dialog.tsx';
import { useText } from './texts.ts';

export function RenameJobDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const change = useChangeJob(onClose);
  return (
    <TextDialog
      title={t('rename.title')}
      label={t('rename.label')}
      okText={t('rename.ok')}
      initial={job.name}
      maxLength={100}
      pending={change.isPending}
      error={change.error}
      onSubmit={(name) => change.mutate({ projectId: job.projectId, jobId: job.id, body: { name } })}
      onClose={onClose}
    />
  );
}

import type { Job } from '@liusu/contract/job';

import { TextDialog } from '../../../components/text-dialog.tsx';
import { useUpdateJob } from '../api.ts';
import { useText } from '../texts.ts';

export function RenameDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const update = useUpdateJob(onClose);
  return (
    <TextDialog
      title={t('rename.title')}
      label={t('rename.label')}
      okText={t('save')}
      initial={job.name}
      maxLength={100}
      pending={update.isPending}
      error={update.error}
      onSubmit={(name) => update.mutate({ projectId: job.projectId, jobId: job.id, body: { name } })}
      onClose={onClose}
    />
  );
}

import { useNavigate } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { paths } from '../../../app/paths.ts';
import { TextDialog } from '../../../components/text-dialog.tsx';
import { useCopyJob } from '../api.ts';
import { useText } from '../texts.ts';

export function CopyDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const copy = useCopyJob((jobId) => {
    onClose();
    void navigate(paths.job(job.projectId, jobId));
  });
  return (
    <TextDialog
      title={t('copy.title', { name: job.name })}
      label={t('copy.label')}
      hint={t('copy.text')}
      okText={t('create')}
      initial={`${job.name}-${t('copy.suffix')}`}
      maxLength={100}
      pending={copy.isPending}
      error={copy.error}
      onSubmit={(name) => copy.mutate({ projectId: job.projectId, jobId: job.id, name })}
      onClose={onClose}
    />
  );
}

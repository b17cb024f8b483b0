import { useNavigate } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { paths } from '../../../app/paths.ts';
import { DeleteJobDialog } from '../../../components/job-dialogs/delete-job-dialog.tsx';

/** After the job is gone, its page is none: the list of jobs is shown. */
export function DeleteDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <DeleteJobDialog
      job={job}
      onClose={onClose}
      onDeleted={() => {
        onClose();
        void navigate(paths.jobs(job.projectId));
      }}
    />
  );
}

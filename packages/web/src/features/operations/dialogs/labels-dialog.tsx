import { useState } from 'react';

import type { Job } from '@liusu/contract/job';

import { TextDialog } from '../../../components/text-dialog.tsx';
import { useChangeJob } from '../../../lib/job-commands.ts';
import { parsePairs, printPairs } from '../../../lib/pairs.ts';
import { useText } from '../texts.ts';

export function LabelsDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const update = useChangeJob(onClose);
  const [problem, setProblem] = useState<string>();
  return (
    <TextDialog
      title={t('labels.title')}
      label={job.name}
      hint={t('labels.hint')}
      okText={t('save')}
      initial={printPairs(job.labels, '=')}
      multiline
      optional
      problem={problem}
      pending={update.isPending}
      error={update.error}
      onSubmit={(text) => {
        const parsed = parsePairs(text, '=');
        setProblem(parsed.badLine === undefined ? undefined : t('labels.bad', { line: parsed.badLine }));
        if (parsed.badLine === undefined) {
          update.mutate({ projectId: job.projectId, jobId: job.id, body: { labels: parsed.pairs } });
        }
      }}
      onClose={onClose}
    />
  );
}

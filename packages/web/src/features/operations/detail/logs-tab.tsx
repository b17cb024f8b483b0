/** Ends of the JobManager's and the TaskManager's logs. */
import { useQuery } from '@tanstack/react-query';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';

import { LogView } from '../../../components/log-view.tsx';
import { logsQuery, type LogSource } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function LogsTab({ job }: JobTabProps) {
  const t = useText();
  const [source, setSource] = useState<LogSource>('jobmanager');
  const log = useQuery(logsQuery(job.id, source));
  const choice = (
    <Segmented<LogSource>
      aria-label={t('logs.source')}
      value={source}
      onChange={setSource}
      options={[
        { value: 'jobmanager', label: t('logs.jobmanager') },
        { value: 'taskmanager', label: t('logs.taskmanager') },
      ]}
    />
  );
  return log.data === undefined ? (
    <div className="ls-tab">
      <div>{choice}</div>
      <TabPending query={log} />
    </div>
  ) : (
    <LogView log={log.data} choice={choice} />
  );
}

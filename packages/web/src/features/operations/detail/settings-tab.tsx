/** Settings of the draft, and the versions published so far. */
import type { JobTabProps } from '../job-page.tsx';
import { SettingsForm } from './settings-form.tsx';
import { Versions } from './versions.tsx';

export function SettingsTab({ job }: JobTabProps) {
  return (
    <div className="ls-job-columns">
      {/* Another draft revision is another form: an edit never starts from what somebody else has changed. */}
      <SettingsForm key={job.draftRevision} job={job} />
      <Versions job={job} />
    </div>
  );
}

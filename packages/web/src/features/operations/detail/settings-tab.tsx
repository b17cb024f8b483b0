/** Settings of the draft, and the versions published so far. */
import type { JobTabProps } from '../job-page.tsx';
import { useExternalText } from '../locales/external.ts';
import { SettingsForm } from './settings-form.tsx';
import { Versions } from './versions.tsx';

export function SettingsTab({ job }: JobTabProps) {
  const x = useExternalText();
  return (
    <div className="ls-job-columns">
      {/* Another draft revision is another form: an edit never starts from what somebody else has changed. */}
      {job.kind === 'external' ? (
        <p className="ls-panel ls-none">{x('bindFirst')}</p>
      ) : (
        <SettingsForm key={job.draftRevision} job={job} />
      )}
      <Versions job={job} />
    </div>
  );
}

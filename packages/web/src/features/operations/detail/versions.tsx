/** Published versions, newest first, each with its SQL. */
import { useQuery } from '@tanstack/react-query';

import { Ago } from '../../../components/values.tsx';
import { versionsQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function Versions({ job }: JobTabProps) {
  const t = useText();
  const versions = useQuery(versionsQuery(job.id));
  if (versions.data === undefined) return <TabPending query={versions} />;
  return (
    <section className="ls-panel" style={{ alignSelf: 'start' }}>
      <div className="ls-panel-head">
        <h2>{t('versions.title')}</h2>
      </div>
      {versions.data.length === 0 ? <p className="ls-none">{t('versions.none')}</p> : null}
      {versions.data.map((version) => (
        <details key={version.version} className="ls-version">
          <summary>
            <b>v{version.version}</b>
            {version.version === job.desired.version ? <span className="ls-label">{t('versions.current')}</span> : null}
            <span className="ls-muted">{t('versions.by', { name: version.createdBy })}</span>
            <span style={{ flex: 1 }} />
            <span className="ls-muted">
              <Ago at={version.createdAt} />
            </span>
          </summary>
          <pre tabIndex={0} aria-label={t('versions.show')}>
            {version.script}
          </pre>
        </details>
      ))}
    </section>
  );
}

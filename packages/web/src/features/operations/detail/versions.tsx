/** Published versions, newest first, each with its SQL. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';

import { Ago } from '../../../components/values.tsx';
import { useCan } from '../../../lib/api.ts';
import { versionsQuery } from '../api.ts';
import { StartDialog } from '../dialogs/start-dialog.tsx';
import { UpgradeDialog } from '../dialogs/upgrade-dialog.tsx';
import { isChanging, isReplaceable, isStartable } from '../job-actions.tsx';
import type { JobTabProps } from '../job-page.tsx';
import { useStartText } from '../locales/start.ts';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function Versions({ job }: JobTabProps) {
  const t = useText();
  const versions = useQuery(versionsQuery(job.id));
  const s = useStartText();
  const canOperate = useCan(job.projectId, 'operator');
  const [open, setOpen] = useState<{ verb: 'start' | 'upgrade'; version: number }>();
  const mayReplace = isReplaceable(job) && !isChanging(job);
  if (versions.data === undefined) return <TabPending query={versions} />;
  return (
    <section className="ls-panel" style={{ alignSelf: 'start' }}>
      <div className="ls-panel-head">
        <h2>{t('versions.title')}</h2>
        {job.draftChanged && versions.data.length > 0 ? <span className="ls-muted">{s('publish.changed')}</span> : null}
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
          {canOperate && (isStartable(job) || mayReplace) ? (
            <div className="ls-version-verbs">
              {isStartable(job) ? (
                <Button size="small" onClick={() => setOpen({ verb: 'start', version: version.version })}>
                  {s('version.start')}
                </Button>
              ) : version.version === job.run?.version ? null : (
                <Button size="small" onClick={() => setOpen({ verb: 'upgrade', version: version.version })}>
                  {s('version.upgrade')}
                </Button>
              )}
            </div>
          ) : null}
        </details>
      ))}
      {open === undefined ? null : open.verb === 'start' ? (
        <StartDialog job={job} version={open.version} onClose={() => setOpen(undefined)} />
      ) : (
        <UpgradeDialog job={job} version={open.version} onClose={() => setOpen(undefined)} />
      )}
    </section>
  );
}

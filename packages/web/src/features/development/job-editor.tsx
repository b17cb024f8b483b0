/** One job in the editor: its draft, checks, previews, settings, and its start. */
import { useEffect, useRef, useState } from 'react';

import type { JobDetail } from '@liusu/contract/job';

import type { SqlEditorHandle } from '../../components/sql-editor/sql-editor.tsx';
import { showToast } from '../../lib/toast.ts';
import { toApiError } from '../../lib/api.ts';
import { errorsIn, usePublishJob, useStartJob } from './api.ts';
import { Bench } from './bench.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import type { DraftStore } from './draft-store.ts';
import { ErrorsDialog, type ErrorsDialogProps } from './errors-dialog.tsx';
import { JobActions } from './job-actions.tsx';
import { SettingsDrawer } from './settings-drawer.tsx';
import { SwitchClusterDialog, type SwitchClusterDialogProps } from './switch-cluster-dialog.tsx';
import { useText } from './texts.ts';
import { useDraft } from './use-drafts.ts';
import { VersionsPanel } from './versions-panel.tsx';

export interface JobEditorProps {
  job: JobDetail;
  drafts: DraftStore;
  canWrite: boolean;
}

export function JobEditor({ job, drafts, canWrite }: JobEditorProps) {
  const t = useText();
  const draft = useDraft(drafts, job.id);
  const start = useStartJob(job.projectId);
  const publish = usePublishJob(job.projectId);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const [switchTo, setSwitchTo] = useState<SwitchClusterDialogProps['cluster']>();
  const [checking, setChecking] = useState<'publish' | 'start'>();
  const [asking, setAsking] = useState<Pick<ErrorsDialogProps, 'action' | 'errors'>>();
  const editor = useRef<SqlEditorHandle>(null);
  useEffect(
    () => drafts.offer(job.id, { script: job.script, revision: job.draftRevision }),
    [drafts, job.id, job.script, job.draftRevision],
  );
  if (draft === undefined) return null;

  /** Saves, and asks where the script has errors. `goOn`: do it whatever is found. */
  async function save(action: 'publish' | 'start', goOn: boolean): Promise<boolean> {
    // The buttons look busy after a moment only: a second click in between does nothing.
    if (checking !== undefined || start.isPending || publish.isPending) return false;
    await drafts.save(job.id);
    const saved = drafts.get(job.id);
    if (saved?.state !== 'saved') return false;
    if (goOn || job.kind !== 'sql') return true;
    setChecking(action);
    const errors = await errorsIn(job, saved.text);
    setChecking(undefined);
    if (errors.length > 0) setAsking({ action, errors });
    return errors.length === 0;
  }

  async function saveAndPublish(goOn = false): Promise<void> {
    if (!(await save('publish', goOn))) return;
    try {
      const { latestVersion } = await publish.mutateAsync(job.id);
      showToast('ok', t('published', { version: latestVersion ?? 1 }), t('published.text'));
    } catch (error) {
      const { message } = toApiError(error);
      showToast('bad', t('publish'), message);
    }
  }

  async function saveAndStart(goOn = false): Promise<void> {
    if (!(await save('start', goOn))) return;
    try {
      await start.mutateAsync(job.id);
      showToast('ok', t('started', { name: job.name }));
    } catch (error) {
      const { message } = toApiError(error);
      showToast('bad', t('start'), message);
    }
  }

  return (
    <>
      <Bench
        projectId={job.projectId}
        documentKey={job.id}
        jobId={job.id}
        name={job.name}
        text={draft.text}
        epoch={draft.epoch}
        readOnly={!canWrite}
        clusterId={job.clusterId}
        settings={job.settings}
        onSwitchCluster={canWrite ? setSwitchTo : undefined}
        mode={job.settings.mode}
        canRun={canWrite}
        onChange={(text) => drafts.edit(job.id, text)}
        onSave={() => void drafts.save(job.id)}
        editor={editor}
        panels={[
          {
            key: 'versions',
            title: t('panel.versions'),
            content: (
              <VersionsPanel
                job={job}
                text={draft.text}
                canWrite={canWrite}
                onRestore={({ version, script }) => {
                  editor.current?.replace(script);
                  showToast('ok', t('versions.restored', { version }));
                }}
              />
            ),
          },
        ]}
        notice={
          draft.state === 'conflict' && draft.theirs !== undefined ? (
            <ConflictNotice
              mine={draft.text}
              theirs={draft.theirs.script}
              onKeepMine={() => void drafts.keepMine(job.id)}
              onTakeTheirs={() => drafts.takeTheirs(job.id)}
            />
          ) : null
        }
        actions={
          <JobActions
            job={job}
            draft={draft}
            canWrite={canWrite}
            isStarting={start.isPending || checking === 'start'}
            onSave={() => void drafts.save(job.id)}
            onSettings={() => setSettingsOpen(true)}
            isPublishing={publish.isPending || checking === 'publish'}
            onPublish={() => void saveAndPublish()}
            onStart={() => void saveAndStart()}
          />
        }
      />
      {settingsOpen ? <SettingsDrawer job={job} canWrite={canWrite} onClose={() => setSettingsOpen(false)} /> : null}
      {asking === undefined ? null : (
        <ErrorsDialog
          {...asking}
          onClose={() => setAsking(undefined)}
          onGoOn={() => {
            setAsking(undefined);
            void (asking.action === 'publish' ? saveAndPublish(true) : saveAndStart(true));
          }}
        />
      )}
      {switchTo === undefined ? null : (
        <SwitchClusterDialog job={job} cluster={switchTo} onClose={() => setSwitchTo(undefined)} />
      )}
    </>
  );
}

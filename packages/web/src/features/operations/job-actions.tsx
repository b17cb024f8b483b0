/** Verbs of a job: one button for the next sensible one, the others in a menu. Their dialogs are opened here. */
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';

import type { Job } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';
import type { WaitCode } from '@liusu/contract/wait-code';

import { paths } from '../../app/paths.ts';
import { RenameJobDialog } from '../../components/job-dialogs/rename-job-dialog.tsx';
import { useText as useDialogText } from '../../components/job-dialogs/texts.ts';
import { MenuButton } from '../../components/menu-button.tsx';
import { useCan } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { usePublishJob, useTriggerSavepoint } from './api.ts';
import { CopyDialog } from './dialogs/copy-dialog.tsx';
import { DeleteDialog } from './dialogs/delete-dialog.tsx';
import { LabelsDialog } from './dialogs/labels-dialog.tsx';
import { RescaleDialog } from './dialogs/rescale-dialog.tsx';
import { RestartDialog } from './dialogs/restart-dialog.tsx';
import { RollbackDialog } from './dialogs/rollback-dialog.tsx';
import { StartDialog } from './dialogs/start-dialog.tsx';
import { StopDialog } from './dialogs/stop-dialog.tsx';
import { UpgradeDialog } from './dialogs/upgrade-dialog.tsx';
import { isInDoubt, WriteOffDialog } from './dialogs/write-off-dialog.tsx';
import { useCommandText } from './locales/commands.ts';
import { useExternalText } from './locales/external.ts';
import { useStartText } from './locales/start.ts';
import { mayRollBack } from './rollback-offers.ts';
import { hasDraft } from './start-choice.ts';
import { useText } from './texts.ts';

// It brings the editor with it.
const BindDialog = lazy(async () => ({ default: (await import('./dialogs/bind-dialog.tsx')).BindDialog }));

const dialogs = {
  start: StartDialog,
  stop: StopDialog,
  restart: RestartDialog,
  upgrade: UpgradeDialog,
  rollback: RollbackDialog,
  rescale: RescaleDialog,
  writeOff: WriteOffDialog,
  rename: RenameJobDialog,
  copy: CopyDialog,
  labels: LabelsDialog,
  delete: DeleteDialog,
  bind: BindDialog,
};
type DialogName = keyof typeof dialogs;

/** Waits that end by a person's start, or can be cut short by one. */
const endedByStart: ReadonlySet<WaitCode> = new Set<WaitCode>([
  'RECOVERY_BACKOFF',
  'RECOVERY_EXHAUSTED',
  'RECOVERY_OFF',
  'PLAN_FAILED',
  'JOB_STATE_UNVERIFIED',
  'SAVEPOINT_NOT_USABLE',
  'CANCELLED_OUTSIDE',
  'OUTCOME_UNKNOWN',
  'USER_ERROR',
]);

/** True when the job can be started: nothing runs, and nothing is under way that will. */
export function isStartable(job: Job): boolean {
  return job.kind === 'sql' && isTerminal(job.phase) && (job.waiting === null || endedByStart.has(job.waiting.code));
}

/** True while a change of the job is under way: it has to end, or be ended by a stop, before the next. */
export function isChanging(job: Job): boolean {
  return job.plan?.state === 'ACTIVE' || job.plan?.state === 'ROLLING_BACK';
}

/** True when the run is one that a new one can take the place of. */
export function isReplaceable(job: Job): boolean {
  return job.kind === 'sql' && (job.phase === 'RUNNING' || job.phase === 'RESTARTING');
}

/** True when there is something newer than what runs: the draft, or a version. */
function hasNewer(job: Job): boolean {
  return job.draftChanged || (job.latestVersion ?? 0) > (job.run?.version ?? 0);
}

export function JobActions({ job, size }: { job: Job; size: 'row' | 'page' }) {
  const t = useText();
  const d = useDialogText();
  const c = useCommandText();
  const s = useStartText();
  const x = useExternalText();
  const navigate = useNavigate();
  const canOperate = useCan(job.projectId, 'operator');
  const canDevelop = useCan(job.projectId, 'developer');
  const [dialog, setDialog] = useState<DialogName>();
  const savepoint = useTriggerSavepoint();
  const publish = usePublishJob();
  const isExternal = job.kind === 'external';
  const startable = isStartable(job);
  const ended = isTerminal(job.phase);
  const Dialog = dialog === undefined ? undefined : dialogs[dialog];
  const changing = isChanging(job);
  const replaceable = isReplaceable(job) && !changing;
  const whyNot = isExternal
    ? x('bindFirst')
    : changing
      ? c('action.planFirst')
      : replaceable
        ? undefined
        : c('action.notRunning');
  const offersUpgrade = size === 'page' && canOperate && replaceable && hasNewer(job);
  const offersPublish = canDevelop && !isExternal && hasDraft(job);
  const nextVersion = (job.latestVersion ?? 0) + 1;

  function edit(): void {
    void navigate(paths.editorJob(job.projectId, job.id));
  }

  function publishDraft(): void {
    publish.mutate(
      { projectId: job.projectId, jobId: job.id },
      {
        onSuccess: ({ latestVersion }) =>
          showToast('ok', s('publish.done', { version: latestVersion ?? nextVersion }), s('publish.doneText')),
      },
    );
  }

  return (
    <span className="ls-actions">
      {size === 'page' && !isExternal ? <Button onClick={edit}>{t('action.edit')}</Button> : null}
      {size === 'page' && offersPublish ? (
        <Button loading={publish.isPending} title={s('publish.tip')} onClick={publishDraft}>
          {s('publish')}
        </Button>
      ) : null}
      {offersUpgrade ? (
        <Button type="primary" onClick={() => setDialog('upgrade')}>
          {c('action.upgrade')}
        </Button>
      ) : null}
      {isExternal && ended ? (
        <Button
          size={size === 'row' ? 'small' : 'middle'}
          disabled={!canDevelop}
          title={canDevelop ? undefined : t('action.notAllowed')}
          onClick={() => setDialog('bind')}
        >
          {x('bind')}
        </Button>
      ) : (
        <Button
          size={size === 'row' ? 'small' : 'middle'}
          type={size === 'page' && startable ? 'primary' : 'default'}
          disabled={!canOperate}
          title={canOperate ? undefined : t('action.notAllowed')}
          onClick={() => setDialog(startable ? 'start' : 'stop')}
        >
          {t(startable ? 'action.start' : 'action.stop')}
        </Button>
      )}
      <MenuButton
        label={t('action.more', { name: job.name })}
        className={size === 'row' ? 'ls-more ls-more-small' : 'ls-more'}
        align="end"
        items={[
          ...(size === 'row' && !isExternal ? [{ key: 'edit', label: t('action.edit'), onSelect: edit }] : []),
          ...(size === 'row' && offersPublish
            ? [
                {
                  key: 'publish',
                  label: s('publish.as', { version: nextVersion }),
                  title: s('publish.tip'),
                  onSelect: publishDraft,
                },
              ]
            : []),
          ...(isExternal && !ended
            ? [{ key: 'bind', label: x('bind'), disabled: !canDevelop, onSelect: () => setDialog('bind') }]
            : []),
          ...(['restart', 'upgrade'] as const).map((key) => ({
            key,
            label: c(`action.${key}`),
            disabled: !canOperate || !replaceable,
            title: whyNot,
            onSelect: () => setDialog(key),
          })),
          {
            key: 'rollback',
            label: c('action.rollback'),
            disabled: !canOperate || changing || !mayRollBack(job),
            title: !mayRollBack(job) ? c('action.nothingToRollBack') : undefined,
            onSelect: () => setDialog('rollback'),
          },
          {
            key: 'rescale',
            label: c('action.rescale'),
            disabled: !canOperate || changing || isExternal || job.settings.mode === 'batch',
            title: isExternal ? x('bindFirst') : changing ? c('action.planFirst') : undefined,
            onSelect: () => setDialog('rescale'),
          },
          {
            key: 'savepoint',
            divided: true,
            label: t('action.savepoint'),
            disabled: !canOperate || job.phase !== 'RUNNING',
            onSelect: () =>
              savepoint.mutate(
                { projectId: job.projectId, jobId: job.id },
                { onSuccess: () => showToast('ok', t('action.savepointAsked'), job.name) },
              ),
          },
          ...(isInDoubt(job)
            ? [
                {
                  key: 'writeOff',
                  divided: true,
                  danger: canOperate,
                  label: c('action.writeOff'),
                  disabled: !canOperate,
                  onSelect: () => setDialog('writeOff'),
                },
              ]
            : []),
          {
            key: 'rename',
            label: d('menu.rename'),
            divided: true,
            disabled: !canDevelop,
            onSelect: () => setDialog('rename'),
          },
          { key: 'labels', label: t('action.labels'), disabled: !canDevelop, onSelect: () => setDialog('labels') },
          {
            key: 'copy',
            label: t('action.copy'),
            disabled: !canDevelop || isExternal,
            title: isExternal ? x('bindFirst') : undefined,
            onSelect: () => setDialog('copy'),
          },
          {
            key: 'delete',
            label: d('menu.delete'),
            divided: true,
            danger: canDevelop && ended,
            disabled: !canDevelop || !ended,
            title: ended ? undefined : d('menu.activeFirst'),
            onSelect: () => setDialog('delete'),
          },
        ]}
      >
        <span aria-hidden="true">⋯</span>
      </MenuButton>
      {Dialog === undefined ? null : (
        <Suspense fallback={null}>
          <Dialog job={job} onClose={() => setDialog(undefined)} />
        </Suspense>
      )}
    </span>
  );
}

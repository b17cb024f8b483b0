/** What can be done with the open job, and how it stands. */
import Button from 'antd/es/button';
import { Link } from 'react-router';

import type { JobDetail } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { paths } from '../../app/paths.ts';
import { PhaseTag } from '../../components/phase-tag.tsx';
import { usePhaseText } from '../../components/phase-texts.ts';
import { toldNow, useCan } from '../../lib/api.ts';
import { formatAgo } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { usePageCommands } from '../../lib/page-commands.ts';
import type { Draft } from './draft-store.ts';
import { useText } from './texts.ts';

export interface JobActionsProps {
  job: JobDetail;
  draft: Draft;
  canWrite: boolean;
  isStarting: boolean;
  isPublishing: boolean;
  onSave: () => void;
  onSettings: () => void;
  onStart: () => void;
  onPublish: () => void;
}

export function JobActions(props: JobActionsProps) {
  const { job, draft, canWrite, isStarting, onSave, onSettings, onStart } = props;
  const t = useText();
  const phaseText = usePhaseText();
  const canStart = useCan(job.projectId, 'operator');
  const isActive = !isTerminal(job.phase);
  const isUnsaved = draft.state !== 'saved';
  const isChanged = job.draftChanged || isUnsaved;
  const version =
    job.latestVersion === null ? t('never') : t(isChanged ? 'changed' : 'unchanged', { version: job.latestVersion });
  const canPublish = canWrite && (isChanged || job.latestVersion === null) && draft.state !== 'conflict';
  const canBegin = canStart && job.kind === 'sql' && !isActive && draft.state !== 'conflict';
  const startWord = !isActive && (isChanged || job.latestVersion === null) ? t('start.publish') : t('start');
  usePageCommands([
    ...(canBegin ? [{ id: 'job:start', label: startWord, keywords: 'start run 启动 运行 qidong', run: onStart }] : []),
    ...(canPublish
      ? [{ id: 'job:publish', label: t('publish'), keywords: 'publish version 发布 fabu', run: props.onPublish }]
      : []),
    { id: 'job:settings', label: t('settings'), keywords: 'settings 设置 shezhi', run: onSettings },
  ]);
  return (
    <>
      <Link
        className="ls-bench-phase"
        to={paths.job(job.projectId, job.id)}
        title={`${phaseText(job.phase)} · ${t('open.operations')}`}
      >
        <PhaseTag phase={job.phase} observation={job.observation} />
      </Link>
      <span className="ls-bench-version" title={version}>
        {version}
      </span>
      {canWrite ? <SaveState draft={draft} /> : null}
      {canWrite && (draft.state === 'dirty' || draft.state === 'failed') ? (
        <Button size="small" className="ls-bench-save" onClick={onSave}>
          {t('save')}
        </Button>
      ) : null}
      <Button size="small" onClick={onSettings}>
        {t('settings')}
      </Button>
      {canWrite && (isChanged || job.latestVersion === null) ? (
        <Button
          size="small"
          title={t('publish.tip')}
          loading={shownBusy(props.isPublishing)}
          disabled={draft.state === 'conflict'}
          onClick={props.onPublish}
        >
          {t('publish')}
        </Button>
      ) : null}
      {canStart && job.kind === 'sql' ? (
        <Button
          size="small"
          type="primary"
          loading={shownBusy(isStarting)}
          disabled={isActive || draft.state === 'conflict'}
          title={isActive ? t('start.active') : undefined}
          onClick={onStart}
        >
          {startWord}
        </Button>
      ) : null}
    </>
  );
}

/** A script is checked first, mostly at once: a button that turns for a moment only is not worth the look. */
function shownBusy(isBusy: boolean): { delay: number } | false {
  return isBusy ? { delay: 300 } : false;
}

function SaveState({ draft }: { draft: Draft }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const word = t(`save.${draft.state}`);
  const withAge =
    draft.state === 'saved' && draft.savedAtMs !== undefined
      ? t('save.savedAt', { age: formatAgo(draft.savedAtMs, Math.max(now, draft.savedAtMs), language) })
      : undefined;
  const reason = draft.error === undefined ? withAge : toldNow(draft.error);
  return (
    <span className={`ls-save ls-save-${draft.state}`} role="status" title={reason}>
      {withAge === undefined ? (
        word
      ) : (
        <>
          <span className="ls-save-age">{withAge}</span>
          <span className="ls-save-word">{word}</span>
        </>
      )}
    </span>
  );
}

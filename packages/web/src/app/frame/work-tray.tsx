/** Running work: bulk commands of the project with their progress, what became of each job, and a way to stop them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link } from 'react-router';

import type { Bulk } from '@liusu/contract/bulk';
import { errorText } from '@liusu/contract/error-code';

import { Ago } from '../../components/values.tsx';
import { showApiError } from '../../lib/api-toast.ts';
import { api, useCan } from '../../lib/api.ts';
import { defineTexts, useLanguage } from '../../lib/i18n.ts';
import { useProject } from '../../lib/project.ts';
import { keys } from '../../lib/query-keys.ts';
import { paths } from '../paths.ts';
import { TrayIcon } from './icons.tsx';
import './work-tray.css';

const { useText } = defineTexts(
  'tray',
  {
    title: '进行中的任务',
    none: '没有进行中的任务。',
    'action.start': '启动 {{count}} 个作业',
    'action.stop': '停止 {{count}} 个作业',
    'action.restart': '重启 {{count}} 个作业',
    'action.upgrade': '升级 {{count}} 个作业',
    'action.rescale': '调整 {{count}} 个作业的并行度',
    'action.savepoint': '为 {{count}} 个作业做保存点',
    'action.publish': '发布 {{count}} 个作业',
    'action.delete': '删除 {{count}} 个作业',
    progress: '{{done}} / {{total}}',
    failed: '{{count}} 个失败',
    cancelled: '已取消',
    cancel: '取消未开始的',
    items: '逐个查看',
    'item.PENDING': '未开始',
    'item.ACCEPTED': '进行中',
    'item.DONE': '完成',
    'item.FAILED': '失败',
    'item.CANCELLED': '未执行',
  },
  {
    title: 'Running work',
    none: 'Nothing is under way.',
    'action.start': 'Start {{count}} jobs',
    'action.start_one': 'Start {{count}} job',
    'action.stop': 'Stop {{count}} jobs',
    'action.stop_one': 'Stop {{count}} job',
    'action.restart': 'Restart {{count}} jobs',
    'action.restart_one': 'Restart {{count}} job',
    'action.upgrade': 'Upgrade {{count}} jobs',
    'action.upgrade_one': 'Upgrade {{count}} job',
    'action.rescale': 'Rescale {{count}} jobs',
    'action.rescale_one': 'Rescale {{count}} job',
    'action.savepoint': 'Savepoints of {{count}} jobs',
    'action.savepoint_one': 'Savepoint of {{count}} job',
    'action.publish': 'Publish {{count}} jobs',
    'action.publish_one': 'Publish {{count}} job',
    'action.delete': 'Delete {{count}} jobs',
    'action.delete_one': 'Delete {{count}} job',
    progress: '{{done}} of {{total}}',
    failed: '{{count}} failed',
    cancelled: 'cancelled',
    cancel: 'Leave out the rest',
    items: 'Each job',
    'item.PENDING': 'to come',
    'item.ACCEPTED': 'under way',
    'item.DONE': 'done',
    'item.FAILED': 'failed',
    'item.CANCELLED': 'left out',
  },
);

const shown = 8;
const watchedMs = 2_000;

/** How much of a bulk command is behind it. Pure. */
export function progressOf({ counts }: Bulk): { total: number; ended: number; failed: number } {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { total, ended: total - (counts.PENDING ?? 0) - (counts.ACCEPTED ?? 0), failed: counts.FAILED ?? 0 };
}

export function WorkTray() {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(false);
  const projectId = useProject()?.id;
  const bulks = useQuery({
    queryKey: keys.bulks(projectId ?? ''),
    queryFn: async ({ signal }) =>
      (await api.call('listBulks', { params: { projectId: projectId ?? '' }, signal })).items,
    enabled: projectId !== undefined,
    refetchInterval: ({ state }) => (state.data?.some((bulk) => bulk.state === 'RUNNING') === true ? watchedMs : false),
  });
  if (projectId === undefined) return null;
  const items = (bulks.data ?? []).slice(0, shown);
  const running = items.filter((bulk) => bulk.state === 'RUNNING').length;
  return (
    <>
      <button
        type="button"
        className="ls-bar-button ls-tray-button"
        popoverTarget={id}
        aria-label={running === 0 ? t('title') : `${t('title')}: ${running}`}
        title={t('title')}
      >
        <TrayIcon />
        {running === 0 ? null : <b aria-hidden="true">{running}</b>}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t('title')}
        className="ls-tray"
        onToggle={(event) => {
          if (event.target === event.currentTarget) setOpen(event.newState === 'open');
        }}
      >
        <h2>{t('title')}</h2>
        {open && items.length === 0 ? <p className="ls-muted">{t('none')}</p> : null}
        {open ? items.map((bulk) => <Work key={bulk.id} bulk={bulk} />) : null}
      </div>
    </>
  );
}

function Work({ bulk }: { bulk: Bulk }) {
  const t = useText();
  const client = useQueryClient();
  const canOperate = useCan(bulk.projectId, 'operator');
  const [open, setOpen] = useState(false);
  const params = { projectId: bulk.projectId, bulkId: bulk.id };
  const cancel = useMutation({
    mutationFn: () => api.call('cancelBulk', { params, body: {} }),
    onError: showApiError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.bulks(bulk.projectId) }),
  });
  const { total, ended, failed } = progressOf(bulk);
  const title = t(`action.${bulk.action}`, { count: total });
  return (
    <section className="ls-tray-work">
      <div className="ls-tray-line">
        <b>{title}</b>
        <span className="ls-muted">
          <Ago at={bulk.createdAt} />
        </span>
      </div>
      <progress
        className={failed > 0 ? 'ls-tray-bad' : undefined}
        value={ended}
        max={Math.max(1, total)}
        aria-label={title}
      />
      <div className="ls-tray-line">
        <span className="ls-num">{t('progress', { done: ended, total })}</span>
        {failed > 0 ? <span className="ls-tray-failed">{t('failed', { count: failed })}</span> : null}
        {bulk.state === 'CANCELLED' ? <span className="ls-muted">{t('cancelled')}</span> : null}
        <span className="ls-grow" />
        {bulk.state === 'RUNNING' ? (
          <button type="button" disabled={!canOperate || cancel.isPending} onClick={() => cancel.mutate()}>
            {t('cancel')}
          </button>
        ) : null}
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('items')}</summary>
        {open ? <Items bulk={bulk} /> : null}
      </details>
    </section>
  );
}

function Items({ bulk }: { bulk: Bulk }) {
  const t = useText();
  const language = useLanguage();
  const detail = useQuery({
    queryKey: [...keys.bulks(bulk.projectId), bulk.id],
    queryFn: ({ signal }) => api.call('getBulk', { params: { projectId: bulk.projectId, bulkId: bulk.id }, signal }),
    refetchInterval: bulk.state === 'RUNNING' ? watchedMs : false,
  });
  return (
    <ul>
      {(detail.data?.items ?? []).map((item) => (
        <li key={item.jobId} title={item.message ?? undefined}>
          <Link to={paths.job(bulk.projectId, item.jobId)}>{item.jobName}</Link>
          <span className={item.state === 'FAILED' ? 'ls-tray-failed' : 'ls-muted'}>{t(`item.${item.state}`)}</span>
          {item.code === null ? null : <small title={item.code}>{errorText(item.code, language).title}</small>}
          {item.message === null ? null : <small lang="en">{item.message}</small>}
        </li>
      ))}
    </ul>
  );
}

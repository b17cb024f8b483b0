/** A sentence for every kind of job event, in the language of the moment. A kind without one does not compile. */
import { checkpointTroubleTexts } from '@liusu/contract/condition-text';
import type { EventKind } from '@liusu/contract/event-kind';
import { CheckpointTrouble, type JobEvent } from '@liusu/contract/job';

import { formatBytes, formatInstant } from '../lib/format.ts';
import { currentLanguage, defineTexts, type EnglishOf } from '../lib/i18n.ts';
import { phaseText } from './phase-texts.ts';

const zhKinds = {
  'job.created': '创建作业',
  'job.updated': '修改{{fields}}',
  'job.published': '把草稿发布为版本 {{version}}',
  'job.start-requested': '要求启动版本 {{version}}，{{restore}}',
  'job.stop-requested': '要求停止：{{mode}}',
  'job.restart-requested': '要求重启版本 {{version}}，{{stop}}',
  'job.upgrade-requested': '要求从版本 {{from}} 升级到版本 {{to}}',
  'job.rollback-requested': '要求回退到版本 {{to}}，{{mode}}',
  'job.rescale-requested': '要求把并行度从 {{from}} 改为 {{to}}',
  'job.delete-requested': '要求删除作业',
  'job.deleted': '删除作业，{{state}}',
  'savepoint.requested': '要求做保存点',
  'savepoint.delete-requested': '要求删除保存点 {{place}}',
  'job.stop-failed': '没能停下：保存点失败，作业继续运行',
  'job.gave-up': '不再自动恢复',
  'plan.begun': '不能就地调整并行度，改为带保存点重启',
  'plan.done': '{{plan}}完成，版本 {{version}} 在运行',
  'plan.rolled-back': '{{plan}}已撤回，版本 {{version}} 恢复运行',
  'plan.failed': '{{plan}}失败，停在“{{step}}”',
  'plan.rolling-back': '新运行未完成检查点就失败了，正在恢复版本 {{toVersion}}',
  'run.created': '新的运行：版本 {{version}}，{{from}}',
  'run.submitted': '已提交到 Flink',
  'run.refused': '提交被拒绝',
  'run.adopted': '提交已经送达：Flink 报告 {{status}}',
  'run.late': '迟到的提交出现了，正在取消它的 Flink 作业',
  'run.write-off-requested': '认定该运行不存在',
  'run.written-off': '该运行按认定结束，其 JobID 不再使用',
  'run.write-off-void': '集群上又看到了该作业，之前的认定作废',
  'run.restore-mismatch': 'Flink 恢复的不是指定的状态，作业被取消',
  'run.first-checkpoint': '完成首个检查点（{{checkpointId}}）',
  'run.rescaled': '并行度从 {{from}} 改为 {{to}}',
  'run.relinked': '找回正在运行的 Flink 作业，已重新关联',
  'job.adopted': '接管外部的 Flink 作业“{{name}}”',
  'job.bound': '为外部作业绑定脚本',
  'job.seen-outside': '发现平台之外启动的运行',
  'job.cancelled-outside': '在平台之外被取消',
  'job.stopped-outside': '在平台之外被停止',
  'run.tasks-restarted': 'Flink 重启了任务，失败 {{failures}} 次',
  'run.tasks-redeployed': 'Flink 重新部署了任务，没有失败',
  'run.checkpoints-stuck': '检查点一直没有完成：{{trouble}}',
  'run.checkpoints-resumed': '检查点恢复完成（{{checkpointId}}）',
  'phase.changed': '{{from}} → {{to}}',
  'savepoint.completed': '保存点完成 {{place}}（{{size}}）',
  'savepoint.failed': '保存点失败',
  'savepoint.deleted': '保存点已删除 {{place}}（{{size}}）',
  'savepoint.superseded': '清理不再需要的状态 {{count}} 份',
} as const satisfies Record<EventKind, string>;

const zh = {
  ...zhKinds,
  'phase.first': '进入{{to}}',
  'field.name': '名称',
  'field.labels': '标签',
  'field.settings': '设置',
  'field.script': ' SQL',
  'field.clusterId': '集群',
  'field.join': '、',
  'restore.latest': '从最新状态继续',
  'restore.savepoint': '从选定的状态继续',
  'restore.none': '不带状态',
  'restore.time': '不带状态，从 {{at}} 的数据读起',
  'mode.savepoint': '做保存点',
  'mode.drain': '排空后结束',
  'mode.cancel': '直接取消',
  'stop.savepoint': '先做保存点',
  'stop.cancel': '从最后一个检查点继续',
  'rollback.from-new-state': '沿用现在的状态',
  'rollback.from-old-savepoint': '回到升级前的保存点',
  'state.keep': '状态文件保留',
  'state.delete': '状态文件一并删除，释放 {{size}}',
  'plan.upgrade': '升级',
  'plan.restart': '重启',
  'plan.rescale': '调整并行度',
  'plan.rollback': '回退',
  'step.stop': '停止',
  'step.start': '启动',
  'step.verify': '验证',
  'step.roll-back': '恢复旧版本',
  'run.fresh': '不带状态',
  'run.restored': '恢复自 {{place}}',
  'run.recovery': '第 {{recovery}} 次自动恢复，{{from}}',
  details: '详情',
} as const;

const en: EnglishOf<typeof zh> = {
  'job.created': 'Job created',
  'job.updated': 'Changed: {{fields}}',
  'job.published': 'Draft published as version {{version}}',
  'job.start-requested': 'Start of version {{version}} asked for, {{restore}}',
  'job.stop-requested': 'Stop asked for: {{mode}}',
  'job.restart-requested': 'Restart of version {{version}} asked for, {{stop}}',
  'job.upgrade-requested': 'Upgrade from version {{from}} to {{to}} asked for',
  'job.rollback-requested': 'Roll-back to version {{to}} asked for, {{mode}}',
  'job.rescale-requested': 'Parallelism {{to}} asked for, was {{from}}',
  'job.delete-requested': 'Delete asked for',
  'job.deleted': 'Job deleted, {{state}}',
  'savepoint.requested': 'Savepoint asked for',
  'savepoint.delete-requested': 'Delete of savepoint {{place}} asked for',
  'job.stop-failed': 'Not stopped: the savepoint failed, and the job goes on',
  'job.gave-up': 'No further automatic recovery',
  'plan.begun': 'Parallelism cannot change in place: restarting with a savepoint',
  'plan.done': '{{plan}} done: version {{version}} runs',
  'plan.rolled-back': '{{plan}} undone: version {{version}} runs again',
  'plan.failed': '{{plan}} failed at “{{step}}”',
  'plan.rolling-back': 'The new run failed before a checkpoint; bringing version {{toVersion}} back',
  'run.created': 'New run: version {{version}}, {{from}}',
  'run.submitted': 'Submitted to Flink',
  'run.refused': 'Submission refused',
  'run.adopted': 'The submission had arrived: Flink reports {{status}}',
  'run.write-off-requested': 'Said not to exist',
  'run.written-off': 'Written off; its JobID is never used again',
  'run.write-off-void': 'The cluster lists the job after all; it is not written off',
  'run.late': 'A submission arrived late; its Flink job is being cancelled',
  'run.restore-mismatch': 'Flink restored another state than it was given; the job is cancelled',
  'run.first-checkpoint': 'First checkpoint completed ({{checkpointId}})',
  'run.rescaled': 'Parallelism changed from {{from}} to {{to}}',
  'run.relinked': 'A Flink job still running was found again and linked',
  'job.adopted': 'The Flink job “{{name}}” of others was taken over',
  'job.bound': 'A script was bound to the job of others',
  'job.seen-outside': 'A run started outside of the platform was seen',
  'job.cancelled-outside': 'Cancelled outside of the platform',
  'job.stopped-outside': 'Stopped outside of the platform',
  'run.tasks-restarted': 'Flink restarted the tasks after {{failures}} failures',
  'run.tasks-redeployed': 'Flink deployed the tasks anew, without a failure',
  'run.checkpoints-stuck': 'No checkpoint completes: {{trouble}}',
  'run.checkpoints-resumed': 'Checkpoints complete again ({{checkpointId}})',
  'phase.changed': '{{from}} → {{to}}',
  'savepoint.completed': 'Savepoint {{place}} completed ({{size}})',
  'savepoint.failed': 'Savepoint failed',
  'savepoint.deleted': 'Savepoint {{place}} deleted ({{size}})',
  'savepoint.superseded': '{{count}} states no longer needed are being deleted',
  'savepoint.superseded_one': '{{count}} state no longer needed is being deleted',
  'phase.first': 'Now {{to}}',
  'field.name': 'name',
  'field.labels': 'labels',
  'field.settings': 'settings',
  'field.script': 'SQL',
  'field.clusterId': 'cluster',
  'field.join': ', ',
  'restore.latest': 'from the latest state',
  'restore.savepoint': 'from a chosen state',
  'restore.none': 'without state',
  'restore.time': 'without state, reading from {{at}}',
  'mode.savepoint': 'with a savepoint',
  'mode.drain': 'drain, then end',
  'mode.cancel': 'cancel at once',
  'stop.savepoint': 'with a savepoint',
  'stop.cancel': 'from the last checkpoint',
  'rollback.from-new-state': 'keeping the present state',
  'rollback.from-old-savepoint': 'to the savepoint before the upgrade',
  'state.keep': 'its state files are kept',
  'state.delete': 'its state files with it, {{size}} freed',
  'plan.upgrade': 'Upgrade',
  'plan.restart': 'Restart',
  'plan.rescale': 'Rescale',
  'plan.rollback': 'Roll-back',
  'step.stop': 'stop',
  'step.start': 'start',
  'step.verify': 'verify',
  'step.roll-back': 'bring back',
  'run.fresh': 'without state',
  'run.restored': 'restored from {{place}}',
  'run.recovery': 'automatic recovery {{recovery}}, {{from}}',
  details: 'Details',
};

const { useText: useEventText, text } = defineTexts('events', zh, en);
export { useEventText };

type Key = keyof typeof zh;

/** The text `prefix.value`, or the value itself where none is known: a newer server may know more. */
function word(prefix: string, value: unknown): string {
  const key = `${prefix}.${String(value)}`;
  return key in zh ? text(key as Key) : String(value);
}

/** The end of a path: what tells one savepoint from another. */
function placeOf(path: unknown): string {
  if (typeof path !== 'string') return '';
  return (
    path
      .replace(/\/_metadata$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? path
  );
}

function troubleOf(value: unknown): string {
  const trouble = CheckpointTrouble.safeParse(value).data;
  return trouble === undefined ? String(value) : checkpointTroubleTexts[trouble][currentLanguage()];
}

function sizeOf(bytes: unknown): string {
  return formatBytes(typeof bytes === 'number' ? bytes : null);
}

/** Params as the sentence wants them: words for codes, the end of a path, sizes people read. */
function valuesOf({ kind, params, from, to }: JobEvent): Record<string, string | number> {
  const plain = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value ?? '–')]));
  switch (kind) {
    case 'job.updated': {
      const fields = String(params['fields'] ?? '').split(', ');
      return { fields: fields.map((field) => word('field', field)).join(text('field.join')) };
    }
    case 'job.start-requested': {
      const time = params['sourceTime'];
      const restore =
        typeof time === 'string'
          ? text('restore.time', { at: formatInstant(time) })
          : word('restore', params['restore']);
      return { ...plain, restore };
    }
    case 'job.stop-requested':
      return { mode: word('mode', params['mode']) };
    case 'job.restart-requested':
      return { ...plain, stop: word('stop', params['stop']) };
    case 'job.rollback-requested':
      return { ...plain, mode: word('rollback', params['mode']) };
    case 'job.deleted':
      return {
        state: text(params['state'] === 'delete' ? 'state.delete' : 'state.keep', {
          size: sizeOf(params['freedBytes']),
        }),
      };
    case 'plan.done':
    case 'plan.rolled-back':
    case 'plan.failed':
      return { ...plain, plan: word('plan', params['planKind']), step: word('step', params['step'] ?? '') };
    case 'run.created': {
      const path = params['restorePath'];
      const state = typeof path === 'string' ? text('run.restored', { place: placeOf(path) }) : text('run.fresh');
      const recovery = Number(params['recovery'] ?? 0);
      return { ...plain, from: recovery > 0 ? text('run.recovery', { recovery, from: state }) : state };
    }
    case 'savepoint.completed':
    case 'savepoint.deleted':
    case 'savepoint.delete-requested':
      return { place: placeOf(params['path']), size: sizeOf(params['sizeBytes']) };
    case 'run.checkpoints-stuck':
      return { trouble: troubleOf(params['trouble']) };
    case 'savepoint.superseded':
      return { count: Number(params['count'] ?? 0) };
    case 'phase.changed':
      return { from: from === null ? '' : phaseText(from), to: to === null ? '' : phaseText(to) };
    default:
      return plain;
  }
}

/** A sentence about an event in the language of the moment. */
export function eventTitle(event: JobEvent): string {
  // A newer server may write kinds that this console does not know.
  if (!(event.kind in zhKinds)) return event.reason === '' ? event.kind : event.reason;
  if (event.kind === 'phase.changed' && event.from === null && event.to !== null) {
    return text('phase.first', { to: phaseText(event.to) });
  }
  return text(event.kind, valuesOf(event));
}

/** `eventTitle` for components: draws again when the language changes. */
export function useEventTitle(): (event: JobEvent) => string {
  useEventText();
  return eventTitle;
}

const marked: readonly EventKind[] = ['run.submitted', 'run.rescaled', 'run.tasks-restarted', 'run.checkpoints-stuck'];

/** True for events that belong on the time axis of a chart: restarts, failures, starts. */
export function isChartMark(event: JobEvent): boolean {
  return event.severity !== 'info' || event.to === 'RESTARTING' || marked.includes(event.kind);
}

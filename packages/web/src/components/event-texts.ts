/** Sentences for the kinds of job events; a kind without one is told in the server's own words. */
import type { JobEvent } from '@liusu/contract/job';

import { defineTexts } from '../lib/i18n.ts';
import { phaseText } from './phase-texts.ts';

const { useText, text } = defineTexts(
  'events',
  {
    'job.created': '创建作业',
    'job.updated': '修改作业',
    'job.renamed': '重命名作业',
    'job.copied': '复制作业',
    'job.deleted': '删除作业',
    'job.started': '要求启动',
    'job.stopped': '要求停止',
    'job.cancelled': '要求取消',
    'job.start': '要求启动',
    'job.stop': '要求停止',
    'job.cancel': '要求取消',
    'version.published': '发布版本',
    'run.submitted': '提交到 Flink',
    'run.failed': '运行失败',
    'run.lost': '运行丢失',
    'savepoint.started': '开始保存点',
    'savepoint.completed': '保存点完成',
    'savepoint.failed': '保存点失败',
    'checkpoint.failed': '检查点失败',
    'phase.changed': '{{from}} → {{to}}',
    'phase.first': '进入 {{to}}',
  },
  {
    'job.created': 'Job created',
    'job.updated': 'Job changed',
    'job.renamed': 'Job renamed',
    'job.copied': 'Job copied',
    'job.deleted': 'Job deleted',
    'job.started': 'Start asked for',
    'job.stopped': 'Stop asked for',
    'job.cancelled': 'Cancel asked for',
    'job.start': 'Start asked for',
    'job.stop': 'Stop asked for',
    'job.cancel': 'Cancel asked for',
    'version.published': 'Version published',
    'run.submitted': 'Submitted to Flink',
    'run.failed': 'Run failed',
    'run.lost': 'Run lost',
    'savepoint.started': 'Savepoint started',
    'savepoint.completed': 'Savepoint completed',
    'savepoint.failed': 'Savepoint failed',
    'checkpoint.failed': 'Checkpoint failed',
    'phase.changed': '{{from}} → {{to}}',
    'phase.first': 'Now {{to}}',
  },
);

type EventKey = Parameters<typeof text>[0];

const known: ReadonlySet<string> = new Set<EventKey>([
  'job.created',
  'job.updated',
  'job.renamed',
  'job.copied',
  'job.deleted',
  'job.started',
  'job.stopped',
  'job.cancelled',
  'job.start',
  'job.stop',
  'job.cancel',
  'version.published',
  'run.submitted',
  'run.failed',
  'run.lost',
  'savepoint.started',
  'savepoint.completed',
  'savepoint.failed',
  'checkpoint.failed',
]);

/** A sentence about an event in the language of the moment. */
export function eventTitle(event: JobEvent): string {
  if (event.from !== null && event.to !== null && event.from !== event.to) {
    return text('phase.changed', { from: phaseText(event.from), to: phaseText(event.to) });
  }
  if (known.has(event.kind)) return text(event.kind as EventKey);
  return event.to === null ? event.kind : text('phase.first', { to: phaseText(event.to) });
}

/** `eventTitle` for components: draws again when the language changes. */
export function useEventTitle(): (event: JobEvent) => string {
  useText();
  return eventTitle;
}

const marked: readonly string[] = ['run.submitted', 'savepoint.failed', 'checkpoint.failed', 'run.lost'];

/** True for events that belong on the time axis of a chart: restarts, failures, starts. */
export function isChartMark(event: JobEvent): boolean {
  return event.severity !== 'info' || event.to === 'RESTARTING' || marked.includes(event.kind);
}

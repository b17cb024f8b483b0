/** The word for each phase and what it means. */
import type { Language } from '@liusu/contract/error-code';
import { type Phase, phaseWords, unreachableWords } from '@liusu/contract/lifecycle';

import { defineTexts } from '../lib/i18n.ts';

function wordsIn(language: Language): Record<Phase, string> {
  const entries = Object.entries(phaseWords).map(([phase, words]) => [phase, words[language]]);
  return Object.fromEntries(entries) as Record<Phase, string>;
}

export const { useText: usePhaseText, text: phaseText } = defineTexts(
  'phases',
  {
    ...wordsIn('zh'),
    UNREACHABLE: unreachableWords.zh,
    'means.STOPPED': '没有运行。启动后从最新状态继续。',
    'means.STARTING': '已提交，等待 Flink 确认全部任务就绪。',
    'means.RUNNING': 'Flink 确认全部任务都在运行。',
    'means.RESTARTING': '有任务失败，Flink 正按重启策略恢复。',
    'means.SUSPENDING': '正在做保存点，完成后停止。',
    'means.CANCELLING': '已要求取消，等待 Flink 确认。',
    'means.FINISHED': '输入读完，作业自然结束。',
    'means.CANCELLED': '已取消，没有做保存点。',
    'means.FAILED': '重启次数用尽，或提交被拒绝。',
    'means.LOST': 'JobManager 已不在且没有留下作业。新的运行可从最后一个检查点恢复。',
    'means.UNKNOWN': 'Flink 没有它的记录，无法判断如何结束。平台不会自行重启。',
    'means.UNREACHABLE': '集群没有应答，作业可能仍在运行。下面是最后一次看到的阶段。',
    age: '{{age}}的观测',
    never: '从未观测到',
    lastSeen: '最后观测',
    behind: '最后阶段',
    evidence: '依据',
    waiting: '正在等待',
    details: '详情',
    failure: '失败原因',
    rootCause: '根因',
    'class.user': '作业自身的问题',
    'class.environment': '外部环境的问题',
    'class.platform': '平台的问题',
    since: '{{age}}起',
    'desired.RUNNING': '应运行',
    'desired.STOPPED': '应停止',
  },
  {
    ...wordsIn('en'),
    UNREACHABLE: unreachableWords.en,
    'means.STOPPED': 'Nothing runs. A start continues from the latest state.',
    'means.STARTING': 'Submitted; waiting for Flink to report every task up.',
    'means.RUNNING': 'Flink reports every task running.',
    'means.RESTARTING': 'A task failed; Flink is restarting by its own strategy.',
    'means.SUSPENDING': 'A savepoint is being taken; the job stops when it is done.',
    'means.CANCELLING': 'Asked to cancel; waiting for Flink to confirm.',
    'means.FINISHED': 'The input was read to its end.',
    'means.CANCELLED': 'Cancelled, without a savepoint.',
    'means.FAILED': 'Its restarts are used up, or the submission was refused.',
    'means.LOST': 'Its JobManager is gone and kept nothing. A new run can restore the last checkpoint.',
    'means.UNKNOWN': 'Flink has no record of how it ended. It is not restarted without your word.',
    'means.UNREACHABLE': 'The cluster does not answer; the job may well be running. Below is the phase last seen.',
    age: 'seen {{age}}',
    never: 'never seen',
    lastSeen: 'Last seen',
    behind: 'Last phase',
    evidence: 'Evidence',
    waiting: 'Waiting',
    details: 'Details',
    failure: 'Failure',
    rootCause: 'Root cause',
    'class.user': 'The job itself',
    'class.environment': 'Its surroundings',
    'class.platform': 'The platform',
    since: 'since {{age}}',
    'desired.RUNNING': 'Should run',
    'desired.STOPPED': 'Should be stopped',
  },
);

export type Look = 'ok' | 'busy' | 'quiet' | 'done' | 'bad' | 'warn';

/** One look for each phase, everywhere. */
export const lookOfPhase: Record<Phase | 'UNREACHABLE', Look> = {
  STOPPED: 'quiet',
  STARTING: 'busy',
  RUNNING: 'ok',
  RESTARTING: 'busy',
  SUSPENDING: 'busy',
  CANCELLING: 'busy',
  FINISHED: 'done',
  CANCELLED: 'quiet',
  FAILED: 'bad',
  LOST: 'bad',
  UNKNOWN: 'warn',
  UNREACHABLE: 'warn',
};

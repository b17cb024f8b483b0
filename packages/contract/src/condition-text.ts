/** What a job's condition says to people, in both languages; `{name}` is filled from its params. */
import type { Language } from './error-code.ts';
import type { CheckpointTrouble, JobCondition } from './job.ts';

type Text = Record<Language, string>;

const conditionTexts: Record<JobCondition['code'], Text> = {
  BELOW_REQUESTED_PARALLELISM: {
    zh: '并行度低于要求：槽位不够时 Flink 先用现有的槽位运行。',
    en: 'It runs with less parallelism than asked for: Flink makes do with the slots there are.',
  },
  GAVE_UP: {
    zh: '平台不再自动恢复它；若设置了 Webhook，会发出告警。',
    en: 'The platform does not start it again by itself; an alert goes to the webhook, where one is set.',
  },
  ENDED_OUTSIDE: {
    zh: 'Flink 作业在平台之外被停止或取消。',
    en: 'Its Flink job was stopped or cancelled outside of the platform.',
  },
  OUTCOME_UNKNOWN: { zh: '无法判断它如何结束。', en: 'Nobody can tell how it ended.' },
  PLAN_FAILED: { zh: '变更失败，等你决定下一步。', en: 'The change failed. It waits for your decision.' },
  ROLLED_BACK: { zh: '变更失败，旧版本已恢复运行。', en: 'The change failed; what ran before runs again.' },
  TASKS_FAILING: {
    zh: '任务失败了 {failures} 次，Flink 正在重启它们。',
    en: 'Its tasks failed {failures} times, and Flink is restarting them.',
  },
  NO_FREE_SLOT: {
    zh: '在等任务槽：集群的 {total} 个槽都被占用。停止不用的作业，或增加 TaskManager。',
    en: 'It waits for a slot: all {total} of the cluster are taken. Stop jobs you do not need, or add TaskManagers.',
  },
  NO_CHECKPOINTS: {
    zh: '较长时间没有检查点完成：{trouble}。若此时失败，会从上一个检查点重放。',
    en: 'No checkpoint has completed for long: {trouble}. A failure now would replay from the last one.',
  },
};

/** Why no checkpoint completes, within a sentence. */
export const checkpointTroubleTexts: Record<CheckpointTrouble, Text> = {
  TIMED_OUT: { zh: '检查点超时', en: 'they time out' },
  DECLINED: { zh: '任务拒绝做检查点', en: 'a task declines them' },
  FAILED: { zh: '检查点失败', en: 'they fail' },
  SLOW: { zh: '正在做的一个很久还没做完', en: 'one has been under way for long' },
  NONE: { zh: '没有触发检查点', en: 'none is taken' },
};

/** The sentence of a condition in one language, without what Flink says of it (`cause`). */
export function conditionText({ code, params }: Pick<JobCondition, 'code' | 'params'>, language: Language): string {
  return conditionTexts[code][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '');
    return name === 'trouble' && value in checkpointTroubleTexts
      ? checkpointTroubleTexts[value as CheckpointTrouble][language]
      : value;
  });
}

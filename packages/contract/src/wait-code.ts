/** Why the controller waits. Codes are API: they are never renamed or reused, and each has a sentence in both languages. */
import { z } from 'zod';

import { Instant } from './ids.ts';

export const WaitCode = z.enum([
  'CLUSTER_UNREACHABLE',
  'CLUSTER_STARTING',
  'GATEWAY_UNAVAILABLE',
  'WAITING_FOR_RUNNING',
  'WAITING_FOR_FLINK',
  'WAITING_FOR_CHECKPOINT',
  'SAVEPOINT_IN_PROGRESS',
  'SUBMISSION_UNRESOLVED',
  'SUBMISSION_UNPROVABLE',
  'ABSENCE_NOT_PROVEN',
  'FENCING_OLD_PROCESSES',
  'RECOVERY_BACKOFF',
  'RECOVERY_EXHAUSTED',
  'RECOVERY_OFF',
  'PLAN_FAILED',
  'JOB_STATE_UNVERIFIED',
  'SAVEPOINT_NOT_USABLE',
  'CANCELLED_OUTSIDE',
  'OUTSIDE_JOBS_UNREAD',
  'EXTERNAL_UNBOUND',
  'OUTCOME_UNKNOWN',
  'USER_ERROR',
  'RETRYING',
]);
export type WaitCode = z.infer<typeof WaitCode>;

/** What each wait says to people. */
export const waitTexts: Record<WaitCode, { zh: string; en: string }> = {
  CLUSTER_UNREACHABLE: {
    zh: '集群没有应答。恢复之前，什么都不会改动。',
    en: 'The cluster does not answer. Nothing is changed until it does.',
  },
  CLUSTER_STARTING: { zh: '集群还没有第一次应答。', en: 'The cluster has not answered yet.' },
  GATEWAY_UNAVAILABLE: {
    zh: 'SQL Gateway 还没就绪，稍后再提交。',
    en: 'The SQL gateway is not ready; the submission follows.',
  },
  WAITING_FOR_RUNNING: { zh: '等全部任务运行起来。', en: 'Every task has to be up first.' },
  WAITING_FOR_FLINK: { zh: 'Flink 正在处理，等它答复。', en: 'Flink is at work on it.' },
  WAITING_FOR_CHECKPOINT: { zh: '等新的运行完成首个检查点。', en: 'The new run has to complete its first checkpoint.' },
  SAVEPOINT_IN_PROGRESS: { zh: 'Flink 正在写保存点。', en: 'Flink is writing the savepoint.' },
  SUBMISSION_UNRESOLVED: {
    zh: '提交结果不明。查清之前不会再提交一次。',
    en: 'It is not known whether the submission arrived. It is not sent again until that is settled.',
  },
  SUBMISSION_UNPROVABLE: {
    zh: '提交走的是另一台机器上的网关，从这里查不到它是否还会送达。确认那台机器已停用后，可认定该运行不存在。',
    en: 'It was submitted through a gateway on another machine, and nobody here can tell whether that one still sends it. Once that machine is surely gone, write the run off.',
  },
  ABSENCE_NOT_PROVEN: {
    zh: '集群上暂时看不到作业，但这不能证明它已结束，继续查找。',
    en: 'The cluster does not show the job, which proves nothing yet. It is looked for.',
  },
  FENCING_OLD_PROCESSES: {
    zh: '先确认旧进程都已退出，再启动新的运行。',
    en: 'The old processes have to be gone before a new run starts.',
  },
  RECOVERY_BACKOFF: {
    zh: '运行失败，稍后从最近的状态重新启动。',
    en: 'It failed, and will be started again from its latest state.',
  },
  RECOVERY_EXHAUSTED: {
    zh: '自动恢复的次数用完了，排查后手动启动。',
    en: 'Its automatic recoveries are used up. Look into it, then start it by hand.',
  },
  RECOVERY_OFF: {
    zh: '运行失败；按恢复策略不自动启动，排查后手动启动。',
    en: 'It failed, and its policy is not to start it again. Look into it, then start it by hand.',
  },
  PLAN_FAILED: { zh: '变更失败，等你决定下一步。', en: 'The change failed. It waits for your decision.' },
  JOB_STATE_UNVERIFIED: {
    zh: '无法确认可恢复的状态。选一个保存点，或明确不带状态启动。',
    en: 'The state to restore cannot be verified. Choose a savepoint, or start without state.',
  },
  SAVEPOINT_NOT_USABLE: {
    zh: '选定的保存点不能用于恢复，换一个。',
    en: 'The chosen savepoint cannot be restored. Choose another.',
  },
  CANCELLED_OUTSIDE: {
    zh: '作业在平台之外被取消。需要时手动启动。',
    en: 'It was cancelled outside of the platform. Start it again when ready.',
  },
  OUTSIDE_JOBS_UNREAD: {
    zh: '先弄清集群上其他作业的来历，再启动新的运行。',
    en: 'Whose the other jobs on the cluster are has to be known before a new run starts.',
  },
  EXTERNAL_UNBOUND: {
    zh: '作业由外部启动，还没有脚本。先为它绑定脚本。',
    en: 'Others started it and it has no script yet. Bind one first.',
  },
  OUTCOME_UNKNOWN: {
    zh: 'Flink 没有它如何结束的记录。核对结果后再启动。',
    en: 'Flink has no record of how it ended. Look at its results, then start it again.',
  },
  USER_ERROR: {
    zh: '问题出在作业本身，改好后再启动。',
    en: 'The job itself has to be corrected. Correct it, then start it again.',
  },
  RETRYING: { zh: '上一步出错，稍后重试。', en: 'The last step failed and will be tried again.' },
};

export const Waiting = z.object({
  code: WaitCode,
  /** In one English sentence. */
  message: z.string(),
  until: Instant.nullable(),
});
export type Waiting = z.infer<typeof Waiting>;

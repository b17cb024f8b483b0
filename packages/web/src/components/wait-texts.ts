/** What the controller waits for, in the language of the moment. A code without a text does not compile. */
import type { WaitCode } from '@liusu/contract/wait-code';

import { defineTexts } from '../lib/i18n.ts';

const zh = {
  CLUSTER_UNREACHABLE: '集群没有应答。恢复之前，什么都不会改动。',
  CLUSTER_STARTING: '集群还没有第一次应答。',
  GATEWAY_UNAVAILABLE: 'SQL Gateway 还没就绪，稍后再提交。',
  WAITING_FOR_RUNNING: '等全部任务运行起来。',
  WAITING_FOR_FLINK: 'Flink 正在处理，等它答复。',
  WAITING_FOR_CHECKPOINT: '等新的运行完成首个检查点。',
  SAVEPOINT_IN_PROGRESS: 'Flink 正在写保存点。',
  SUBMISSION_UNRESOLVED: '提交结果不明。查清之前不会再提交一次。',
  SUBMISSION_UNPROVABLE:
    '提交走的是另一台机器上的网关，从这里查不到它是否还会送达。确认那台机器已停用后，可认定该运行不存在。',
  ABSENCE_NOT_PROVEN: '集群上暂时看不到作业，但这不能证明它已结束，继续查找。',
  FENCING_OLD_PROCESSES: '先确认旧进程都已退出，再启动新的运行。',
  RECOVERY_BACKOFF: '运行失败，稍后从最近的状态重新启动。',
  RECOVERY_EXHAUSTED: '自动恢复的次数用完了，排查后手动启动。',
  RECOVERY_OFF: '运行失败；按恢复策略不自动启动，排查后手动启动。',
  PLAN_FAILED: '变更失败，等你决定下一步。',
  JOB_STATE_UNVERIFIED: '无法确认可恢复的状态。选一个保存点，或明确不带状态启动。',
  SAVEPOINT_NOT_USABLE: '选定的保存点不能用于恢复，换一个。',
  CANCELLED_OUTSIDE: '作业在平台之外被取消。需要时手动启动。',
  OUTSIDE_JOBS_UNREAD: '先弄清集群上其他作业的来历，再启动新的运行。',
  EXTERNAL_UNBOUND: '作业由外部启动，还没有脚本。先为它绑定脚本。',
  OUTCOME_UNKNOWN: 'Flink 没有它如何结束的记录。核对结果后再启动。',
  USER_ERROR: '问题出在作业本身，改好后再启动。',
  RETRYING: '上一步出错，稍后重试。',
} as const satisfies Record<WaitCode, string>;

export const { useText: useWaitText } = defineTexts('waits', zh, {
  CLUSTER_UNREACHABLE: 'The cluster does not answer. Nothing is changed until it does.',
  CLUSTER_STARTING: 'The cluster has not answered yet.',
  GATEWAY_UNAVAILABLE: 'The SQL gateway is not ready; the submission follows.',
  WAITING_FOR_RUNNING: 'Every task has to be up first.',
  WAITING_FOR_FLINK: 'Flink is at work on it.',
  WAITING_FOR_CHECKPOINT: 'The new run has to complete its first checkpoint.',
  SAVEPOINT_IN_PROGRESS: 'Flink is writing the savepoint.',
  SUBMISSION_UNRESOLVED: 'It is not known whether the submission arrived. It is not sent again until that is settled.',
  SUBMISSION_UNPROVABLE:
    'It was submitted through a gateway on another machine, and nobody here can tell whether that one still sends it. Once that machine is surely gone, write the run off.',
  ABSENCE_NOT_PROVEN: 'The cluster does not show the job, which proves nothing yet. It is looked for.',
  FENCING_OLD_PROCESSES: 'The old processes have to be gone before a new run starts.',
  RECOVERY_BACKOFF: 'It failed, and will be started again from its latest state.',
  RECOVERY_EXHAUSTED: 'Its automatic recoveries are used up. Look into it, then start it by hand.',
  RECOVERY_OFF: 'It failed, and its policy is not to start it again. Look into it, then start it by hand.',
  PLAN_FAILED: 'The change failed. It waits for your decision.',
  JOB_STATE_UNVERIFIED: 'The state to restore cannot be verified. Choose a savepoint, or start without state.',
  SAVEPOINT_NOT_USABLE: 'The chosen savepoint cannot be restored. Choose another.',
  CANCELLED_OUTSIDE: 'It was cancelled outside of the platform. Start it again when ready.',
  OUTSIDE_JOBS_UNREAD: 'Whose the other jobs on the cluster are has to be known before a new run starts.',
  EXTERNAL_UNBOUND: 'Others started it and it has no script yet. Bind one first.',
  OUTCOME_UNKNOWN: 'Flink has no record of how it ended. Look at its results, then start it again.',
  USER_ERROR: 'The job itself has to be corrected. Correct it, then start it again.',
  RETRYING: 'The last step failed and will be tried again.',
});

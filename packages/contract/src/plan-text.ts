/** What plans, their states and their steps are called where people read them. */
import type { PlanKind, PlanState, PlanStepKind } from './job-plan.ts';
import type { Words } from './words.ts';

export const planKindWords = {
  upgrade: { zh: '升级', en: 'upgrade' },
  restart: { zh: '重启', en: 'restart' },
  rescale: { zh: '调整并行度', en: 'rescale' },
  rollback: { zh: '回退', en: 'rollback' },
} as const satisfies Record<PlanKind, Words>;

export const planStateWords = {
  ACTIVE: { zh: '进行中', en: 'Under way' },
  ROLLING_BACK: { zh: '正在恢复旧版本', en: 'Bringing the old version back' },
  DONE: { zh: '完成', en: 'Done' },
  ROLLED_BACK: { zh: '已恢复旧版本', en: 'The old version is back' },
  FAILED: { zh: '失败，等你决定', en: 'Failed, waits for your decision' },
  SUPERSEDED: { zh: '被后来的命令取代', en: 'Replaced by a later command' },
} as const satisfies Record<PlanState, Words>;

export const planStepWords = {
  stop: { zh: '停下旧运行', en: 'Stop the old run' },
  start: { zh: '启动新运行', en: 'Start the new run' },
  verify: { zh: '验证首个检查点', en: 'First checkpoint' },
  'roll-back': { zh: '恢复旧版本', en: 'Bring the old back' },
} as const satisfies Record<PlanStepKind, Words>;

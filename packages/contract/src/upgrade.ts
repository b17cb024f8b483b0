/**
 * What becomes of a job's state when its SQL is changed. Told before anything stops, for each stateful operator, with a
 * reason. Codes are API: they are never renamed or reused.
 */
import { z } from 'zod';

import { idOf } from './ids.ts';
import { SqlDiagnostic } from './sql.ts';
import { type Words, words } from './words.ts';

/**
 * - compatible     every stateful operator takes over its state
 * - partly         some operators lose their state, or start empty beside others that go on
 * - incompatible   no operator that computes takes over any state
 * - same-topology  no plan is stored, but it is the very version that wrote the state: Flink finds it by the topology
 * - unknown        it cannot be told before it is tried
 */
export const UpgradeOutcome = z.enum(['compatible', 'partly', 'incompatible', 'same-topology', 'unknown']);
export type UpgradeOutcome = z.infer<typeof UpgradeOutcome>;

// prettier-ignore
export const upgradeReasons = {
  // Operators
  SAME: words('状态原样接续。', 'It goes on with its state.'),
  TTL_CHANGED: words('状态接续；只有状态保留时间变了。', 'It goes on with its state; only the time state is kept has changed.'),
  GROUPING_KEY_CHANGED: words('分组键变了，旧的分组无从对应。', 'It groups by another key: nothing in the old groups can be carried over.'),
  AGGREGATE_CHANGED: words('聚合函数、参数或顺序变了，旧的累加值不再适用。', 'Its aggregate functions, their arguments or their order changed: the old sums mean something else.'),
  TYPE_CHANGED: words('存储列的类型变了，Flink 读不了旧状态。', 'A column it stores has another type: Flink cannot read the old state.'),
  WINDOW_CHANGED: words('窗口的类型、大小或时间列变了。', 'The kind, size or time column of its window changed.'),
  JOIN_KEY_CHANGED: words('关联键变了，已存的行按旧键存放。', 'It joins by another key; the rows it keeps are filed under the old one.'),
  JOIN_CHANGED: words('关联方式或条件变了，已存的行含义不同。', 'The kind or condition of the join changed: the rows it keeps mean something else.'),
  INPUT_COLUMNS_CHANGED: words('它保存整行，而输入的列变了。', 'It keeps whole rows, and the columns that reach it changed.'),
  RANKING_CHANGED: words('分区、排序或名次范围变了。', 'The partition, the order or the number of ranks kept changed.'),
  PATTERN_CHANGED: words('匹配模式或条件变了，进行中的匹配无法继续。', 'The pattern or its conditions changed: matches under way cannot go on.'),
  SETTING_CHANGED: words('影响状态格式的执行选项变了。', 'An execution option that shapes its state changed.'),
  TTL_SWITCHED: words('状态保留时间从无限改为有限（或相反），该引擎读不了旧状态。', 'State had no end of life and now has one, or the reverse: this engine cannot read the old state then.'),
  UPSTREAM_STATE_LOST: words('上游会发更新的算子丢了状态，这里的旧值将无人撤回，因此一并重来。', 'An operator before it that sends updates loses its state: nobody would take back what is counted here, so it starts anew as well.'),
  UPSTREAM_FILTER_CHANGED: words('更新流上的过滤条件变了，已计入的行可能永远撤不回。', 'A filter on a stream of updates changed: rows already counted might never be taken back.'),
  AMBIGUOUS: words('有几个同样的算子都可能是它的后继，无法分辨。', 'Several equal operators could be its successor, and nothing tells them apart.'),
  OPERATOR_REMOVED: words('新版本里没有这个算子了，它的状态会被丢弃。', 'The new version has no such operator: its state is dropped.'),
  OPERATOR_ADDED: words('新算子，从空状态开始，只看得到从现在起的数据。', 'It is new and starts empty: it sees only what comes from now on.'),
  OPERATOR_ADDED_WITH_SOURCE: words('新算子，连同新的数据源一起从头开始。', 'It is new, and so are its sources: both start from their beginning.'),
  OTHER_CHANGE: words('它的定义变了，旧状态不能确定适用。', 'Its definition changed: the old state cannot be taken to fit.'),
  SOURCE_CHANGED: words('这张表读的是另一处数据（连接器、主题或路径变了），读取位置从头开始。', 'The table now reads from somewhere else (connector, topic or path changed): reading positions start anew.'),
  SOURCE_REMOVED: words('不再读取这张表，读取位置会被丢弃。', 'This table is no longer read: its reading positions are dropped.'),
  SINK_CHANGED: words('这张表写到了另一处，写入端的状态重新开始。', 'The table now writes to somewhere else: the state of the writer starts anew.'),
  SINK_STATE_CHANGED: words('写入前用于排序更新的列变了。', 'The columns by which updates are put in order before writing changed.'),
  SINK_REMOVED: words('不再写入这张表，写入端的状态会被丢弃。', 'This table is no longer written: the state of its writer is dropped.'),
  IDS_NOT_OURS: words('该连接器给算子自己编号，同一张表用了多次，无法保证对应。', 'Its connector numbers its operators itself, and the table is used more than once: they cannot be told apart for certain.'),
  // The whole
  ALL_KEPT: words('所有状态都能接续。', 'All state is carried over.'),
  SOME_LOST: words('部分算子的状态不能接续，见下。', 'Some operators do not take over their state, see below.'),
  ALL_LOST: words('没有一个计算算子能接续状态。', 'No operator that computes takes over its state.'),
  MAX_PARALLELISM_CHANGED: words('最大并行度变了：Flink 按它划分状态，改后无法恢复。改回原值，或不带状态启动。', 'The maximum parallelism changed: Flink divides state by it and cannot restore it with another. Set it back, or start without state.'),
  NO_STATE: words('作业还没有可恢复的状态。', 'The job has no state to take over yet.'),
  SAME_VERSION: words('与写下状态的是同一版本，拓扑不变。', 'It is the version that wrote the state: its topology is the same.'),
  BATCH: words('批作业不保留状态。', 'A batch job keeps no state.'),
  STATE_WITHOUT_PLAN: words('写下状态的运行没有保存执行计划，只能试过才知道。', 'The run that wrote the state stored no plan: it can only be tried.'),
  PLAN_NOT_SUPPORTED: words('Flink 不能为这段 SQL 保存执行计划。', 'Flink cannot store a plan for this SQL.'),
  HINTS_NOT_SUPPORTED: words('OPTIONS 提示不会保存在执行计划里，因此直接提交 SQL。', 'OPTIONS hints are not kept in a stored plan: the SQL is submitted as it is.'),
  CATALOG_NOT_SUPPORTED: words('存储的执行计划用不了这个目录里的表，因此直接提交 SQL。', 'A stored plan cannot use tables of this catalog: the SQL is submitted as it is.'),
  ENGINE_CHANGED: words('引擎版本变了，状态能否读取只能试过才知道。', 'The engine is another version: whether it reads the state can only be tried.'),
  NOT_CHECKED: words('脚本用到的对象要到运行时才创建，或现在连不上：能否编译只能试过才知道。', 'It uses what is only made when it runs, or what cannot be reached now: whether it compiles can only be tried.'),
  NOT_COMPILED: words('无法编译，先修正 SQL。', 'It does not compile; correct the SQL first.'),
} as const satisfies Record<string, Words>;

export type UpgradeReason = keyof typeof upgradeReasons;
export const UpgradeReason = z.enum(Object.keys(upgradeReasons) as [UpgradeReason, ...UpgradeReason[]]);

/** A reason in both languages. */
const Text = z.object({ zh: z.string(), en: z.string() });

export const OperatorVerdict = z.object({
  /** Flink's own description of the operator. */
  operator: z.string(),
  /** Flink's name of its kind, such as `group-aggregate`. */
  kind: z.string(),
  /** Kept: goes on with its state. Lost: its state is not taken over. Empty: new, starts without state. */
  state: z.enum(['kept', 'lost', 'empty']),
  code: UpgradeReason,
  text: Text,
  /** Ids in the stored plans; null where there is none. */
  oldNode: z.number().int().nullable(),
  newNode: z.number().int().nullable(),
});
export type OperatorVerdict = z.infer<typeof OperatorVerdict>;

export const UpgradeVerdict = z.object({
  outcome: UpgradeOutcome,
  code: UpgradeReason,
  text: Text,
  /** What Flink said, where the reason is Flink's. */
  detail: z.string().nullable(),
  /** How it would be submitted. */
  submission: z.enum(['stored-plan', 'statement-set']),
  /** The run whose state would be taken over; null when there is none. */
  fromRunId: idOf('run').nullable(),
  fromVersion: z.number().int().nullable(),
  /** Null for the draft. */
  toVersion: z.number().int().nullable(),
  operators: z.array(OperatorVerdict),
  /** Of a script that does not compile: what is wrong with it, and where. */
  errors: z.array(SqlDiagnostic),
});
export type UpgradeVerdict = z.infer<typeof UpgradeVerdict>;

/** True when it cannot run at all: nobody's consent lets it pass. */
export function isRefused({ code }: Pick<UpgradeVerdict, 'code'>): boolean {
  return code === 'NOT_COMPILED';
}

/** True when it may go on only by a person's explicit choice. */
export function needsConsent(outcome: UpgradeOutcome): boolean {
  return outcome === 'partly' || outcome === 'incompatible';
}

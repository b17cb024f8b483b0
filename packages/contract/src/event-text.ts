/** What a job event says to people, in both languages; `{name}` is filled from its params. A kind without a sentence does not compile. */
import { checkpointTroubleTexts } from './condition-text.ts';
import type { Language } from './error-code.ts';
import type { EventKind } from './event-kind.ts';
import { CheckpointTrouble, type JobEvent } from './job.ts';
import { type Phase, phaseWords } from './lifecycle.ts';

type Text = Record<Language, string>;
type Values = Record<string, string | number>;

/** How the reader's surroundings write sizes and instants. */
export interface EventFormats {
  /** Null when nobody knows the size. */
  bytes(bytes: number | null): string;
  /** ISO 8601. */
  instant(at: string): string;
}

const kindTexts: Record<EventKind, Text> = {
  'job.created': { zh: '创建作业', en: 'Job created' },
  'job.updated': { zh: '修改{fields}', en: 'Changed: {fields}' },
  'job.published': { zh: '把草稿发布为版本 {version}', en: 'Draft published as version {version}' },
  'job.start-requested': {
    zh: '要求启动版本 {version}，{restore}',
    en: 'Start of version {version} asked for, {restore}',
  },
  'job.stop-requested': { zh: '要求停止：{mode}', en: 'Stop asked for: {mode}' },
  'job.restart-requested': {
    zh: '要求重启版本 {version}，{stop}',
    en: 'Restart of version {version} asked for, {stop}',
  },
  'job.upgrade-requested': {
    zh: '要求从版本 {from} 升级到版本 {to}',
    en: 'Upgrade from version {from} to {to} asked for',
  },
  'job.rollback-requested': { zh: '要求回退到版本 {to}，{mode}', en: 'Roll-back to version {to} asked for, {mode}' },
  'job.rescale-requested': { zh: '要求把并行度从 {from} 改为 {to}', en: 'Parallelism {to} asked for, was {from}' },
  'job.delete-requested': { zh: '要求删除作业', en: 'Delete asked for' },
  'job.deleted': { zh: '删除作业，{state}', en: 'Job deleted, {state}' },
  'savepoint.requested': { zh: '要求做保存点', en: 'Savepoint asked for' },
  'savepoint.delete-requested': { zh: '要求删除保存点 {place}', en: 'Delete of savepoint {place} asked for' },
  'job.stop-failed': {
    zh: '没能停下：保存点失败，作业继续运行',
    en: 'Not stopped: the savepoint failed, and the job goes on',
  },
  'job.gave-up': { zh: '不再自动恢复', en: 'No further automatic recovery' },
  'plan.begun': {
    zh: '不能就地调整并行度，改为带保存点重启',
    en: 'Parallelism cannot change in place: restarting with a savepoint',
  },
  'plan.done': { zh: '{plan}完成，版本 {version} 在运行', en: '{plan} done: version {version} runs' },
  'plan.rolled-back': {
    zh: '{plan}已撤回，版本 {version} 恢复运行',
    en: '{plan} undone: version {version} runs again',
  },
  'plan.failed': { zh: '{plan}失败，停在“{step}”', en: '{plan} failed at “{step}”' },
  'plan.rolling-back': {
    zh: '新运行未完成检查点就失败了，正在恢复版本 {toVersion}',
    en: 'The new run failed before a checkpoint; bringing version {toVersion} back',
  },
  'run.created': { zh: '新的运行：版本 {version}，{from}', en: 'New run: version {version}, {from}' },
  'run.submitted': { zh: '已提交到 Flink', en: 'Submitted to Flink' },
  'run.refused': { zh: '提交被拒绝', en: 'Submission refused' },
  'run.adopted': { zh: '提交已经送达：Flink 报告 {status}', en: 'The submission had arrived: Flink reports {status}' },
  'run.late': {
    zh: '迟到的提交出现了，正在取消它的 Flink 作业',
    en: 'A submission arrived late; its Flink job is being cancelled',
  },
  'run.write-off-requested': { zh: '认定该运行不存在', en: 'Said not to exist' },
  'run.written-off': { zh: '该运行按认定结束，其 JobID 不再使用', en: 'Written off; its JobID is never used again' },
  'run.write-off-void': {
    zh: '集群上又看到了该作业，之前的认定作废',
    en: 'The cluster lists the job after all; it is not written off',
  },
  'run.restore-mismatch': {
    zh: 'Flink 恢复的不是指定的状态，作业被取消',
    en: 'Flink restored another state than it was given; the job is cancelled',
  },
  'run.first-checkpoint': { zh: '完成首个检查点（{checkpointId}）', en: 'First checkpoint completed ({checkpointId})' },
  'run.rescaled': { zh: '并行度从 {from} 改为 {to}', en: 'Parallelism changed from {from} to {to}' },
  'run.relinked': {
    zh: '找回正在运行的 Flink 作业，已重新关联',
    en: 'A Flink job still running was found again and linked',
  },
  'job.adopted': { zh: '接管外部的 Flink 作业“{name}”', en: 'The Flink job “{name}” of others was taken over' },
  'job.bound': { zh: '为外部作业绑定脚本', en: 'A script was bound to the job of others' },
  'job.seen-outside': { zh: '发现平台之外启动的运行', en: 'A run started outside of the platform was seen' },
  'job.cancelled-outside': { zh: '在平台之外被取消', en: 'Cancelled outside of the platform' },
  'job.stopped-outside': { zh: '在平台之外被停止', en: 'Stopped outside of the platform' },
  'run.tasks-restarted': {
    zh: 'Flink 重启了任务，失败 {failures} 次',
    en: 'Flink restarted the tasks after {failures} failures',
  },
  'run.tasks-redeployed': {
    zh: 'Flink 重新部署了任务，没有失败',
    en: 'Flink deployed the tasks anew, without a failure',
  },
  'run.checkpoints-stuck': { zh: '检查点一直没有完成：{trouble}', en: 'No checkpoint completes: {trouble}' },
  'run.checkpoints-resumed': {
    zh: '检查点恢复完成（{checkpointId}）',
    en: 'Checkpoints complete again ({checkpointId})',
  },
  'phase.changed': { zh: '{from} → {to}', en: '{from} → {to}' },
  'savepoint.completed': { zh: '保存点完成 {place}（{size}）', en: 'Savepoint {place} completed ({size})' },
  'savepoint.failed': { zh: '保存点失败', en: 'Savepoint failed' },
  'savepoint.deleted': { zh: '保存点已删除 {place}（{size}）', en: 'Savepoint {place} deleted ({size})' },
  'savepoint.superseded': {
    zh: '清理不再需要的状态 {count} 份',
    en: '{count} states no longer needed are being deleted',
  },
};

const oneSuperseded: Text = {
  zh: kindTexts['savepoint.superseded'].zh,
  en: '{count} state no longer needed is being deleted',
};

const wordTexts = {
  'phase.first': { zh: '进入{to}', en: 'Now {to}' },
  'field.name': { zh: '名称', en: 'name' },
  'field.labels': { zh: '标签', en: 'labels' },
  'field.settings': { zh: '设置', en: 'settings' },
  'field.script': { zh: ' SQL', en: 'SQL' },
  'field.clusterId': { zh: '集群', en: 'cluster' },
  'field.join': { zh: '、', en: ', ' },
  'restore.latest': { zh: '从最新状态继续', en: 'from the latest state' },
  'restore.savepoint': { zh: '从选定的状态继续', en: 'from a chosen state' },
  'restore.none': { zh: '不带状态', en: 'without state' },
  'restore.time': { zh: '不带状态，从 {at} 的数据读起', en: 'without state, reading from {at}' },
  'mode.savepoint': { zh: '做保存点', en: 'with a savepoint' },
  'mode.drain': { zh: '排空后结束', en: 'drain, then end' },
  'mode.cancel': { zh: '直接取消', en: 'cancel at once' },
  'stop.savepoint': { zh: '先做保存点', en: 'with a savepoint' },
  'stop.cancel': { zh: '从最后一个检查点继续', en: 'from the last checkpoint' },
  'rollback.from-new-state': { zh: '沿用现在的状态', en: 'keeping the present state' },
  'rollback.from-old-savepoint': { zh: '回到升级前的保存点', en: 'to the savepoint before the upgrade' },
  'state.keep': { zh: '状态文件保留', en: 'its state files are kept' },
  'state.delete': { zh: '状态文件一并删除，释放 {size}', en: 'its state files with it, {size} freed' },
  'plan.upgrade': { zh: '升级', en: 'Upgrade' },
  'plan.restart': { zh: '重启', en: 'Restart' },
  'plan.rescale': { zh: '调整并行度', en: 'Rescale' },
  'plan.rollback': { zh: '回退', en: 'Roll-back' },
  'step.stop': { zh: '停止', en: 'stop' },
  'step.start': { zh: '启动', en: 'start' },
  'step.verify': { zh: '验证', en: 'verify' },
  'step.roll-back': { zh: '恢复旧版本', en: 'bring back' },
  'run.fresh': { zh: '不带状态', en: 'without state' },
  'run.restored': { zh: '恢复自 {place}', en: 'restored from {place}' },
  'run.recovery': { zh: '第 {recovery} 次自动恢复，{from}', en: 'automatic recovery {recovery}, {from}' },
} as const satisfies Record<string, Text>;

type Word = keyof typeof wordTexts;

/** The sentence of an event in one language; the server's own words for a kind that is newer than this code. */
export function eventText(event: JobEvent, language: Language, formats: EventFormats): string {
  if (!(event.kind in kindTexts)) return event.reason === '' ? event.kind : event.reason;
  const { kind, from, to } = event;
  if (kind === 'phase.changed' && from === null && to !== null) {
    return filled(wordTexts['phase.first'], language, { to: phaseIn(to, language) });
  }
  const values = valuesOf(event, language, formats);
  return filled(
    kind === 'savepoint.superseded' && values['count'] === 1 ? oneSuperseded : kindTexts[kind],
    language,
    values,
  );
}

function filled(text: Text, language: Language, values: Values = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
}

/** The text `prefix.value`, or the value itself where none is known: a newer server may know more. */
function word(prefix: string, value: unknown, language: Language): string {
  const key = `${prefix}.${String(value)}`;
  return key in wordTexts ? wordTexts[key as Word][language] : String(value);
}

function phaseIn(phase: Phase | null, language: Language): string {
  return phase === null ? '' : phaseWords[phase][language];
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

function troubleOf(value: unknown, language: Language): string {
  const trouble = CheckpointTrouble.safeParse(value).data;
  return trouble === undefined ? String(value) : checkpointTroubleTexts[trouble][language];
}

/** Params as the sentence wants them: words for codes, the end of a path, sizes people read. */
function valuesOf({ kind, params, from, to }: JobEvent, language: Language, formats: EventFormats): Values {
  const plain = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value ?? '–')]));
  const say = (key: Word, values?: Values) => filled(wordTexts[key], language, values);
  const wordOf = (prefix: string, value: unknown) => word(prefix, value, language);
  const sizeOf = (bytes: unknown) => formats.bytes(typeof bytes === 'number' ? bytes : null);
  switch (kind) {
    case 'job.updated': {
      const fields = String(params['fields'] ?? '').split(', ');
      return { fields: fields.map((field) => wordOf('field', field)).join(say('field.join')) };
    }
    case 'job.start-requested': {
      const time = params['sourceTime'];
      const restore =
        typeof time === 'string'
          ? say('restore.time', { at: formats.instant(time) })
          : wordOf('restore', params['restore']);
      return { ...plain, restore };
    }
    case 'job.stop-requested':
      return { mode: wordOf('mode', params['mode']) };
    case 'job.restart-requested':
      return { ...plain, stop: wordOf('stop', params['stop']) };
    case 'job.rollback-requested':
      return { ...plain, mode: wordOf('rollback', params['mode']) };
    case 'job.deleted': {
      const size = sizeOf(params['freedBytes']);
      return { state: say(params['state'] === 'delete' ? 'state.delete' : 'state.keep', { size }) };
    }
    case 'plan.done':
    case 'plan.rolled-back':
    case 'plan.failed':
      return { ...plain, plan: wordOf('plan', params['planKind']), step: wordOf('step', params['step'] ?? '') };
    case 'run.created': {
      const path = params['restorePath'];
      const state = typeof path === 'string' ? say('run.restored', { place: placeOf(path) }) : say('run.fresh');
      const recovery = Number(params['recovery'] ?? 0);
      return { ...plain, from: recovery > 0 ? say('run.recovery', { recovery, from: state }) : state };
    }
    case 'savepoint.completed':
    case 'savepoint.deleted':
    case 'savepoint.delete-requested':
      return { place: placeOf(params['path']), size: sizeOf(params['sizeBytes']) };
    case 'run.checkpoints-stuck':
      return { trouble: troubleOf(params['trouble'], language) };
    case 'savepoint.superseded':
      return { count: Number(params['count'] ?? 0) };
    case 'phase.changed':
      return { from: phaseIn(from, language), to: phaseIn(to, language) };
    default:
      return plain;
  }
}

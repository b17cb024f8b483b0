/** Settings of a job's draft as the options of `liusu job settings` change them. Pure: limits are the server's to hold. */
import type { JobMode, JobSettings, JobSettingsInput, RecoveryPolicy, RestartStrategy } from '@liusu/contract/job';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { text, type Text } from './language.ts';

/** Durations in ms; what is absent stays as it is. */
export interface SettingsOptions {
  mode?: JobMode;
  parallelism?: number;
  maxParallelism?: number;
  checkpointInterval?: number;
  checkpointTimeout?: number;
  checkpointMode?: JobSettings['checkpointMode'];
  checkpointsRetained?: number;
  stateTtl?: number;
  restart?: RestartStrategy['kind'];
  restartAttempts?: number;
  recovery?: RecoveryPolicy['kind'];
  recoveryAttempts?: number;
  recoveryWindow?: number;
  timeZone?: string;
  /** `key=value` of Flink options to set. */
  set?: string[];
  /** Keys of Flink options to leave out. */
  unset?: string[];
}

/** The settings after the options. Throws OPTION_INVALID for options that do not go together. */
export function changedSettings(settings: JobSettings, options: SettingsOptions): JobSettingsInput {
  const { checkpointInterval, checkpointTimeout, stateTtl } = options;
  return {
    ...settings,
    mode: options.mode ?? settings.mode,
    parallelism: options.parallelism ?? settings.parallelism,
    maxParallelism: options.maxParallelism ?? settings.maxParallelism,
    checkpointIntervalMs: checkpointInterval ?? settings.checkpointIntervalMs,
    checkpointTimeoutMs: checkpointTimeout ?? settings.checkpointTimeoutMs,
    checkpointMode: options.checkpointMode ?? settings.checkpointMode,
    checkpointsRetained: options.checkpointsRetained ?? settings.checkpointsRetained,
    stateTtlMs: stateTtl ?? settings.stateTtlMs,
    restart: restartOf(settings.restart, options),
    recovery: recoveryOf(settings.recovery, options),
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    options: flinkOptionsOf(settings.options, options),
  };
}

function restartOf(before: RestartStrategy, { restart, restartAttempts: attempts }: SettingsOptions) {
  const kind = restart ?? before.kind;
  const kept = before.kind === kind ? before : { kind };
  if (attempts === undefined) return kept;
  if (kind === 'none') throw unfit('--restart-attempts', '--restart fixed-delay, --restart exponential-delay');
  return { ...kept, kind, attempts };
}

function recoveryOf(before: RecoveryPolicy, options: SettingsOptions) {
  const { recoveryAttempts: attempts, recoveryWindow: windowMs } = options;
  const kind = options.recovery ?? before.kind;
  const kept = before.kind === kind ? before : { kind };
  if (attempts === undefined && windowMs === undefined) return kept;
  if (kind !== 'bounded') {
    throw unfit(attempts === undefined ? '--recovery-window' : '--recovery-attempts', '--recovery bounded');
  }
  return {
    ...kept,
    kind,
    ...(attempts === undefined ? {} : { attempts }),
    ...(windowMs === undefined ? {} : { windowMs }),
  };
}

function flinkOptionsOf(before: JobSettings['options'], { set = [], unset = [] }: SettingsOptions) {
  const after = { ...before };
  for (const key of unset) {
    if (!(key in after)) {
      const zh = `草稿的设置里没有 ${key}，无法去掉。`;
      throw new LiusuError('OPTION_INVALID', text(zh, `the draft has no option ${key} to leave out`));
    }
    Reflect.deleteProperty(after, key);
  }
  for (const pair of set) {
    const at = pair.indexOf('=');
    if (at < 1) {
      const zh = `--set 写作 键=值，而不是 ${pair}。`;
      throw new LiusuError('OPTION_INVALID', text(zh, `--set takes key=value, not ${pair}`));
    }
    after[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return after;
}

function unfit(option: string, needed: string): LiusuError {
  return new LiusuError(
    'OPTION_INVALID',
    text(`${option} 只能与 ${needed} 一起用。`, `${option} goes with ${needed} alone`),
  );
}

/** Settings line by line: what each is called, and its value as the options take it. */
export function settingsRows(settings: JobSettings): [name: Text, value: string][] {
  const { restart, recovery } = settings;
  return [
    [text('模式', 'mode'), settings.mode],
    [text('并行度', 'parallelism'), String(settings.parallelism)],
    [text('最大并行度', 'max parallelism'), String(settings.maxParallelism)],
    [text('检查点间隔', 'checkpoint interval'), spanText(settings.checkpointIntervalMs)],
    [text('检查点超时', 'checkpoint timeout'), spanText(settings.checkpointTimeoutMs)],
    [text('检查点语义', 'checkpoint mode'), settings.checkpointMode],
    [text('保留的检查点', 'checkpoints retained'), String(settings.checkpointsRetained)],
    [text('空闲状态保留', 'idle state kept'), settings.stateTtlMs === 0 ? '0' : spanText(settings.stateTtlMs)],
    [text('任务失败时', 'when tasks fail'), restartText(restart)],
    [text('运行失败后', 'when a run failed'), recoveryText(recovery)],
    [text('时区', 'time zone'), settings.timeZone ?? '-'],
    ...Object.entries(settings.options).map(([key, value]): [Text, string] => [text(key, key), value]),
  ];
}

function restartText(restart: RestartStrategy): string {
  switch (restart.kind) {
    case 'none':
      return restart.kind;
    case 'fixed-delay':
      return `${restart.kind} × ${restart.attempts}, ${spanText(restart.delayMs)}`;
    case 'exponential-delay':
      return `${restart.kind} × ${restart.attempts}, ${spanText(restart.initialMs)} – ${spanText(restart.maxMs)}`;
  }
}

function recoveryText(recovery: RecoveryPolicy): string {
  if (recovery.kind === 'never') return recovery.kind;
  const pauses = `${spanText(recovery.initialMs)} – ${spanText(recovery.maxMs)}`;
  return recovery.kind === 'always'
    ? `${recovery.kind}, ${pauses}`
    : `${recovery.kind} × ${recovery.attempts} / ${spanText(recovery.windowMs)}, ${pauses}`;
}

const units: [name: string, ms: number][] = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** Milliseconds in the largest unit that keeps them whole, as the options read them: 90,000 is "90s". */
export function spanText(ms: number): string {
  const [unit, size] = units.find(([, candidate]) => ms > 0 && ms % candidate === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

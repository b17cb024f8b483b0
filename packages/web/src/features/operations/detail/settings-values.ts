/** Between settings as the API has them (ms) and as the form shows them (seconds, hours, lines). Pure. */
import type { JobSettings } from '@liusu/contract/job';

import { parsePairs, printPairs } from '../../../lib/pairs.ts';

export interface SettingsValues {
  mode: JobSettings['mode'];
  parallelism: number;
  maxParallelism: number;
  timeZone: string;
  intervalS: number;
  timeoutS: number;
  guarantee: JobSettings['checkpointMode'];
  retained: number;
  stateTtlH: number;
  restartKind: JobSettings['restart']['kind'];
  attempts: number;
  initialS: number;
  maxS: number;
  delayS: number;
  recoveryKind: JobSettings['recovery']['kind'];
  recoveryAttempts: number;
  recoveryWindowMin: number;
  recoveryInitialS: number;
  recoveryMaxS: number;
  options: string;
}

const second = 1000;
const minute = 60_000;
const hour = 3_600_000;

export function valuesOf(settings: JobSettings): SettingsValues {
  const { restart, recovery } = settings;
  return {
    mode: settings.mode,
    parallelism: settings.parallelism,
    maxParallelism: settings.maxParallelism,
    timeZone: settings.timeZone ?? '',
    intervalS: settings.checkpointIntervalMs / second,
    timeoutS: settings.checkpointTimeoutMs / second,
    guarantee: settings.checkpointMode,
    retained: settings.checkpointsRetained,
    stateTtlH: settings.stateTtlMs / hour,
    restartKind: restart.kind,
    attempts: restart.kind === 'none' ? 10 : restart.attempts,
    initialS: restart.kind === 'exponential-delay' ? restart.initialMs / second : 1,
    maxS: restart.kind === 'exponential-delay' ? restart.maxMs / second : 60,
    delayS: restart.kind === 'fixed-delay' ? restart.delayMs / second : 10,
    recoveryKind: recovery.kind,
    recoveryAttempts: recovery.kind === 'bounded' ? recovery.attempts : 5,
    recoveryWindowMin: (recovery.kind === 'bounded' ? recovery.windowMs : hour) / minute,
    recoveryInitialS: recovery.kind === 'never' ? 5 : recovery.initialMs / second,
    recoveryMaxS: recovery.kind === 'never' ? 300 : recovery.maxMs / second,
    options: printPairs(settings.options, ':'),
  };
}

function restartOf(values: SettingsValues): JobSettings['restart'] {
  const { attempts } = values;
  switch (values.restartKind) {
    case 'exponential-delay':
      return { kind: 'exponential-delay', attempts, initialMs: values.initialS * second, maxMs: values.maxS * second };
    case 'fixed-delay':
      return { kind: 'fixed-delay', attempts, delayMs: values.delayS * second };
    case 'none':
      return { kind: 'none' };
  }
}

function recoveryOf(values: SettingsValues): JobSettings['recovery'] {
  const pauses = {
    initialMs: Math.round(values.recoveryInitialS * second),
    maxMs: Math.round(values.recoveryMaxS * second),
  };
  switch (values.recoveryKind) {
    case 'never':
      return { kind: 'never' };
    case 'bounded': {
      const windowMs = Math.round(values.recoveryWindowMin * minute);
      return { kind: 'bounded', attempts: values.recoveryAttempts, windowMs, ...pauses };
    }
    case 'always':
      return { kind: 'always', ...pauses };
  }
}

export function settingsOf(values: SettingsValues): JobSettings {
  const timeZone = values.timeZone.trim();
  return {
    mode: values.mode,
    parallelism: values.parallelism,
    maxParallelism: values.maxParallelism,
    checkpointIntervalMs: Math.round(values.intervalS * second),
    checkpointTimeoutMs: Math.round(values.timeoutS * second),
    checkpointMode: values.guarantee,
    checkpointsRetained: values.retained,
    stateTtlMs: Math.round(values.stateTtlH * hour),
    restart: restartOf(values),
    recovery: recoveryOf(values),
    ...(timeZone === '' ? {} : { timeZone }),
    options: parsePairs(values.options, ':').pairs,
  };
}

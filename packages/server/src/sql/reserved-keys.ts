/**
 * Configuration keys with an owner: the platform, or a setting of the job.
 *
 * Those of the platform may be set nowhere else. A script or a job option that sets one could run a job under another's id, on
 * another cluster, or lose its state: it is refused. The platform hands its own values over with the statement that submits,
 * so no SET or RESET before it can touch them.
 *
 * Those of a setting may be set in a script, but are no further options of a job: the settings would say one thing and Flink do
 * another. Jobs that have such options from before go on with them.
 */
import type { JobSettings } from '@liusu/contract/job';

import { LiusuError } from '../lib/errors.ts';
import { words } from './words.ts';

const prefixes = [
  '$internal.',
  'rest.',
  'execution.state-recovery.',
  'execution.savepoint.',
  'execution.savepoint-restore-mode',
  'jobmanager.',
  'high-availability',
  'security.',
  'sql-gateway.',
  'kubernetes.',
  'yarn.',
  'deployment.',
  'client.',
  'env.',
  'table.catalog-store.',
] as const;

interface Owner {
  isReserved: boolean;
  /** The setting that says the same, and the option of `liusu job settings` for it. */
  setting?: { name: keyof JobSettings; option: string };
}

const platform: Owner = { isReserved: true };

function setting(name: keyof JobSettings, option: string): Owner {
  return { isReserved: false, setting: { name, option } };
}

const retained: Owner = { ...setting('checkpointsRetained', '--checkpoints-retained'), isReserved: true };
const restart = setting('restart', '--restart');
const restartAttempts = setting('restart', '--restart-attempts');

const owners: Readonly<Record<string, Owner>> = {
  'execution.target': platform,
  'execution.attached': platform,
  'execution.shutdown-on-attached-exit': platform,
  'pipeline.name': platform,
  'pipeline.fixed-job-id': platform,
  'pipeline.jars': platform,
  'pipeline.classpaths': platform,
  'pipeline.global-job-parameters': platform,
  'execution.checkpointing.dir': platform,
  'execution.checkpointing.savepoint-dir': platform,
  'execution.checkpointing.storage': platform,
  'execution.checkpointing.externalized-checkpoint-retention': platform,
  'state.checkpoints.dir': platform,
  'state.checkpoint-storage': platform,
  'state.savepoints.dir': platform,
  'state.backend.fs.checkpointdir': platform,
  'table.resources.download-dir': platform,
  'execution.checkpointing.num-retained': retained,
  'state.checkpoints.num-retained': retained,
  'execution.runtime-mode': setting('mode', '--mode'),
  'parallelism.default': setting('parallelism', '--parallelism'),
  'pipeline.max-parallelism': setting('maxParallelism', '--max-parallelism'),
  'execution.checkpointing.interval': setting('checkpointIntervalMs', '--checkpoint-interval'),
  'execution.checkpointing.timeout': setting('checkpointTimeoutMs', '--checkpoint-timeout'),
  'execution.checkpointing.mode': setting('checkpointMode', '--checkpoint-mode'),
  'table.exec.state.ttl': setting('stateTtlMs', '--state-ttl'),
  'table.local-time-zone': setting('timeZone', '--time-zone'),
  'restart-strategy': restart,
  'restart-strategy.type': restart,
  'restart-strategy.fixed-delay.attempts': restartAttempts,
  'restart-strategy.fixed-delay.delay': restart,
  'restart-strategy.exponential-delay.initial-backoff': restart,
  'restart-strategy.exponential-delay.max-backoff': restart,
  'restart-strategy.exponential-delay.attempts-before-reset-backoff': restartAttempts,
};

function ownerOf(key: string): Owner | undefined {
  const plain = key.trim().toLowerCase();
  if (Object.hasOwn(owners, plain)) return owners[plain];
  return prefixes.some((prefix) => plain.startsWith(prefix)) ? platform : undefined;
}

/** True when only the platform may set this key. */
export function isReservedKey(key: string): boolean {
  return ownerOf(key)?.isReserved === true;
}

/** Throws SQL_RESERVED_KEY when options (of a job or a preview) hold a reserved key. */
export function checkOptions(options: Readonly<Record<string, string>>): void {
  const key = Object.keys(options).find(isReservedKey);
  if (key === undefined) return;
  const told = words(
    `不能设置 ${key}：它由平台管理。`,
    `The option ${key} may not be set: it belongs to the platform.`,
  );
  throw new LiusuError('SQL_RESERVED_KEY', told, {
    params: { key },
    fields: [{ path: `options.${key}`, message: 'belongs to the platform', zh: '由平台管理' }],
  });
}

/**
 * What is held against options when they are changed or published: throws JOB_OPTION_IS_SETTING for one that a setting of the job says,
 * SQL_RESERVED_KEY for one of the platform.
 */
export function checkNewOptions(options: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(options)) {
    const said = ownerOf(key)?.setting;
    if (said === undefined) continue;
    const { name, option } = said;
    const told = words(
      `选项 ${key} 就是作业的设置 ${name}：去掉该选项，修改设置（liusu job settings ${option}）。`,
      `The option ${key} is what the job's setting ${name} says: leave it out, and change the setting (liusu job settings ${option}).`,
    );
    throw new LiusuError('JOB_OPTION_IS_SETTING', told, {
      params: { key, setting: name },
      fields: [{ path: `options.${key}`, message: `is the setting ${name}`, zh: `就是设置 ${name}` }],
    });
  }
  checkOptions(options);
}

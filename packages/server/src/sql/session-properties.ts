/** From a job's settings to Flink's configuration. Pure. */
import type { JobSettings } from '@liusu/contract/job';

/** What the platform alone decides about one submission. */
export interface PlatformProperties {
  target: { address: string; port: number };
  flinkJobId: string;
  flinkJobName: string;
  /** Written to the job's global parameters. */
  marks: Readonly<Record<string, string>>;
  /** Folder (URI) of this run's checkpoints. */
  checkpointFolder: string;
  restorePath: string | null;
  allowNonRestored: boolean;
  checkpointsRetained: number;
}

/** Key names that differ between Flink versions. */
interface KeyNames {
  checkpointFolder: string;
  checkpointsRetained: string;
  retention: string;
  restorePath: string;
  claimMode: string;
  ignoreUnclaimed: string;
  restartType: string;
}

const currentKeys: KeyNames = {
  checkpointFolder: 'execution.checkpointing.dir',
  checkpointsRetained: 'execution.checkpointing.num-retained',
  retention: 'execution.checkpointing.externalized-checkpoint-retention',
  restorePath: 'execution.state-recovery.path',
  claimMode: 'execution.state-recovery.claim-mode',
  ignoreUnclaimed: 'execution.state-recovery.ignore-unclaimed-state',
  restartType: 'restart-strategy.type',
};

/** Before 1.20 these options had other names; 1.20 and 2.x share the new ones. */
const oldKeys: KeyNames = {
  checkpointFolder: 'state.checkpoints.dir',
  checkpointsRetained: 'state.checkpoints.num-retained',
  retention: 'execution.checkpointing.externalized-checkpoint-retention',
  restorePath: 'execution.savepoint.path',
  claimMode: 'execution.savepoint-restore-mode',
  ignoreUnclaimed: 'execution.savepoint.ignore-unclaimed-state',
  restartType: 'restart-strategy',
};

function keysOf(engine: string): KeyNames {
  const match = /(\d+)\.(\d+)/.exec(engine);
  const [major, minor] = [Number(match?.[1] ?? 2), Number(match?.[2] ?? 0)];
  return major > 1 || minor >= 20 ? currentKeys : oldKeys;
}

/**
 * Properties of the session a job is submitted from, before its script's own SETs. The job's further options come last:
 * they are checked by reserved-keys.ts before.
 */
export function settingsProperties(engine: string, settings: JobSettings, timeZone: string): Record<string, string> {
  const keys = keysOf(engine);
  const streaming: Record<string, string> =
    settings.mode === 'batch'
      ? {}
      : {
          'execution.checkpointing.interval': `${settings.checkpointIntervalMs} ms`,
          'execution.checkpointing.timeout': `${settings.checkpointTimeoutMs} ms`,
          'execution.checkpointing.mode': settings.checkpointMode,
          'table.exec.state.ttl': `${settings.stateTtlMs} ms`,
        };
  return {
    'execution.runtime-mode': settings.mode,
    'parallelism.default': String(settings.parallelism),
    'pipeline.max-parallelism': String(settings.maxParallelism),
    'table.local-time-zone': settings.timeZone ?? timeZone,
    'table.plan.compile.catalog-objects': 'IDENTIFIER',
    // A DML statement returns when Flink took the job, not when the job ended.
    'table.dml-sync': 'false',
    ...streaming,
    ...restartProperties(keys, settings.restart),
    ...settings.options,
  };
}

function restartProperties(keys: KeyNames, restart: JobSettings['restart']): Record<string, string> {
  switch (restart.kind) {
    case 'none':
      return { [keys.restartType]: 'none' };
    case 'fixed-delay':
      return {
        [keys.restartType]: 'fixed-delay',
        'restart-strategy.fixed-delay.attempts': String(restart.attempts),
        'restart-strategy.fixed-delay.delay': `${restart.delayMs} ms`,
      };
    case 'exponential-delay':
      return {
        [keys.restartType]: 'exponential-delay',
        'restart-strategy.exponential-delay.initial-backoff': `${restart.initialMs} ms`,
        'restart-strategy.exponential-delay.max-backoff': `${Math.max(restart.initialMs, restart.maxMs)} ms`,
        'restart-strategy.exponential-delay.attempts-before-reset-backoff': String(restart.attempts),
      };
  }
}

/** Where a session's statements go. */
export function targetProperties(target: { address: string; port: number }): Record<string, string> {
  return { 'execution.target': 'remote', 'rest.address': target.address, 'rest.port': String(target.port) };
}

/**
 * Reserved properties, handed over with the submitting statement itself.
 *
 * `rest.retry.max-attempts` is 0: the gateway's client would otherwise send the job again for a minute or more, even after
 * its session was closed (seen on 2.2.1), and a submission could land long after it was given up.
 */
export function platformProperties(engine: string, platform: PlatformProperties): Record<string, string> {
  const keys = keysOf(engine);
  const restore: Record<string, string> =
    platform.restorePath === null
      ? {}
      : {
          [keys.restorePath]: platform.restorePath,
          [keys.claimMode]: 'NO_CLAIM',
          [keys.ignoreUnclaimed]: String(platform.allowNonRestored),
        };
  return {
    ...targetProperties(platform.target),
    ...singleAttemptProperties,
    '$internal.pipeline.job-id': platform.flinkJobId,
    'pipeline.name': platform.flinkJobName,
    'pipeline.global-job-parameters': mapValue(platform.marks),
    [keys.checkpointFolder]: platform.checkpointFolder,
    [keys.checkpointsRetained]: String(platform.checkpointsRetained),
    [keys.retention]: 'RETAIN_ON_CANCELLATION',
    ...restore,
  };
}

/** One request to the cluster, and an end to waiting for it. */
export const singleAttemptProperties: Readonly<Record<string, string>> = {
  'rest.retry.max-attempts': '0',
  'rest.connection-timeout': '10000',
};

/**
 * How long after its session was closed a request may still be on its way to the cluster: connecting is given up after 10 s
 * (rest.connection-timeout), and what is sent is sent at once.
 */
export const lateRequestMs = 30_000;

/** Flink's form of a map: `key:value,key:value`, values in single quotes. */
export function mapValue(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}:'${value.replaceAll("'", "''")}'`)
    .join(',');
}

/**
 * Configuration keys the platform owns. A script or a job option that sets one could run a job under another's id, on
 * another cluster, or lose its state: it is refused. The platform hands its own values over with the statement that submits,
 * so no SET or RESET before it can touch them.
 */
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

const keys: ReadonlySet<string> = new Set([
  'execution.target',
  'execution.attached',
  'execution.shutdown-on-attached-exit',
  'pipeline.name',
  'pipeline.fixed-job-id',
  'pipeline.jars',
  'pipeline.classpaths',
  'pipeline.global-job-parameters',
  'execution.checkpointing.dir',
  'execution.checkpointing.savepoint-dir',
  'execution.checkpointing.storage',
  'execution.checkpointing.externalized-checkpoint-retention',
  'execution.checkpointing.num-retained',
  'state.checkpoints.dir',
  'state.checkpoints.num-retained',
  'state.checkpoint-storage',
  'state.savepoints.dir',
  'state.backend.fs.checkpointdir',
  'table.resources.download-dir',
]);

/** True when only the platform may set this key. */
export function isReservedKey(key: string): boolean {
  const plain = key.trim().toLowerCase();
  return keys.has(plain) || prefixes.some((prefix) => plain.startsWith(prefix));
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

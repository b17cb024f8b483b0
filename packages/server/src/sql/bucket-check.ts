/** Whether the platform's own Flink opens the buckets that a script names. Those of connected clusters are their own matter. */
import { LiusuError } from '../lib/errors.ts';
import type { ClusterCheck } from './cluster-jars.ts';

/** `stateOf`: undefined when no data source is of the bucket. */
export function bucketCheck(
  stateOf: (bucket: string) => Promise<'READY' | 'RESTART_NEEDED' | undefined>,
): ClusterCheck {
  return async (cluster, uses) => {
    if (!cluster.driver.capabilities.managed) return;
    for (const { kind, name, variant: bucket } of uses) {
      if (kind !== 'fileSystem' || bucket === undefined) continue;
      const state = await stateOf(bucket);
      if (state === 'READY') continue;
      const why =
        state === undefined
          ? 'no data source is of it'
          : 'its data source was added or changed after Flink was started, and Flink reads accounts when it starts';
      throw new LiusuError('BUCKET_NOT_READY', `The bucket ${bucket} cannot be opened: ${why}.`, {
        params: { kind, type: name, bucket, restart: state !== undefined },
      });
    }
  };
}

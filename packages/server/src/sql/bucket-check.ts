/** Whether the platform's own Flink opens the buckets that a script names. Those of connected clusters are their own matter. */
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
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
      const { zh, en } =
        state === undefined
          ? words('没有它的数据源', 'no data source is of it')
          : words(
              '它的数据源是在 Flink 启动之后添加或修改的，而 Flink 只在启动时读取账号',
              'its data source was added or changed after Flink was started, and Flink reads accounts when it starts',
            );
      const told = words(`存储桶 ${bucket} 打不开：${zh}。`, `The bucket ${bucket} cannot be opened: ${en}.`);
      throw new LiusuError('BUCKET_NOT_READY', told, {
        params: { kind, type: name, bucket, restart: state !== undefined },
      });
    }
  };
}

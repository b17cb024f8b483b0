import { describe, expect, it } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { clusterJarCheck, missingJars } from './cluster-jars.ts';

const lake = { file: 'paimon-flink-2.1-1.3.0.jar', acceptable: ['paimon-flink-2.1-'] };
const hadoop = { file: 'hadoop-client-api-3.3.6.jar', acceptable: ['hadoop-client-api-', 'flink-shaded-hadoop-'] };

describe('the class path of a connected cluster', () => {
  it.each([
    ['has all of it', ['paimon-flink-2.1-1.3.0.jar', 'hadoop-client-api-3.4.0.jar'], []],
    ['has another version', ['paimon-flink-2.1-1.4.2.jar', 'flink-shaded-hadoop-2-uber-2.8.3-10.0.jar'], []],
    ['has it for another Flink', ['paimon-flink-1.20-1.3.1.jar', 'hadoop-client-api-3.3.6.jar'], [lake.file]],
    ['has none of it', ['flink-dist-2.2.1.jar'], [lake.file, hadoop.file]],
  ])('%s', (_, classPath, missing) => {
    expect(missingJars([lake, hadoop], classPath).map(({ file }) => file)).toEqual(missing);
  });

  const use = { kind: 'connector' as const, name: 'paimon' };

  function cluster(managed: boolean, classPath: string[] | undefined): ClusterHandle {
    const known = {
      name: 'shared',
      engine: 'flink-2.2',
      driver: { capabilities: { managed } },
      rest: { classPath: async () => classPath },
    };
    return known as unknown as ClusterHandle;
  }
  const check = clusterJarCheck(() => [lake, hadoop]);

  it('is refused with the jars it lacks', async () => {
    await expect(check(cluster(false, ['flink-dist-2.2.1.jar']), [use])).rejects.toMatchObject({
      code: 'CLUSTER_JARS_MISSING',
      message: `The class path of the cluster shared lacks ${lake.file}, ${hadoop.file}.`,
      details: { params: { kind: 'connector', type: 'paimon' } },
    });
  });

  it('is not judged where the platform manages it, or where it does not tell', async () => {
    await check(cluster(true, []), [use]);
    await check(cluster(false, undefined), [use]);
  });
});

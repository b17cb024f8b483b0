import type { ClusterService } from '../clusters/cluster-service.ts';
import type { Handlers } from '../http/route-handler.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { LocalRestart } from './local-restart.ts';

export function restartHandlers(
  restart: LocalRestart,
  clusters: Pick<ClusterService, 'get'>,
): Handlers<'restartCluster'> {
  return {
    restartCluster: async ({ params, body }) => {
      const cluster = await clusters.get(params.clusterId);
      if (cluster.driver !== 'local')
        throw new LiusuError(
          'CONFLICT',
          words(
            `集群 ${cluster.name} 由别处管理：请在那里重启。`,
            `The cluster ${cluster.name} is managed by others: restart it there.`,
          ),
        );
      await restart.begin(body.savepointBudgetMs);
      return clusters.get(params.clusterId);
    },
  };
}

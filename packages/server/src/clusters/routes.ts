/** Handlers of the routes about clusters. */
import type { Handlers } from '../http/route-handler.ts';
import type { ClusterService } from './cluster-service.ts';

type ClusterRoute =
  'listClusters' | 'getCluster' | 'createCluster' | 'testCluster' | 'testNewCluster' | 'deleteCluster';

export function clusterHandlers(service: ClusterService): Handlers<ClusterRoute> {
  return {
    listClusters: async () => ({ items: await service.list() }),
    getCluster: ({ params }) => service.get(params.clusterId),
    createCluster: ({ body }) => service.create(body),
    testCluster: ({ params }) => service.test(params.clusterId),
    testNewCluster: ({ body }) => service.testNew(body),
    deleteCluster: async ({ params }) => {
      await service.delete(params.clusterId);
      return undefined;
    },
  };
}

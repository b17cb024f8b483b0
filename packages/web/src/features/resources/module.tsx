/** Resources: the clusters jobs run on. */
import ClusterOutlined from '@ant-design/icons/es/icons/ClusterOutlined';

import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'resources',
  routes: [
    { path: patterns.clusters, lazy: async () => ({ Component: (await import('./clusters-page.tsx')).ClustersPage }) },
  ],
  menu: {
    order: 50,
    title: { zh: '资源', en: 'Resources' },
    icon: ClusterOutlined,
    to: (projectId) => paths.clusters(projectId),
    base: 'resources',
  },
  palette: [
    {
      title: { zh: '集群', en: 'Clusters' },
      keywords: 'cluster flink taskmanager slots jiqun ziyuan',
      to: (projectId) => paths.clusters(projectId),
    },
    {
      title: { zh: '对接集群', en: 'Connect a cluster' },
      keywords: 'add cluster connect rest duijie jiqun',
      to: (projectId) => paths.clusters(projectId, { add: '1' }),
      needs: 'admin',
    },
  ],
};

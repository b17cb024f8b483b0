/** Connectors, formats, catalogs and functions that were uploaded: what scripts may use besides what Liusu brings. */
import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'resources',
  needs: 'admin',
  routes: [
    {
      path: patterns.connectors,
      lazy: async () => ({ Component: (await import('./connectors-page.tsx')).ConnectorsPage }),
    },
  ],
  palette: [
    {
      title: { zh: '自有连接器', en: 'Uploaded connectors' },
      keywords: 'connector format catalog function udf jar upload lianjieqi shangchuan',
      to: (projectId) => paths.connectors(projectId),
      needs: 'admin',
    },
  ],
};

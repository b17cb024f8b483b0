/** Operations: jobs as they run. */
import DeploymentUnitOutlined from '@ant-design/icons/es/icons/DeploymentUnitOutlined';

import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'operations',
  routes: [
    { path: patterns.jobs, lazy: async () => ({ Component: (await import('./jobs-page.tsx')).JobsPage }) },
    { path: patterns.job, lazy: async () => ({ Component: (await import('./job-page.tsx')).JobPage }) },
  ],
  menu: {
    order: 30,
    title: { zh: '数据运维', en: 'Operations' },
    icon: DeploymentUnitOutlined,
    to: (projectId) => paths.jobs(projectId),
    base: 'operations',
  },
  palette: [
    {
      title: { zh: '查看失败的作业', en: 'Show failed jobs' },
      keywords: 'failed error',
      to: (projectId) => paths.jobs(projectId, { 'f.phase': 'FAILED' }),
    },
  ],
};

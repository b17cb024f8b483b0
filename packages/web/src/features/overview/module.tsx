/** Overview: is everything well. */
import DashboardOutlined from '@ant-design/icons/es/icons/DashboardOutlined';

import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'overview',
  routes: [
    { path: patterns.overview, lazy: async () => ({ Component: (await import('./overview-page.tsx')).OverviewPage }) },
  ],
  menu: {
    order: 10,
    title: { zh: '总览', en: 'Overview' },
    icon: DashboardOutlined,
    to: paths.overview,
    base: 'overview',
  },
};

/** System: processes, logs, people and tokens. */
import SettingOutlined from '@ant-design/icons/es/icons/SettingOutlined';

import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'system',
  routes: [
    { path: patterns.system, lazy: async () => ({ Component: (await import('./system-page.tsx')).SystemPage }) },
  ],
  menu: {
    order: 70,
    title: { zh: '系统', en: 'System' },
    icon: SettingOutlined,
    to: (projectId) => paths.system(projectId),
    base: 'system',
  },
  palette: [
    {
      title: { zh: '进程与版本', en: 'Processes and version' },
      keywords: 'process health pid rss jincheng banben',
      to: (projectId) => paths.system(projectId, 'processes'),
    },
    {
      title: { zh: '系统日志', en: 'System logs' },
      keywords: 'log platform jobmanager taskmanager gateway rizhi',
      to: (projectId) => paths.system(projectId, 'logs'),
      needs: 'admin',
    },
    {
      title: { zh: '用户', en: 'Users' },
      keywords: 'user account password yonghu',
      to: (projectId) => paths.system(projectId, 'users'),
      needs: 'admin',
    },
    {
      title: { zh: '项目成员', en: 'Project members' },
      keywords: 'member role project chengyuan',
      to: (projectId) => paths.system(projectId, 'members'),
    },
    {
      title: { zh: 'API 令牌', en: 'API tokens' },
      keywords: 'token api lingpai',
      to: (projectId) => paths.system(projectId, 'tokens'),
    },
  ],
};

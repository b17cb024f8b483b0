/** Development: write, check, try and start jobs. */
import CodeOutlined from '@ant-design/icons/es/icons/CodeOutlined';

import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

const lazy = async () => ({ Component: (await import('./workbench-page.tsx')).WorkbenchPage });

export const module: WebModule = {
  id: 'development',
  routes: [
    { path: patterns.editor, lazy },
    { path: patterns.editorJob, lazy },
  ],
  menu: {
    order: 20,
    title: { zh: '作业开发', en: 'Development' },
    icon: CodeOutlined,
    to: (projectId) => paths.editor(projectId),
    base: 'development',
  },
  palette: [
    {
      title: { zh: '新建作业', en: 'New job' },
      keywords: 'create sql chuangjian xinjian',
      to: (projectId) => paths.editor(projectId, { new: '1' }),
      needs: 'developer',
    },
  ],
};

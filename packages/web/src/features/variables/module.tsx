/** Variables and secrets of a project: what `${name}` and `${secret.name}` in its scripts stand for. */
import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'development',
  routes: [
    {
      path: patterns.variables,
      lazy: async () => ({ Component: (await import('./variables-page.tsx')).VariablesPage }),
    },
  ],
  palette: [
    {
      title: { zh: '变量与密钥', en: 'Variables and secrets' },
      keywords: 'variable secret password bianliang miyao mima',
      to: (projectId) => paths.variables(projectId),
    },
  ],
};

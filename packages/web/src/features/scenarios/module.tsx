/** Scenarios: packages of an industry solution, imported with their data, and their live pages. */
import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'development',
  routes: [
    {
      path: patterns.scenarios,
      lazy: async () => ({ Component: (await import('./scenarios-page.tsx')).ScenariosPage }),
    },
    {
      path: patterns.scenario,
      lazy: async () => ({ Component: (await import('./scenario-page.tsx')).ScenarioPage }),
    },
  ],
  palette: [
    {
      title: { zh: '场景', en: 'Scenarios' },
      keywords: 'demo flights changjing yanshi import',
      to: (projectId) => paths.scenarios(projectId),
    },
  ],
};

/** Data sources of a project: outside systems, their tables, and what `${source.name.field}` in its scripts stands for. */
import type { WebModule } from '../../app/module.ts';
import { paths, patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'development',
  routes: [
    {
      path: patterns.sources,
      lazy: async () => ({ Component: (await import('./sources-page.tsx')).SourcesPage }),
    },
    {
      path: patterns.source,
      lazy: async () => ({ Component: (await import('./source-page.tsx')).SourcePage }),
    },
  ],
  palette: [
    {
      title: { zh: '数据源', en: 'Data sources' },
      keywords: 'source database kafka postgresql mysql clickhouse redis s3 bucket table topic shujuyuan',
      to: (projectId) => paths.sources(projectId),
    },
  ],
};

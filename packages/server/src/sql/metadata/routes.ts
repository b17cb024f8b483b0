/** HTTP handlers of catalogs, tables and functions. */
import { CatalogQuery } from '@liusu/contract/catalog';

import type { ClusterRegistry } from '../../clusters/cluster-handle.ts';
import type { Handlers } from '../../http/route-handler.ts';
import type { MetadataRequest, MetadataService } from './metadata-service.ts';

type MetadataHandlers = Pick<
  Handlers,
  'listCatalogs' | 'listDatabases' | 'listCatalogTables' | 'getCatalogTable' | 'listFunctions'
>;

export function metadataHandlers(metadata: MetadataService, clusters: ClusterRegistry): MetadataHandlers {
  const requestOf = (given: unknown, context: { signal: AbortSignal }): MetadataRequest => {
    const query = CatalogQuery.parse(given);
    const engine = query.engine ?? clusters.get(query.clusterId ?? clusters.defaultId()).engine;
    return { engine, refresh: query.refresh === 'true', signal: context.signal };
  };
  return {
    listCatalogs: ({ query }, context) => metadata.catalogs(requestOf(query, context)),
    listDatabases: ({ params, query }, context) => metadata.databases(requestOf(query, context), params.catalog),
    listCatalogTables: ({ params, query }, context) =>
      metadata.tables(requestOf(query, context), params.catalog, params.database),
    getCatalogTable: ({ params, query }, context) =>
      metadata.table(requestOf(query, context), params.catalog, params.database, params.table),
    listFunctions: ({ query }, context) => metadata.functions(requestOf(query, context)),
  };
}

import { SourceCreate, SourceDdlRequest, SourcePut, SourceTestNew } from '@liusu/contract/source';

import { callerOf, type Handlers } from '../http/route-handler.ts';
import type { SourceBrowser } from './source-browser.ts';
import type { SourceService } from './source-service.ts';

export type SourceRouteKey =
  | 'listSources'
  | 'createSource'
  | 'testNewSource'
  | 'getSource'
  | 'putSource'
  | 'deleteSource'
  | 'testSource'
  | 'listSourceNamespaces'
  | 'listSourceTables'
  | 'getSourceTable'
  | 'getSourceDdl';

export function sourceHandlers(sources: SourceService, browser: SourceBrowser): Handlers<SourceRouteKey> {
  return {
    listSources: async ({ params }) => ({ items: await sources.list(params.projectId) }),
    createSource: async ({ params, body }, context) => {
      const { name, ...rest } = SourceCreate.parse(body);
      return sources.create(params.projectId, name, rest, callerOf(context).user.name);
    },
    testNewSource: async ({ params, body }, context) =>
      sources.testNew(params.projectId, SourceTestNew.parse(body), context.signal),
    getSource: async ({ params }) => sources.get(params.projectId, params.name),
    putSource: async ({ params, body }, context) =>
      sources.put(params.projectId, params.name, SourcePut.parse(body), callerOf(context).user.name),
    deleteSource: async ({ params }) => sources.delete(params.projectId, params.name),
    testSource: async ({ params }, context) => sources.test(params.projectId, params.name, context.signal),
    listSourceNamespaces: async ({ params }, context) => ({
      items: await browser.namespaces(params.projectId, params.name, context.signal),
    }),
    listSourceTables: async ({ params, query }, context) =>
      browser.tables(params.projectId, params.name, query, context.signal),
    getSourceTable: async ({ params, query }, context) =>
      browser.table(params.projectId, params.name, query, context.signal),
    getSourceDdl: async ({ params, query }, context) =>
      browser.ddl(params.projectId, params.name, SourceDdlRequest.parse(query), context.signal),
  };
}

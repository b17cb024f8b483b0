import { Readable } from 'node:stream';

import { ConnectorAdd } from '@liusu/contract/connector';

import { callerOf, type Handlers } from '../http/route-handler.ts';
import { words } from '../lib/words.ts';
import type { ConnectorService } from './connector-service.ts';
import { refused } from './jar-entries.ts';

export type ConnectorRouteKey = 'listConnectors' | 'addConnector' | 'removeConnector';

export function connectorHandlers(connectors: ConnectorService): Handlers<ConnectorRouteKey> {
  return {
    listConnectors: async () => ({ items: await connectors.list() }),
    addConnector: async (input, context) => {
      const file: unknown = (input as { body?: unknown }).body;
      if (!(file instanceof Readable))
        throw refused(
          words(
            '请求中没有文件，应以 application/java-archive 发送',
            'the request holds none: send it as application/java-archive',
          ),
        );
      return connectors.add(file, ConnectorAdd.parse(input.query), callerOf(context).user.name);
    },
    removeConnector: async ({ params }) => connectors.remove(params.connectorId),
  };
}

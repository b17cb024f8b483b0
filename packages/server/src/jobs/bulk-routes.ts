/** Handlers of the routes about bulk commands. */
import { roleIncludes } from '@liusu/contract/user';

import { callerOf, type Handlers } from '../http/route-handler.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { BulkService } from './bulk-service.ts';
import { optionsOf } from './routes.ts';

const developerActions: ReadonlySet<string> = new Set(['publish', 'delete']);

export function bulkHandlers(bulk: BulkService): Handlers<'createBulk' | 'listBulks' | 'getBulk' | 'cancelBulk'> {
  return {
    createBulk: ({ params, body }, context) => {
      const { user, role } = callerOf(context);
      if (developerActions.has(body.action) && (role === undefined || !roleIncludes(role, 'developer'))) {
        throw new LiusuError(
          'FORBIDDEN',
          words(
            `批量操作 ${body.action} 需要 developer 角色。`,
            `The bulk action ${body.action} needs the role developer.`,
          ),
        );
      }
      const done = context.once?.done;
      if (done !== undefined) return bulk.get(params.projectId, done);
      return bulk.create(params.projectId, body, user.name, { also: optionsOf(context).also });
    },
    listBulks: async ({ params }) => ({ items: await bulk.list(params.projectId) }),
    getBulk: ({ params }) => bulk.get(params.projectId, params.bulkId),
    cancelBulk: ({ params }) => bulk.cancel(params.projectId, params.bulkId),
  };
}

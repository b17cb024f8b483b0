/** For a handle whose writes must be in transactions: a bare one is a mistake in the program, and is told as such. */
import type { KyselyPlugin } from 'kysely';

const writeKinds: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
  'MergeQueryNode',
]);

export const refuseBareWrites: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (writeKinds.has(node.kind)) throw new Error('a write under a lease has to be in a transaction');
    return node;
  },
  transformResult: async ({ result }) => result,
};

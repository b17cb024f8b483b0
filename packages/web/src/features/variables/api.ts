/** What the page of variables asks of the server. A secret is sent and never comes back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { SecretPut, VariablePut } from '@liusu/contract/variable';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export type ValueKind = 'variable' | 'secret';

/** A line of the list: of a secret only what may be told. */
export interface ValueRow {
  kind: ValueKind;
  name: string;
  /** Null for a secret. */
  value: string | null;
  description: string;
  updatedAt: string;
  updatedBy: string;
}

export function useValues(projectId: string) {
  return useQuery({
    queryKey: keys.variables(projectId),
    queryFn: async ({ signal }): Promise<ValueRow[]> => {
      const params = { projectId };
      const [variables, secrets] = await Promise.all([
        api.call('listVariables', { params, signal }),
        api.call('listSecrets', { params, signal }),
      ]);
      return [
        ...variables.items.map((item) => ({ kind: 'variable' as const, ...item })),
        ...secrets.items.map((item) => ({ kind: 'secret' as const, value: null, ...item })),
      ];
    },
  });
}

export interface ValueChange {
  kind: ValueKind;
  name: string;
  body: VariablePut & SecretPut;
}

export function usePutValue(projectId: string) {
  const client = useQueryClient();
  return useMutation<unknown, Error, ValueChange>({
    mutationFn: ({ kind, name, body }) =>
      api.call(kind === 'secret' ? 'putSecret' : 'putVariable', { params: { projectId, name }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.variables(projectId) }),
  });
}

export function useDeleteValue(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, name }: Pick<ValueRow, 'kind' | 'name'>) =>
      api.call(kind === 'secret' ? 'deleteSecret' : 'deleteVariable', { params: { projectId, name } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.variables(projectId) }),
  });
}

/** What the system pages ask for. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ProcessInfo } from '@liusu/contract/cluster';
import type { ApiTokenCreate, Role, UserCreate, UserUpdate } from '@liusu/contract/user';

import { api, getSession, setSession } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** Memory and restarts move without an event. */
const processesRefetchMs = 10_000;
const peopleRefetchMs = 60_000;
const followMs = 2_000;

export const logNames = ['platform', 'jobmanager', 'taskmanager', 'gateway'] as const;

/** The log of a process; undefined for one that has none here. The gateway of another engine has one of its own. */
export function logOf({ role, name }: Pick<ProcessInfo, 'role' | 'name'>, engine: string): string | undefined {
  if (role === 'gateway' && name !== `gateway-${engine}`) return name;
  return logNames.find((one) => one === role);
}

const membersKey = ['members'] as const;

export function useSystem() {
  return useQuery({
    queryKey: keys.system(),
    queryFn: ({ signal }) => api.call('getSystem', { signal }),
    refetchInterval: processesRefetchMs,
  });
}

export function useHealth() {
  return useQuery({
    queryKey: [...keys.system(), 'health'],
    queryFn: ({ signal }) => api.call('getHealth', { signal }),
    refetchInterval: processesRefetchMs,
  });
}

/** The end of a log; asked again every two seconds while it is followed. */
export function useSystemLog(name: string, lines: number, follows: boolean) {
  return useQuery({
    queryKey: ['system-log', name, lines],
    queryFn: ({ signal }) => api.call('getSystemLog', { params: { name }, query: { lines }, signal }),
    refetchInterval: follows ? followMs : false,
    staleTime: 0,
  });
}

const usersQuery = queryOptions({
  queryKey: keys.users(),
  queryFn: ({ signal }) => api.call('listUsers', { signal }),
  refetchInterval: peopleRefetchMs,
  select: (answer) => answer.items,
});

/** `enabled`: false for people who may not list users. */
export function useUsers(enabled = true) {
  return useQuery({ ...usersQuery, enabled });
}

/** Refetches after a refusal too: it often means that the list on screen is old. */
function useRefresh(...queryKeys: (readonly string[])[]): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all(queryKeys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

export function useCreateUser() {
  const onSettled = useRefresh(keys.users());
  return useMutation({ mutationFn: (body: UserCreate) => api.call('createUser', { body }), onSettled });
}

export function useUpdateUser() {
  const onSettled = useRefresh(keys.users(), membersKey);
  return useMutation({
    mutationFn: ({ userId, change }: { userId: string; change: UserUpdate }) =>
      api.call('updateUser', { params: { userId }, body: change }),
    onSettled,
  });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens(),
    queryFn: ({ signal }) => api.call('listTokens', { signal }),
    refetchInterval: peopleRefetchMs,
    select: (answer) => answer.items,
  });
}

export function useCreateToken() {
  const onSettled = useRefresh(keys.tokens());
  return useMutation({ mutationFn: (body: ApiTokenCreate) => api.call('createToken', { body }), onSettled });
}

export function useDeleteToken() {
  const onSettled = useRefresh(keys.tokens());
  return useMutation({
    mutationFn: (tokenId: string) => api.call('deleteToken', { params: { tokenId } }),
    onSettled,
  });
}

export function useMembers(projectId: string) {
  return useQuery({
    queryKey: [...membersKey, projectId],
    queryFn: ({ signal }) => api.call('listMembers', { params: { projectId }, signal }),
    refetchInterval: peopleRefetchMs,
    select: (answer) => answer.items,
  });
}

/** A change of one's own role changes what the console may offer. */
async function renewOwnRoles(userId: string): Promise<void> {
  if (getSession()?.user.id === userId) setSession(await api.call('getSession'));
}

export function usePutMember(projectId: string) {
  const onSettled = useRefresh(membersKey);
  return useMutation({
    mutationFn: async ({ userId, role }: { userId: string; role: Role }) => {
      const member = await api.call('putMember', { params: { projectId, userId }, body: { role } });
      await renewOwnRoles(userId);
      return member;
    },
    onSettled,
  });
}

export function useDeleteMember(projectId: string) {
  const onSettled = useRefresh(membersKey);
  return useMutation({
    mutationFn: async (userId: string) => {
      await api.call('deleteMember', { params: { projectId, userId } });
      await renewOwnRoles(userId);
    },
    onSettled,
  });
}

/** The console's one client of the API, the session behind it, and the query client with its rules. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { ApiError, LiusuClient } from '@liusu/contract/client';
import type { Language } from '@liusu/contract/error-code';
import { problemDetail } from '@liusu/contract/problem';
import { roleIncludes, type Role, type Session } from '@liusu/contract/user';

import { currentLanguage } from './i18n.ts';

export type SessionData = Session;

let session: SessionData | undefined;
const listeners = new Set<() => void>();

/** The client of the page's own origin; mutations carry the session's CSRF token. */
export const api = new LiusuClient({ baseUrl: '', csrfToken: () => session?.csrfToken });

export function setSession(next: SessionData | undefined): void {
  session = next;
  if (next === undefined) queryClient.clear();
  for (const listener of listeners) listener();
}

export function getSession(): SessionData | undefined {
  return session;
}

export function useSession(): SessionData | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** True when the person logged in may do what `needed` allows in the project. */
export function useCan(projectId: string | undefined, needed: Role | 'admin'): boolean {
  const current = useSession();
  if (current === undefined) return false;
  if (current.user.admin) return true;
  if (needed === 'admin') return false;
  const project = current.projects.find((candidate) => candidate.id === projectId);
  return project !== undefined && roleIncludes(project.role, needed);
}

/** Any thrown value as an ApiError, so that pages show one form of error. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('INTERNAL', 0, error instanceof Error ? error.message : String(error), undefined, {
    cause: error,
  });
}

/** What happened, in the language of the moment; for code outside components. */
export function toldNow(error: unknown): string {
  return toldIn(toApiError(error), currentLanguage());
}

/** What happened, in the reader's language where the server told it so. */
export function toldIn(error: ApiError, language: Language): string {
  return error.problem === undefined ? error.message : problemDetail(error.problem, language);
}

function onError(error: unknown): void {
  if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') setSession(undefined);
}

/** Refusals are answers; only a missing answer or a server in trouble is asked again. */
function shouldRetry(failures: number, error: unknown): boolean {
  const { status } = toApiError(error);
  return failures < 2 && (status === 0 || status === 502 || status === 503 || status === 504);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: shouldRetry, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

/**
 * A mutation with the console's rules: what it changed is asked for again after success, and also after a refusal that shows
 * the page was out of date (409, 412) or a failure that leaves the outcome open (no answer, 502, 503, 504).
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { showApiError } from './api-toast.ts';
import { toApiError } from './api.ts';

const outdated: readonly number[] = [0, 409, 412, 502, 503, 504];

/** True when the page must look again after this outcome. */
export function shouldLookAgain(error: unknown): boolean {
  return error === null || outdated.includes(toApiError(error).status);
}

export interface Command<V, R> {
  run: (input: V) => Promise<R>;
  /** Prefixes of the queries it may have changed. */
  changes: (input: V) => readonly (readonly string[])[];
  onDone?: (result: R, input: V) => void;
  /** The caller shows the error itself. */
  quiet?: boolean;
}

export function useCommand<V, R>({ run, changes, onDone, quiet = false }: Command<V, R>) {
  const client = useQueryClient();
  return useMutation<R, Error, V>({
    mutationFn: run,
    onSuccess: (result, input) => onDone?.(result, input),
    onError: (error) => {
      if (!quiet) showApiError(error);
    },
    onSettled: (_result, error, input) => {
      if (!shouldLookAgain(error)) return;
      for (const queryKey of changes(input)) void client.invalidateQueries({ queryKey });
    },
  });
}

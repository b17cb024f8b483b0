/** The plan of the text in the editor, asked for by hand: it says of which text it is. */
import { useCallback, useEffect, useRef, useState } from 'react';

import type { SqlExplanation } from '@liusu/contract/sql-plan';

import { api } from '../../lib/api.ts';
import type { ValidationTarget } from './use-validation.ts';

export type PlanState =
  | { kind: 'idle' }
  | { kind: 'loading' }
  | { kind: 'ready'; script: string; explanation: SqlExplanation }
  | { kind: 'failed'; error: unknown };

export function usePlan(target: Omit<ValidationTarget, 'enabled'>): { state: PlanState; explain: () => void } {
  const { documentKey } = target;
  const [state, setState] = useState<PlanState>({ kind: 'idle' });
  const latest = useRef(target);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    latest.current = target;
  });
  useEffect(() => {
    setState({ kind: 'idle' });
    return () => running.current?.abort();
  }, [documentKey]);

  const explain = useCallback(() => {
    const { projectId, script, clusterId, settings } = latest.current;
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setState({ kind: 'loading' });
    const body = {
      script,
      ...(clusterId === undefined ? {} : { clusterId }),
      ...(settings === undefined ? {} : { settings }),
    };
    api.call('explainSql', { params: { projectId }, body, signal: abort.signal }).then(
      (explanation) => {
        if (!abort.signal.aborted) setState({ kind: 'ready', script, explanation });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ kind: 'failed', error });
      },
    );
  }, []);
  return { state, explain };
}

/** The plan of the text in the editor, asked for by hand: it says of which text it is. */
import { useCallback, useEffect, useRef, useState } from 'react';

import type { SqlExplanation } from '@liusu/contract/sql-plan';

import { api } from '../../lib/api.ts';
import { isGatewayStarting } from './api.ts';
import { checkOf, type CheckTarget } from './use-validation.ts';

const askAgainMs = 2_000;

export type PlanState =
  | { kind: 'idle' }
  /** `waitsFor`: why it is asked again, such as an engine that is being started. */
  | { kind: 'loading'; waitsFor?: unknown }
  | { kind: 'ready'; script: string; explanation: SqlExplanation }
  | { kind: 'failed'; error: unknown };

export function usePlan(target: CheckTarget): { state: PlanState; explain: () => void } {
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
    const { projectId, script } = latest.current;
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setState({ kind: 'loading' });
    const body = checkOf(latest.current);
    const ask = () => {
      if (abort.signal.aborted) return;
      api.call('explainSql', { params: { projectId }, body, signal: abort.signal }).then(
        (explanation) => {
          if (!abort.signal.aborted) setState({ kind: 'ready', script, explanation });
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          if (!isGatewayStarting(error)) return setState({ kind: 'failed', error });
          setState({ kind: 'loading', waitsFor: error });
          setTimeout(ask, askAgainMs);
        },
      );
    };
    ask();
  }, []);
  return { state, explain };
}

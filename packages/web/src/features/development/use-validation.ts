/** Validation of the text in the editor, in React. */
import { useCallback, useEffect, useRef, useState } from 'react';

import type { JobSettings } from '@liusu/contract/job';

import { api } from '../../lib/api.ts';
import { isGatewayStarting } from './api.ts';
import { withoutQueryNote } from './query-note.ts';
import { type ValidationState, Validator } from './validator.ts';

export interface ValidationTarget {
  projectId: string;
  /** Another document begins anew. */
  documentKey: string;
  script: string;
  clusterId: string | undefined;
  /** Another engine than the cluster's, to check it by. */
  engine?: string | undefined;
  settings: JobSettings | undefined;
  enabled: boolean;
  /** False for a query that is looked at and nothing else. */
  isJob: boolean;
}

/** What a check, or a plan, is asked for with. */
export type CheckTarget = Omit<ValidationTarget, 'enabled' | 'isJob'>;

export function checkOf({ script, clusterId, engine, settings }: CheckTarget) {
  return {
    script,
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(engine === undefined ? {} : { engine }),
    ...(settings === undefined ? {} : { settings }),
  };
}

export function useValidation(target: ValidationTarget): { state: ValidationState; validateNow: () => void } {
  const { projectId, documentKey, script, clusterId, engine, enabled } = target;
  const [state, setState] = useState<ValidationState>({ kind: 'idle' });
  const validator = useRef<Validator>(undefined);
  const latest = useRef(target);
  const isEmpty = script.trim() === '';
  useEffect(() => {
    latest.current = target;
  });

  useEffect(() => {
    setState({ kind: 'idle' });
    if (!enabled) return;
    const created = new Validator({
      validate: async (signal) => {
        const body = checkOf(latest.current);
        const answer = await api.call('validateSql', { params: { projectId }, body, signal });
        return latest.current.isJob ? answer : withoutQueryNote(answer);
      },
      onState: setState,
      isTemporary: isGatewayStarting,
    });
    validator.current = created;
    return () => {
      validator.current = undefined;
      created.close();
    };
  }, [projectId, documentKey, enabled]);

  useEffect(() => {
    if (isEmpty) setState({ kind: 'idle' });
    else validator.current?.changed();
    // Another engine, or a cluster of another one, has another verdict.
  }, [script, isEmpty, documentKey, clusterId, engine, enabled]);

  return { state, validateNow: useCallback(() => validator.current?.now(), []) };
}

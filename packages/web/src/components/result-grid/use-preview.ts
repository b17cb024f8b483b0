/** One preview at a time for a page: starting another, or leaving the page, ends the one before. */
import { useCallback, useEffect, useRef, useState } from 'react';

import type { PreviewRequest } from '@liusu/contract/sql';

import { api } from '../../lib/api.ts';
import { PreviewRun, type PreviewSnapshot } from './preview-run.ts';

/** Rows are drawn at most this often, however fast they come. */
const drawEveryMs = 100;

export interface Preview {
  snapshot: PreviewSnapshot | undefined;
  /** The request of `snapshot`. */
  request: PreviewRequest | undefined;
  start: (projectId: string, request: PreviewRequest, keyColumns?: readonly string[]) => void;
  stop: () => void;
  /** Forgets the result. */
  clear: () => void;
}

export function isActive(snapshot: PreviewSnapshot | undefined): boolean {
  return snapshot?.state === 'starting' || snapshot?.state === 'running';
}

export function usePreview(): Preview {
  const run = useRef<PreviewRun>(undefined);
  const [snapshot, setSnapshot] = useState<PreviewSnapshot>();
  const [request, setRequest] = useState<PreviewRequest>();

  useEffect(() => () => run.current?.close(), []);

  const start = useCallback((projectId: string, body: PreviewRequest, keyColumns?: readonly string[]) => {
    run.current?.close();
    const next = new PreviewRun({
      open: (signal) => api.open('previewSql', { params: { projectId }, body, signal }),
      onChange: () => {
        if (run.current === next) setSnapshot(next.snapshot());
      },
      soon: (callback) => setTimeout(callback, drawEveryMs),
      ...(keyColumns === undefined ? {} : { keyColumns }),
    });
    run.current = next;
    setRequest(body);
    setSnapshot(next.snapshot());
    void next.run();
  }, []);

  const stop = useCallback(() => run.current?.close(), []);
  const clear = useCallback(() => {
    run.current?.close();
    run.current = undefined;
    setSnapshot(undefined);
    setRequest(undefined);
  }, []);

  return { snapshot, request, start, stop, clear };
}

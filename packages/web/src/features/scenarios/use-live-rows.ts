/**
 * The live query of a dashboard, kept running while the page is open. When it ends by a limit it is started again, when it fails it is
 * started again later; meanwhile the last rows stay on the page and their age is told.
 */
import { useEffect, useMemo, useRef, useState } from 'react';

import type { Cell, Column } from '@liusu/contract/sql';

import { isActive, usePreview } from '../../components/result-grid/use-preview.ts';

export interface LiveRows {
  columns: readonly Column[];
  rows: readonly { cells: readonly Cell[] }[];
  /** Epoch ms of the newest row; undefined before the first. */
  at: number | undefined;
  state: 'off' | 'starting' | 'live' | 'failed';
  error: unknown;
  /** When it will be tried again, epoch ms; set while failed. */
  retryAt: number | undefined;
}

export interface LiveQuery {
  projectId: string;
  sql: string;
  keyColumns: readonly string[];
}

const retryMs = [3_000, 6_000, 12_000, 30_000];
const runMs = 3_600_000;
const rowLimit = 1_000_000;
/** Rows of a new run replace the ones before when they are as many, or after this time. */
const settleMs = 4_000;

export function useLiveRows(query: LiveQuery | undefined): LiveRows {
  const { snapshot, start, clear } = usePreview();
  const [failures, setFailures] = useState(0);
  const [retryAt, setRetryAt] = useState<number>();
  const shown = useRef<{ columns: readonly Column[]; rows: LiveRows['rows']; at: number; run: number }>(undefined);
  const projectId = query?.projectId;
  const sql = query?.sql;
  const keyText = query?.keyColumns.join('\n');

  const begin = useMemo(() => {
    if (projectId === undefined || sql === undefined) return undefined;
    return () =>
      start(
        projectId,
        { script: sql, mode: 'streaming', limit: rowLimit, timeoutMs: runMs },
        keyText === undefined ? [] : keyText.split('\n'),
      );
  }, [projectId, sql, keyText, start]);

  useEffect(() => {
    shown.current = undefined;
    setFailures(0);
    begin?.();
    return clear;
  }, [begin, clear]);

  const state = snapshot?.state;
  const startedAt = snapshot?.startedAtMs;
  useEffect(() => {
    if (begin === undefined || state === undefined) return;
    if (state === 'limit' || state === 'timeout' || state === 'finished') {
      begin();
      return;
    }
    if (state !== 'failed') return;
    const waitMs = retryMs[Math.min(failures, retryMs.length - 1)] ?? 30_000;
    setRetryAt(Date.now() + waitMs);
    const timer = setTimeout(() => {
      setFailures((count) => count + 1);
      begin();
    }, waitMs);
    return () => clearTimeout(timer);
    // A new run has another start: each of its ends is acted on once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [begin, state, startedAt]);

  if (snapshot !== undefined && snapshot.rows.length > 0 && snapshot.lastRowAtMs !== undefined) {
    const before = shown.current;
    const isFuller =
      before === undefined ||
      before.run === snapshot.startedAtMs ||
      snapshot.rows.length >= before.rows.length ||
      snapshot.lastRowAtMs - snapshot.startedAtMs > settleMs;
    if (isFuller) {
      shown.current = {
        columns: snapshot.columns,
        rows: snapshot.rows,
        at: snapshot.lastRowAtMs,
        run: snapshot.startedAtMs,
      };
    }
  }
  const hasRows = shown.current !== undefined;
  return {
    columns: shown.current?.columns ?? [],
    rows: shown.current?.rows ?? [],
    at: shown.current?.at,
    state:
      snapshot === undefined
        ? 'off'
        : snapshot.state === 'failed'
          ? 'failed'
          : isActive(snapshot) && (hasRows || snapshot.state === 'running')
            ? 'live'
            : 'starting',
    error: snapshot?.error,
    retryAt: snapshot?.state === 'failed' ? retryAt : undefined,
  };
}

import { expect, it } from 'vitest';

import type { ProcessInfo } from '@liusu/contract/cluster';

import { totalRssBytes } from './memory.ts';

function aProcess(rssBytes: number | null): ProcessInfo {
  return {
    name: 'platform',
    role: 'platform',
    pid: 1,
    state: 'running',
    startedAt: null,
    restarts: 0,
    rssBytes,
    reason: null,
  };
}

it('adds what is known, and is unknown when nothing is', () => {
  expect(totalRssBytes([aProcess(3), aProcess(null), aProcess(4)])).toBe(7);
  expect(totalRssBytes([aProcess(null)])).toBeNull();
  expect(totalRssBytes([])).toBeNull();
});

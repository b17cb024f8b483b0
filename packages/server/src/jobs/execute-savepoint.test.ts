import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { FlinkRest, SavepointAnswer } from '../flink/flink-rest.ts';
import type { ControllerDeps } from './controller-context.ts';
import { resolveSavepoint, rootLine } from './execute-savepoint.ts';
import type { RunRow } from './run-repository.ts';
import type { SavepointRow } from './savepoint-repository.ts';
import { localStateFiles, unseenStateFiles } from './state-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liusu-savepoint-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string): void {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, '_metadata'), Buffer.from('4960672d000000060000000000000007', 'hex'));
}

function resolve(answer: SavepointAnswer | undefined, options: { ask?: boolean; unseen?: boolean } = {}) {
  const rest: Partial<FlinkRest> = {
    findSavepointOperation: async () => answer,
    findCheckpoints: async () => undefined,
  };
  const deps = { filesOf: () => (options.unseen === true ? unseenStateFiles : localStateFiles) };
  const row = { trigger_id: 't', target_folder: `file://${root}` } as SavepointRow;
  return resolveSavepoint(
    deps as unknown as ControllerDeps,
    { rest } as unknown as ClusterHandle,
    { flink_job_id: 'f' } as RunRow,
    row,
    { ask: options.ask ?? true },
  );
}

const done = (path: string | null, failure: string | null = null) => ({ state: 'COMPLETED', path, failure }) as const;

describe('what became of a savepoint', () => {
  it('is its path, once its files are sound', async () => {
    put('savepoint-f1a2b3-0123456789ab');
    const path = `file:${root}/savepoint-f1a2b3-0123456789ab`;
    expect(await resolve(done(path))).toMatchObject({ kind: 'completed', path, checkpointId: 7, sizeBytes: 16 });
    expect(await resolve(done(`file:${root}/savepoint-gone`))).toMatchObject({ kind: 'failed' });
  });

  it('is the path in the text of a stop that failed after the savepoint was complete', async () => {
    put('savepoint-f1a2b3-0123456789ab');
    // As Flink 2.2.1 words it.
    const text =
      'org.apache.flink.runtime.scheduler.stopwithsavepoint.StopWithSavepointStoppingException: A savepoint has been ' +
      `created at: file:${root}/savepoint-f1a2b3-0123456789ab, but the corresponding job f failed during stopping. The ` +
      'savepoint is consistent, but might have uncommitted transactions.\n\tat org.apache.flink.Some.method(Some.java:1)';
    expect(await resolve(done(null, text))).toMatchObject({
      kind: 'completed',
      path: `file://${root}/savepoint-f1a2b3-0123456789ab`,
      note: text,
    });
  });

  it('is found in its own folder when nobody answers for it', async () => {
    put('savepoint-f1a2b3-0123456789ab');
    expect(await resolve(undefined, { ask: false })).toMatchObject({ kind: 'completed', checkpointId: 7 });
    expect(await resolve(undefined)).toMatchObject({ kind: 'completed', checkpointId: 7 });
  });

  it('is its failure, or not heard of, when there is nothing in its folder', async () => {
    expect(await resolve(done(null, 'declined'))).toEqual({ kind: 'failed', reason: 'declined' });
    expect(await resolve(undefined)).toEqual({ kind: 'unheard', folderSeen: true });
    expect(await resolve(undefined, { unseen: true })).toEqual({ kind: 'unheard', folderSeen: false });
  });

  it('is open while Flink writes it', async () => {
    put('savepoint-f1a2b3-0123456789ab');
    expect(await resolve({ state: 'IN_PROGRESS', path: null, failure: null })).toEqual({ kind: 'open' });
  });
});

it('says the root of a failure in one line', () => {
  const stack =
    'java.util.concurrent.CompletionException: org.apache.flink.util.FlinkException: Stop with savepoint failed.\n' +
    '\tat org.apache.flink.Some.method(Some.java:1)\n' +
    'Caused by: java.io.IOException: Failed to create savepoint directory at file:/x\n\tat org.apache.flink.Some.method(Some.java:2)';
  expect(rootLine(stack)).toBe('Failed to create savepoint directory at file:/x');
  expect(rootLine('it is incomplete\nand more')).toBe('it is incomplete');
});

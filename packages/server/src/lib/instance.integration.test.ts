import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { makeDataFolder } from './data-folder.ts';
import { hasCode } from './errors.ts';
import { findRunningPlatform, listInstances, takeInstanceLock } from './instance.ts';
import { createProcessTable } from './process-identity.ts';

const table = createProcessTable();
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liusu-instance-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const address = { host: '127.0.0.1', port: 1, urls: ['http://127.0.0.1:1'], version: '0', engine: 'flink-2.2' };

test('a second platform on the data folder is refused with the pid of the first', () => {
  const folder = makeDataFolder(join(root, 'data'));
  const lock = takeInstanceLock(folder, join(root, 'cache'), table);

  let failure: unknown;
  try {
    takeInstanceLock(folder, join(root, 'cache'), table);
  } catch (error) {
    failure = error;
  }

  expect(hasCode(failure, 'INSTANCE_RUNNING')).toBe(true);
  expect((failure as { details: unknown }).details).toMatchObject({ params: { pid: process.pid } });
  lock.release();
});

test('another data folder is free', () => {
  const first = takeInstanceLock(makeDataFolder(join(root, 'a')), join(root, 'cache'), table);
  const second = takeInstanceLock(makeDataFolder(join(root, 'b')), join(root, 'cache'), table);

  expect(listInstances(join(root, 'cache'), table)).toHaveLength(2);
  first.release();
  second.release();
  expect(listInstances(join(root, 'cache'), table)).toEqual([]);
});

test('what a killed process left behind holds nobody up', async () => {
  const folder = makeDataFolder(join(root, 'data'));
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
     (async () => {
       const { takeInstanceLock } = await import(workerData.here + 'instance.ts');
       const { makeDataFolder } = await import(workerData.here + 'data-folder.ts');
       const { createProcessTable } = await import(workerData.here + 'process-identity.ts');
       takeInstanceLock(makeDataFolder(workerData.data), workerData.cache, createProcessTable());
       throw new Error('killed');
     })();`,
    {
      eval: true,
      workerData: { here: new URL('./', import.meta.url).href, data: folder.root, cache: join(root, 'cache') },
    },
  );
  const [failure] = (await once(worker, 'error').catch((error: unknown) => [error])) as [Error];
  expect(failure.message).toBe('killed');
  await worker.terminate();
  expect(existsSync(join(folder.run, 'platform.lock'))).toBe(true);

  takeInstanceLock(folder, join(root, 'cache'), table).release();

  expect(existsSync(join(folder.run, 'platform.lock'))).toBe(false);
});

test('the announced platform is found while it lives', () => {
  const folder = makeDataFolder(join(root, 'data'));
  expect(findRunningPlatform(folder, table)).toBeUndefined();
  const lock = takeInstanceLock(folder, join(root, 'cache'), table);
  lock.announce(address);

  expect(findRunningPlatform(folder, table)).toMatchObject({ pid: process.pid, port: 1 });

  lock.release();
  expect(findRunningPlatform(folder, table)).toBeUndefined();
});

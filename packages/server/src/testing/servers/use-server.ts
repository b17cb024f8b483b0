/** Gives a test file a server of its own: started before its tests, stopped after them, with its folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

const startTimeoutMs = 300_000;

/** Call inside `describe`. Read the result inside tests and hooks only. */
export function useServer<T extends { stop(): Promise<void> }>(start: (folder: string) => Promise<T>): () => T {
  let folder: string | undefined;
  let server: T | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liusu-test-server-'));
    server = await start(folder);
  }, startTimeoutMs);
  afterAll(async () => {
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }, startTimeoutMs);
  return () => {
    if (server === undefined) throw new Error('the server is not up: it was asked for outside of a test');
    return server;
  };
}

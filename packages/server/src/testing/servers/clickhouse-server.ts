/**
 * ClickHouse for tests: its real query engine as a library (chDB), behind a small HTTP front of our own (clickhouse-front.py), on
 * a free port of the loopback interface. No current server of ClickHouse can be had from the registries. The engine is fetched
 * and unpacked once; Python 3.9 or newer must be there.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { testCacheDir, testSources } from '../../drivers/test-engines.ts';
import { withCacheLock } from '../../engines/cache-lock.ts';
import { fetchArtifact } from '../../engines/download.ts';
import { Artifact } from '../../engines/engine-file.ts';
import { isUnpacked, unpackInto, unpackWheel } from '../../engines/unpack.ts';
import { systemClock } from '../../lib/clock.ts';
import { freePorts, ServerProcess } from './server-process.ts';

export interface ClickhouseServer {
  host: string;
  port: number;
  username: string;
  password: string;
  /** What a statement gives, as tab-separated lines. */
  run(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** `folder`: an existing one of the test's own. */
export async function startClickhouse(folder: string): Promise<ClickhouseServer> {
  const engine = await unpackedEngine();
  const [port = 0] = await freePorts(1);
  const host = '127.0.0.1';
  const [username, password] = ['default', 'clickhouse-pass-17'];
  const run = async (sql: string) => {
    const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password };
    const answer = await fetch(`http://${host}:${port}/`, { method: 'POST', headers, body: sql });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${sql}: ${text}`);
    return text;
  };
  const server = await ServerProcess.start(
    {
      command: 'python3',
      args: [join(import.meta.dirname, 'clickhouse-front.py'), String(port), join(folder, 'data'), username, password],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', PYTHONPATH: engine, PYTHONDONTWRITEBYTECODE: '1' },
    },
    async () => (await run('select 1')) === '1\n',
  );
  return { host, port, username, password, run, stop: () => server.stop() };
}

async function unpackedEngine(): Promise<string> {
  const { artifact } = z
    .object({ artifact: Artifact })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'chdb.json'), 'utf8')));
  const folder = join(testCacheDir, 'chdb', artifact.sha256.slice(0, 16));
  const lock = { cacheDir: testCacheDir, name: `chdb-${artifact.sha256.slice(0, 16)}` };
  await withCacheLock(lock, { clock: systemClock }, async () => {
    if (await isUnpacked(folder)) return;
    const wheel = await fetchArtifact(artifact, { cacheDir: testCacheDir, sources: testSources });
    await unpackInto(folder, (into) => unpackWheel(wheel, '', into));
    // Everything of it is unpacked.
    await rm(wheel, { force: true });
  });
  return folder;
}

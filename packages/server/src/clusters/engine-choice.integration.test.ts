/** A cluster that is registered without an engine gets the one of its version, by what the cluster itself answers. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type App, startApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createRemoteDriver } from '../drivers/remote/remote-driver.ts';
import { createProcessTable } from '../lib/process-identity.ts';
import { readRecording } from '../testing/fake-flink/recordings.ts';

let root: string;
let flink: Server;
let version: string;
/** What an answer of the cluster waits for. */
let answering: () => Promise<void>;
let app: App;
let client: LiusuClient;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'liusu-engines-'));
  version = '1.20.5';
  answering = async () => undefined;
  flink = createServer((request, response) => {
    const answer =
      request.url === '/overview' ? { ...readRecording('overview'), 'flink-version': version } : { jobs: [] };
    void answering().then(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => flink.listen(0, '127.0.0.1', resolve));
  const config = readConfig({ LIUSU_DATA: join(root, 'data'), LIUSU_LOCAL_ENGINE: '0', LIUSU_LOG_LEVEL: 'silent' });
  app = await startApp(config, {
    table: createProcessTable(),
    createRemoteDriver,
    createEngine: () => {
      throw new Error('no local Flink here');
    },
  });
  const token = readFileSync(join(root, 'data', 'secrets', 'cli-token'), 'utf8').trim();
  client = new LiusuClient({ baseUrl: app.url, token });
});
afterEach(async () => {
  await app.stop();
  flink.closeAllConnections();
  await new Promise((resolve) => flink.close(resolve));
  rmSync(root, { recursive: true });
});

const restUrl = () => `http://127.0.0.1:${(flink.address() as AddressInfo).port}`;

describe('registering without an engine', () => {
  it.each([
    ['1.20.5', 'flink-1.20'],
    ['2.2.1', 'flink-2.2'],
  ])('takes for Flink %s the engine %s', async (runs, engine) => {
    version = runs;
    const body = { name: 'far', restUrl: restUrl() };

    expect(await client.call('testNewCluster', { body })).toMatchObject({ ok: true, flinkVersion: runs, engine });
    expect(await client.call('createCluster', { body })).toMatchObject({ name: 'far', engine });
  });

  it('refuses a version that no engine is for, and keeps nothing', async () => {
    version = '1.17.2';
    const body = { name: 'old', restUrl: restUrl() };

    const { ok, engine, checks } = await client.call('testNewCluster', { body });
    expect({ ok, engine }).toEqual({ ok: false, engine: null });
    expect(checks.at(-1)).toMatchObject({
      name: 'version',
      message: expect.stringContaining('Flink 1.17.2, and no engine fits it'),
      zh: expect.stringContaining('Flink 1.17.2，没有引擎适合它'),
    });
    await expect(client.call('createCluster', { body })).rejects.toMatchObject({
      code: 'CLUSTER_VERSION_UNSUPPORTED',
      problem: { zh: expect.stringContaining('现有：flink-') },
    });
    expect((await client.call('listClusters')).items).toEqual([]);
  });

  it('takes a name once, also when two ask for it while the cluster has not answered', async () => {
    const both = Promise.withResolvers<void>();
    let asked = 0;
    answering = () => {
      asked += 1;
      if (asked === 2) both.resolve();
      return both.promise;
    };
    const create = () => client.call('createCluster', { body: { name: 'far', restUrl: restUrl() } });

    const ended = await Promise.allSettled([create(), create()]);

    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'NAME_TAKEN' } });
    expect((await client.call('listClusters')).items).toHaveLength(1);
  });

  it('says so when the cluster cannot be asked; with an engine it is registered all the same', async () => {
    const body = { name: 'silent', restUrl: 'http://127.0.0.1:9' };

    await expect(client.call('createCluster', { body })).rejects.toMatchObject({
      code: 'FLINK_UNREACHABLE',
      problem: { detail: expect.stringMatching(/^No engine was named/), zh: expect.stringMatching(/^没有给出引擎/) },
    });
    const named = await client.call('createCluster', { body: { ...body, engine: 'flink-1.20' } });
    expect(named.engine).toBe('flink-1.20');
  });

  it('tells of an engine that was named and does not fit', async () => {
    const body = { name: 'far', restUrl: restUrl(), engine: 'flink-2.2' };

    const { ok, checks } = await client.call('testNewCluster', { body });
    expect(ok).toBe(false);
    expect(checks.at(-1)?.zh).toBe('集群运行的是 Flink 1.20.5，所选引擎对应的是 Flink 2.2');
  });
});

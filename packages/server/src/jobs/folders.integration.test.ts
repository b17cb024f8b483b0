import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { insertTestJob } from '../testing/job-rows.ts';
import { folderHandlers } from './folder-routes.ts';
import { JobFolders } from './job-folders.ts';

const [job1, job2, job3] = ['1', '2', '3'].map((each) => `job_${each.repeat(20)}`) as [string, string, string];

describe.each(testDatabases)('folders of jobs and the search over scripts on $name', ({ open }) => {
  let database: Database;
  let server: TestServer;
  let token: string;

  beforeEach(async () => {
    database = await open();
    server = await startTestServer(async () => database, {
      handlers: folderHandlers(database, new JobFolders(database)),
    });
    token = await server.tokenFor('developer');
  });
  afterEach(() => server.stop());

  async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
    return server.http.fastify.inject({
      method,
      url: `/api/v1/projects/${server.projectId}/${path}`,
      headers: { host: 'localhost', authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  }
  const job = (id: string, folder: string, script = '') =>
    insertTestJob(database.db, { id, name: id, project_id: server.projectId, folder, draft_script: script });
  async function paths(): Promise<Record<string, number>> {
    const { items } = (await call('GET', 'folders')).json();
    return Object.fromEntries(items.map((each: { path: string; jobs: number }) => [each.path, each.jobs]));
  }
  async function folderOf(id: string): Promise<string | undefined> {
    return (await database.db.selectFrom('job').select('folder').where('id', '=', id).executeTakeFirst())?.folder;
  }

  test('a folder is made with those above it, and made again without harm', async () => {
    expect((await call('POST', 'folders', { path: '订单/接入' })).statusCode).toBe(201);
    expect((await call('POST', 'folders', { path: '订单/接入' })).statusCode).toBe(201);
    expect(await paths()).toEqual({ 订单: 0, '订单/接入': 0 });
  });

  test('a path that is none is refused', async () => {
    expect((await call('POST', 'folders', { path: 'a//b' })).json()).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
    });
  });

  test('a folder moves with its folders and jobs; one of a similar name stays', async () => {
    for (const path of ['a/b', 'ab']) await call('POST', 'folders', { path });
    await job(job1, 'a');
    await job(job2, 'a/b');
    await job(job3, 'ab');

    expect((await call('PATCH', 'folders', { from: 'a', to: 'x/a' })).json()).toMatchObject({ path: 'x/a', jobs: 1 });

    expect(await paths()).toEqual({ x: 0, 'x/a': 1, 'x/a/b': 1, ab: 1 });
    expect([await folderOf(job1), await folderOf(job2), await folderOf(job3)]).toEqual(['x/a', 'x/a/b', 'ab']);
  });

  test('a move into itself, onto another, or of nothing is refused and changes nothing', async () => {
    for (const path of ['a/b', 'c']) await call('POST', 'folders', { path });
    const before = await paths();

    expect((await call('PATCH', 'folders', { from: 'a', to: 'a/b/c' })).json().code).toBe('FOLDER_MOVE_REFUSED');
    expect((await call('PATCH', 'folders', { from: 'a', to: 'c' })).json().code).toBe('NAME_TAKEN');
    expect((await call('PATCH', 'folders', { from: 'none', to: 'd' })).json().code).toBe('NOT_FOUND');
    expect(await paths()).toEqual(before);
  });

  test('only an empty folder is deleted', async () => {
    await call('POST', 'folders', { path: 'a/b' });
    await job(job1, 'a/b');

    expect((await call('DELETE', 'folders?path=a')).json().code).toBe('FOLDER_NOT_EMPTY');
    expect((await call('DELETE', `folders?path=${encodeURIComponent('a/b')}`)).json().code).toBe('FOLDER_NOT_EMPTY');
    await database.db.updateTable('job').set({ deleted_at: '2026-01-02T00:00:00.000Z' }).execute();
    expect((await call('DELETE', `folders?path=${encodeURIComponent('a/b')}`)).statusCode).toBe(204);
    expect((await call('DELETE', 'folders?path=a')).statusCode).toBe(204);
    expect(await paths()).toEqual({});
  });

  test('a text is found in drafts of the project, wildcards and backslashes as they stand', async () => {
    await job(job1, 'a', "SELECT * FROM Orders WHERE name LIKE '50\\%'");
    await job(job2, '', 'SELECT 1;\nSELECT 订单 FROM ÄRGER');
    const search = async (text: string, more = '') =>
      (await call('GET', `script-search?text=${encodeURIComponent(text)}${more}`)).json();

    expect(await search('orders')).toMatchObject({
      items: [{ jobId: job1, folder: 'a', line: 1, column: 15 }],
      more: false,
    });
    expect((await search('orders', '&letterCase=same')).items).toEqual([]);
    expect(await search('50\\%')).toMatchObject({ items: [{ jobId: job1 }] });
    expect((await search('5_\\%')).items).toEqual([]);
    expect(await search('订单')).toMatchObject({ items: [{ jobId: job2, line: 2, column: 8 }] });
    expect(await search('ärger')).toMatchObject({ items: [{ jobId: job2 }] });
  });

  test('of very many places the first are told, and that there are more', async () => {
    await job(job1, '', 'x\n'.repeat(200));
    const found = (await call('GET', 'script-search?text=x')).json();
    expect(found.items).toHaveLength(50);
    expect(found.more).toBe(true);
  });
});

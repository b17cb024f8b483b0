import { type Route, routes } from '@liusu/contract/routes';
import { type Role, roleIncludes } from '@liusu/contract/user';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { testDatabases } from '../db/test-database.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const callers = ['owner', 'developer', 'operator', 'viewer', 'stranger', 'admin'] as const;
const all = Object.entries(routes) as [string, Route][];
const guarded = all.filter(([, route]) => route.permission !== 'public');

/** What must happen to a caller, by the contract alone. */
function allowed(route: Route, who: Role | 'stranger' | 'admin'): boolean {
  if (who === 'admin' || route.permission === 'session') return true;
  if (route.permission === 'admin' || who === 'stranger') return false;
  return roleIncludes(who, route.permission as Role);
}

describe.each(testDatabases)('every route of the contract on $name', ({ open }) => {
  let server: TestServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startTestServer(open);
    for (const who of callers) tokens.set(who, await server.tokenFor(who));
  });
  afterAll(() => server.stop());

  function call(route: Route, token?: string) {
    const ids: Record<string, string> = {
      projectId: server.projectId,
      jobId: server.jobId,
      userId: 'usr_aaaaaaaaaaaaaaaaaaaa',
      tokenId: 'tok_aaaaaaaaaaaaaaaaaaaa',
      clusterId: 'clu_aaaaaaaaaaaaaaaaaaaa',
      flinkJobId: 'a'.repeat(32),
      savepointId: 'svp_aaaaaaaaaaaaaaaaaaaa',
      bulkId: 'blk_aaaaaaaaaaaaaaaaaaaa',
      connectorId: 'con_aaaaaaaaaaaaaaaaaaaa',
      scenarioId: 'flights',
      name: 'platform',
    };
    return server.http.fastify.inject({
      method: route.method,
      url: `/api/v1${route.path.replace(/:([A-Za-z]+)/g, (_, name: string) => ids[name] ?? name)}`,
      headers: {
        host: 'localhost',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  }

  test.each(guarded)('%s refuses a caller without a token', async (_, route) => {
    const response = await call(route);

    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  test.each(guarded)('%s refuses a token that nobody was given', async (_, route) => {
    expect((await call(route, 'lst_wrong')).statusCode).toBe(401);
  });

  // The live stream has no end: it is tested on its own.
  const perCaller = guarded
    .filter(([, route]) => route.stream !== 'events')
    .flatMap(([key, route]) => callers.map((who) => [key, who, route] as const));

  test.each(perCaller)('%s as %s is answered as the contract says', async (_, who, route) => {
    const response = await call(route, tokens.get(who));

    if (allowed(route, who)) expect([401, 403]).not.toContain(response.statusCode);
    else expect(response.json()).toMatchObject({ code: 'FORBIDDEN', status: 403 });
  });

  test('a job that does not exist is not found, whoever asks', async () => {
    const response = await server.http.fastify.inject({
      url: '/api/v1/jobs/job_bbbbbbbbbbbbbbbbbbbb',
      headers: { host: 'localhost', authorization: `Bearer ${tokens.get('stranger')}` },
    });

    expect(response.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('only administrators learn that a project does not exist', async () => {
    const ask = (who: string) =>
      server.http.fastify.inject({
        url: '/api/v1/projects/prj_bbbbbbbbbbbbbbbbbbbb/jobs',
        headers: { host: 'localhost', authorization: `Bearer ${tokens.get(who)}` },
      });

    expect((await ask('owner')).json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await ask('admin')).json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});

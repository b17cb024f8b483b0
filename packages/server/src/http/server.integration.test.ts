import { Problem } from '@liusu/contract/problem';
import { readEventStream } from '@liusu/contract/event-stream';
import { type Route, routes } from '@liusu/contract/routes';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { testDatabases } from '../db/test-database.ts';
import { LiusuError } from '../lib/errors.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

describe.each(testDatabases)('the HTTP server on $name', ({ open }) => {
  let server: TestServer | undefined;

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function start(options?: TestServerOptions): Promise<TestServer> {
    server = await startTestServer(open, options);
    return server;
  }

  const host = 'localhost';

  async function adminHeaders(): Promise<Record<string, string>> {
    return { host, authorization: `Bearer ${await server?.tokenFor('admin')}` };
  }

  describe('problems', () => {
    test('name the wrong fields', async () => {
      const { http } = await start();
      const response = await http.fastify.inject({
        method: 'POST',
        url: '/api/v1/users',
        headers: await adminHeaders(),
        payload: { name: 'x', password: 'short' },
      });

      const problem = Problem.parse(response.json());
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', status: 400 });
      expect(problem.fields?.map((field) => field.path)).toEqual(['body.name', 'body.password']);
      expect(response.headers['x-request-id']).toBe(problem.requestId);
    });

    test('tell what happened in both languages', async () => {
      const { http } = await start();
      const headers = await adminHeaders();
      const post = (path: string, payload: object) =>
        http.fastify.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload });
      const { items } = (await http.fastify.inject({ url: '/api/v1/projects', headers })).json() as {
        items: { name: string }[];
      };
      const name = items[0]?.name;
      const nobody = `/api/v1/users/usr_${'a'.repeat(20)}`;

      const taken = await post('/projects', { name });
      const zone = await post('/projects', { name: 'other', timeZone: 'Mars/Olympus' });
      const user = await http.fastify.inject({ method: 'PATCH', url: nobody, headers, payload: { admin: true } });
      const path = await http.fastify.inject({ url: '/api/v1/nothing', headers });

      expect(taken.json()).toMatchObject({ code: 'NAME_TAKEN', zh: `已经有名为 ${name} 的项目` });
      expect(zone.json()).toMatchObject({ zh: 'Mars/Olympus 不是时区', fields: [{ zh: '不是 IANA 时区名' }] });
      expect(user.json()).toMatchObject({ code: 'NOT_FOUND', zh: expect.stringMatching(/^没有用户 usr_/) });
      expect(path.json()).toMatchObject({ code: 'NOT_FOUND', zh: '/api/v1/nothing 处没有内容' });
    });

    test('withhold the message of a bug', async () => {
      const { http } = await start({
        handlers: {
          getHealth: async () => {
            throw new Error('the secret is 42');
          },
        },
      });
      const response = await http.fastify.inject({ url: '/api/v1/health', headers: { host } });

      expect(response.statusCode).toBe(500);
      expect(Problem.parse(response.json()).code).toBe('INTERNAL');
      expect(Problem.parse(response.json()).detail).not.toContain('42');
    });

    test('an answer that breaks the contract is a bug, and fields it does not name never leave', async () => {
      const { http } = await start({
        handlers: {
          getHealth: async () => ({ status: 'ok', checks: [], passwordHash: 'x' }) as never,
          listClusters: async () => ({ items: 'none' }) as never,
        },
      });

      const health = await http.fastify.inject({ url: '/api/v1/health', headers: { host } });
      const clusters = await http.fastify.inject({ url: '/api/v1/clusters', headers: await adminHeaders() });

      expect(health.json()).toEqual({ status: 'ok', checks: [] });
      expect(clusters.statusCode).toBe(500);
    });

    test.each([
      ['unreadable JSON', { payload: '{"name":', headers: { 'content-type': 'application/json' } }, 'INVALID_INPUT'],
      ['another content type', { payload: 'a=b', headers: { 'content-type': 'text/xml' } }, 'INVALID_INPUT'],
      [
        'too large a body',
        { payload: `"${'x'.repeat(7 * 1024 * 1024)}"`, headers: { 'content-type': 'application/json' } },
        'PAYLOAD_TOO_LARGE',
      ],
    ])('%s', async (_, request, code) => {
      const { http } = await start();
      const response = await http.fastify.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: request.payload,
        headers: { host, ...request.headers },
      });

      expect(Problem.parse(response.json()).code).toBe(code);
    });

    test('unknown paths and methods', async () => {
      const { http } = await start();
      const missing = await http.fastify.inject({ url: '/api/v1/nonsense', headers: { host } });
      const method = await http.fastify.inject({ method: 'PATCH', url: '/api/v1/health', headers: { host } });

      expect(Problem.parse(missing.json()).code).toBe('NOT_FOUND');
      expect(Problem.parse(method.json()).code).toBe('METHOD_NOT_ALLOWED');
      expect(method.headers['allow']).toBe('GET');
    });

    test.each(['/api/v1/jobs/%', '/api/v1/jobs/%E0%A4%A'])('an address that cannot be read: %s', async (url) => {
      const { http } = await start();

      const response = await http.fastify.inject({ url, headers: { host } });

      expect(response.statusCode).toBe(400);
      expect(Problem.parse(response.json())).toMatchObject({ code: 'INVALID_INPUT', status: 400 });
      expect(response.headers['x-content-type-options']).toBe('nosniff');
    });

    test('a foreign host name is refused on loopback', async () => {
      const { http } = await start();

      const foreign = await http.fastify.inject({ url: '/api/v1/health', headers: { host: 'evil.example:8400' } });
      const own = await http.fastify.inject({ url: '/api/v1/health', headers: { host: '127.0.0.1:8400' } });

      expect(foreign.statusCode).toBe(400);
      expect(own.statusCode).toBe(200);
    });

    test('every answer carries the security headers', async () => {
      const { http } = await start();
      const { headers } = await http.fastify.inject({ url: '/api/v1/health', headers: { host } });

      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).toContain("worker-src 'self' blob:");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
    });
  });

  describe('If-Match', () => {
    const post = async (url: string, headers: Record<string, string>) =>
      server?.http.fastify.inject({ method: 'POST', url: `/api/v1${url}`, headers, payload: {} });

    test('where it is not taken, what is conditional is not done', async () => {
      const { projectId } = await start();
      const headers = { ...(await adminHeaders()), 'if-match': '"3"' };
      const folders = { method: 'POST', url: `/api/v1/projects/${projectId}/folders`, payload: { path: 'a' } } as const;

      const refused = await server?.http.fastify.inject({ ...folders, headers });
      const any = await server?.http.fastify.inject({ ...folders, headers: { ...headers, 'if-match': '*' } });
      const done = await server?.http.fastify.inject({ ...folders, headers: await adminHeaders() });

      expect(refused?.json()).toMatchObject({
        code: 'IF_MATCH_NOT_TAKEN',
        status: 412,
        detail: 'POST /projects/:projectId/folders takes no If-Match, so nothing was done.',
        zh: 'POST /projects/:projectId/folders 不支持 If-Match，没有执行。',
      });
      expect(any?.json()).toMatchObject({ code: 'IF_MATCH_NOT_TAKEN' });
      // The handler of the test's server says that it was reached.
      expect(done?.json()).toMatchObject({ code: 'CONFLICT' });
    });

    test('commands of jobs take it, and whoever may not command learns nothing of it', async () => {
      const { jobId } = await start();
      const asAdmin = { ...(await adminHeaders()), 'if-match': '"3"' };

      expect((await post(`/jobs/${jobId}/start`, asAdmin))?.json()).toMatchObject({ code: 'CONFLICT' });
      expect((await post('/users', { host, 'if-match': '3' }))?.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    });
  });

  describe('idempotency', () => {
    const create = async (name: string, key: string, headers: Record<string, string>) =>
      server?.http.fastify.inject({
        method: 'POST',
        url: '/api/v1/projects',
        headers: { ...headers, 'idempotency-key': key },
        payload: { name },
      });

    test('the same key and content get the same answer, and the work is done once', async () => {
      await start();
      const headers = await adminHeaders();

      const first = await create('one', 'k1', headers);
      const [second, third] = await Promise.all([create('one', 'k1', headers), create('one', 'k1', headers)]);

      expect(first?.statusCode).toBe(201);
      expect(second?.body).toBe(first?.body);
      expect(third?.body).toBe(first?.body);
    });

    test('two at the same moment do the work once', async () => {
      await start();
      const headers = await adminHeaders();

      const [first, second] = await Promise.all([create('one', 'k1', headers), create('one', 'k1', headers)]);

      expect([first?.statusCode, second?.statusCode]).toEqual([201, 201]);
      expect(second?.body).toBe(first?.body);
    });

    test('a key where none is taken changes nothing', async () => {
      let calls = 0;
      const { http, projectId } = await start({
        handlers: {
          previewSql: async () => {
            calls += 1;
            return (async function* () {})();
          },
        },
      });
      const headers = { ...(await adminHeaders()), 'idempotency-key': 'k1' };
      const url = `/api/v1/projects/${projectId}/sql/preview`;
      const ask = () => http.fastify.inject({ method: 'POST', url, headers, payload: { script: 'SELECT 1' } });

      const answers = [await ask(), await ask()];

      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(calls).toBe(2);
    });

    test('another content under the same key is refused', async () => {
      await start();
      const headers = await adminHeaders();
      await create('one', 'k1', headers);

      const other = await create('two', 'k1', headers);

      expect(other?.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
    });

    test('a refusal is not kept, and keys belong to one person', async () => {
      await start();
      const headers = await adminHeaders();
      await create('one', 'k1', headers);
      const taken = await create('one', 'k2', headers);
      expect(taken?.json()).toMatchObject({ code: 'NAME_TAKEN' });

      const retried = await create('three', 'k2', headers);
      const other = await create('four', 'k1', await adminHeaders());

      expect(retried?.statusCode).toBe(201);
      expect(other?.statusCode).toBe(201);
    });

    test('kept answers are not readable in the database', async () => {
      const { database, http } = await start();
      const headers = await adminHeaders();
      const created = await http.fastify.inject({
        method: 'POST',
        url: '/api/v1/tokens',
        headers: { ...headers, 'idempotency-key': 'k' },
        payload: { name: 'ci' },
      });

      const rows = await database.db.selectFrom('idempotency').selectAll().execute();

      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(created.json().secret);
    });
  });

  describe('streams', () => {
    async function connect(path: string, init: RequestInit & { headers: Record<string, string> }) {
      const port = await server?.http.listen(0);
      const { host: _, ...headers } = init.headers;
      return fetch(`http://127.0.0.1:${port}/api/v1${path}`, { ...init, headers });
    }

    test('the live stream says hello, then what happens in projects the caller may see, until the caller leaves', async () => {
      const { bus, projectId, tokenFor } = await start();
      const abort = new AbortController();
      const response = await connect('/events', {
        headers: { authorization: `Bearer ${await tokenFor('viewer')}` },
        signal: abort.signal,
      });
      const events = readEventStream(response.body as ReadableStream<Uint8Array>);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      expect((await events.next()).value).toMatchObject({ type: 'hello' });

      bus.publish({ type: 'job', projectId: 'prj_other', jobId: 'job_hidden' });
      bus.publish({ type: 'job', projectId, jobId: 'job_seen' });

      expect((await events.next()).value).toEqual({ type: 'job', projectId, jobId: 'job_seen' });
      abort.abort();
    });

    test('stopping the server ends open streams', async () => {
      const { http, tokenFor } = await start();
      const response = await connect('/events', { headers: { authorization: `Bearer ${await tokenFor('viewer')}` } });
      const text = response.text();

      await http.stop();

      expect(await text).toContain('"type":"hello"');
    });

    const preview = (headers: Record<string, string>, projectId: string) =>
      connect(`/projects/${projectId}/sql/preview`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ script: 'SELECT 1' }),
      });

    test('a preview that fails before its first event is an ordinary problem', async () => {
      const { projectId } = await start({
        handlers: {
          previewSql: async () =>
            (async function* () {
              throw new LiusuError('SQL_SYNTAX', 'no such thing');
            })(),
        },
      });

      const response = await preview(await adminHeaders(), projectId);

      expect(response.status).toBe(422);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ code: 'SQL_SYNTAX' });
    });

    test('a preview that fails later ends with the problem as its last event', async () => {
      const { projectId } = await start({
        handlers: {
          previewSql: async () =>
            (async function* () {
              yield { type: 'started', previewId: 'pre_1', flinkJobId: null };
              throw new LiusuError('SQL_TIMEOUT', 'took too long');
            })(),
        },
      });

      const response = await preview(await adminHeaders(), projectId);
      const events: unknown[] = [];
      for await (const event of readEventStream(response.body as ReadableStream<Uint8Array>)) events.push(event);

      expect(response.status).toBe(200);
      expect(events).toMatchObject([{ type: 'started' }, { type: 'failed', problem: { code: 'SQL_TIMEOUT' } }]);
    });

    test('a source learns that its reader has left, and is held back while the reader does not read', async () => {
      let produced = 0;
      let ended = false;
      const { projectId } = await start({
        handlers: {
          previewSql: async (_, context) =>
            (async function* () {
              try {
                while (!context.signal.aborted) {
                  produced += 1;
                  yield { type: 'rows', rows: 'x'.repeat(100_000) };
                }
              } finally {
                ended = true;
              }
            })(),
        },
      });

      const response = await preview(await adminHeaders(), projectId);
      let seen = -1;
      await vi.waitFor(() => {
        const before = seen;
        seen = produced;
        expect(before).toBe(produced);
      }, 10_000);
      expect(produced).toBeLessThan(500);
      await response.body?.cancel();

      await vi.waitFor(() => expect(ended).toBe(true), 5000);
    });
  });

  test('a module that is off answers MODULE_DISABLED, the others work', async () => {
    const { http, projectId } = await start({ modulesOff: ['overview'] });
    const headers = await adminHeaders();

    const off = await http.fastify.inject({ url: `/api/v1/projects/${projectId}/overview`, headers });
    const on = await http.fastify.inject({ url: `/api/v1/projects/${projectId}/jobs`, headers });

    expect(off.json()).toMatchObject({ code: 'MODULE_DISABLED', status: 404, params: { module: 'overview' } });
    expect(on.json()).toMatchObject({ code: 'CONFLICT' });
  });

  test('the OpenAPI document names every route once, and every reference in it leads somewhere', async () => {
    const { http } = await start();
    const document = (await http.fastify.inject({ url: '/api/v1/openapi.json', headers: { host } })).json();

    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((item) => Object.values(item))
      .map((operation) => operation.operationId);
    expect(operations.toSorted()).toEqual(Object.keys(routes).toSorted());
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(50);
    for (const reference of new Set(references)) {
      const name = reference.replace('#/components/schemas/', '');
      expect(document.components.schemas, reference).toHaveProperty([name]);
    }
    for (const route of Object.values(routes) as Route[]) {
      const path = `/api/v1${route.path.replace(/:([A-Za-z]+)/g, '{$1}')}`;
      const operation = document.paths[path][route.method.toLowerCase()];
      expect(operation.responses).toHaveProperty([String(route.status)]);
      const headers = (operation.parameters as { name: string; in: string }[])
        .filter((parameter) => parameter.in === 'header')
        .map(({ name }) => name);
      const conditioned = route.errors?.includes('GENERATION_MISMATCH') === true && route.path !== '/jobs/:jobId';
      expect(headers.includes('If-Match'), path).toBe(conditioned);
      const refusal: string | undefined = operation.responses['412']?.description;
      expect(refusal?.includes('IF_MATCH_NOT_TAKEN') === true, path).toBe(route.method !== 'GET' && !conditioned);
      const isKeyed =
        route.method !== 'GET' && !['/session', '/connectors'].includes(route.path) && route.stream === undefined;
      if (route.path !== '/session') expect(headers.includes('Idempotency-Key'), path).toBe(isKeyed);
    }
    expect(document.paths['/api/v1/session'].post.parameters).toEqual([]);
  });

  test('metrics are readable on loopback, and elsewhere for administrators only', async () => {
    const local = await start();
    await local.http.fastify.inject({ url: '/api/v1/health', headers: { host } });
    const text = (await local.http.fastify.inject({ url: '/metrics', headers: { host } })).body;
    expect(text).toContain('liusu_jobs{phase="RUNNING"} 2');
    expect(text).toContain('liusu_cluster_reachable{cluster="local"} 1');
    expect(text).toMatch(/liusu_http_request_seconds_count\{route="getHealth",method="GET",status="200"\} 1/);
    expect(text).toContain('liusu_process_resident_memory_bytes');
    await local.stop();

    const open = await start({ host: '0.0.0.0' });
    const ask = async (authorization?: string) =>
      (
        await open.http.fastify.inject({
          url: '/metrics',
          headers: authorization === undefined ? {} : { authorization: `Bearer ${authorization}` },
        })
      ).statusCode;
    expect(await ask()).toBe(401);
    expect(await ask(await open.tokenFor('owner'))).toBe(403);
    expect(await ask(await open.tokenFor('admin'))).toBe(200);
  });
});

/**
 * A mocked API for the resources and system pages, with states that are hard to reach: `node dev/mock-resources.ts PORT DIST`.
 * DIST is a build of the console. The address's `?mock=NAME` chooses how it behaves, and a cookie keeps it: full, empty,
 * loading, error, stale, viewer. Everything else is answered as mock-api.ts answers it. Nothing below src/ imports this.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';

import type { Cluster, ClusterTest } from '@liusu/contract/cluster';
import { errorCodes, type ErrorCode } from '@liusu/contract/error-code';
import type { SystemInfo } from '@liusu/contract/overview';
import { routes, type Route, type RouteKey, type RouteResponse } from '@liusu/contract/routes';
import type { ApiToken, Member, Session, User } from '@liusu/contract/user';

import { session as sharedSession, system as sharedSystem } from './fixtures.ts';
import { startMockApi } from './mock-api.ts';

interface Call {
  mode: string;
  params: Record<string, string>;
  body: Record<string, unknown>;
}
type Answer<K extends RouteKey> = (call: Call) => RouteResponse<K> | Problem;

class Problem {
  readonly code: ErrorCode;
  readonly detail: string;
  constructor(code: ErrorCode, detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

function at(secondsFromNow: number): string {
  return new Date(Date.now() + secondsFromNow * 1000).toISOString();
}
const day = 86_400;

function aCluster(change: Partial<Cluster> & Pick<Cluster, 'id' | 'name'>): Cluster {
  return {
    driver: 'remote',
    engine: 'flink-2.2',
    environment: 'dev',
    restUrl: 'https://flink.example.com:8081',
    authKind: 'none',
    tlsInsecure: false,
    createdAt: at(-40 * day),
    observation: { state: 'FRESH', at: at(-1), evidence: 'GET /overview answered in 8 ms' },
    flinkVersion: '2.2.1',
    taskManagers: 1,
    slotsTotal: 4,
    slotsFree: 1,
    jobsRunning: 3,
    incarnation: 'flink-web-3f0c7a52-66f1-4d0e-9a37-7fd1e5b0a0c4',
    unmanagedJobs: [],
    ...change,
  };
}

function clusters(stale: boolean): Cluster[] {
  const lost = {
    state: 'UNREACHABLE',
    at: at(-184),
    evidence: 'GET https://flink-sh.example.com:8081/overview: connect ECONNREFUSED 10.20.0.8:8081',
  } as const;
  return [
    aCluster({ id: 'clu_local001', name: 'local', driver: 'local', restUrl: null, createdAt: at(-90 * day) }),
    aCluster({
      id: 'clu_prodsh01',
      name: '生产集群-上海',
      environment: 'production',
      restUrl: 'https://flink-sh.example.com:8081',
      authKind: 'bearer',
      taskManagers: 12,
      slotsTotal: 96,
      slotsFree: 22,
      jobsRunning: 41,
      unmanagedJobs: [
        { flinkJobId: 'b7c1f0d2a94e4b6f8d3e5c7a90112233', name: 'risk-scoring-v3', status: 'RUNNING' },
        { flinkJobId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9', name: 'insert-into_ods_orders', status: 'RESTARTING' },
      ],
      ...(stale ? { observation: lost } : {}),
    }),
    aCluster({
      id: 'clu_teststg1',
      name: 'staging',
      environment: 'test',
      engine: 'flink-1.20',
      flinkVersion: '1.20.5',
      restUrl: 'https://10.8.3.21:8443',
      authKind: 'basic',
      tlsInsecure: true,
      taskManagers: 2,
      slotsTotal: 8,
      slotsFree: 0,
      jobsRunning: 8,
      observation: { state: 'STALE', at: at(-19), evidence: 'no answer within 5 s, twice' },
    }),
    aCluster({
      id: 'clu_drsite01',
      name: 'disaster-recovery',
      environment: 'production',
      restUrl: 'http://flink-dr.example.com:8081',
      flinkVersion: null,
      taskManagers: null,
      slotsTotal: null,
      slotsFree: null,
      jobsRunning: null,
      incarnation: null,
      observation: { state: 'UNREACHABLE', at: null, evidence: 'getaddrinfo ENOTFOUND flink-dr.example.com' },
    }),
  ];
}

const goodTest: ClusterTest = {
  ok: true,
  flinkVersion: '2.2.1',
  checks: [
    { name: 'resolve', ok: true, message: 'flink-sh.example.com is 10.20.0.8', ms: 4 },
    { name: 'connect', ok: true, message: 'port 8081 accepts connections', ms: 11 },
    { name: 'tls', ok: true, message: 'TLSv1.3, certificate trusted', ms: 38 },
    { name: 'auth', ok: true, message: 'accepted', ms: 0 },
    { name: 'flink', ok: true, message: 'answers as a Flink REST endpoint', ms: 62 },
    { name: 'version', ok: true, message: 'Flink 2.2.1', ms: 0 },
    { name: 'slots', ok: true, message: '22 of 96 slots free on 12 TaskManagers', ms: 0 },
  ],
};
const badTest: ClusterTest = {
  ok: false,
  flinkVersion: null,
  checks: [
    ...goodTest.checks.slice(0, 2),
    { name: 'tls', ok: false, message: 'unable to verify the first certificate', ms: 41 },
  ],
};

const [admin, li, wang] = [
  { id: 'usr_admin001', name: 'admin', displayName: '', admin: true, disabled: false, createdAt: at(-90 * day) },
  { id: 'usr_liwei001', name: 'li.wei', displayName: '李伟', admin: false, disabled: false, createdAt: at(-33 * day) },
  { id: 'usr_wangf001', name: 'wang.fang', displayName: '王芳', admin: false, disabled: true, createdAt: at(-8 * day) },
] satisfies [User, User, User];

const members: Member[] = [
  { userId: li.id, userName: li.name, displayName: li.displayName, role: 'owner' },
  { userId: wang.id, userName: wang.name, displayName: wang.displayName, role: 'operator' },
];
const tokens: ApiToken[] = [
  { id: 'tok_night001', name: '夜间巡检脚本', createdAt: at(-60 * day), expiresAt: at(5 * day), lastUsedAt: at(-3600) },
  { id: 'tok_ci000001', name: 'ci', createdAt: at(-200 * day), expiresAt: null, lastUsedAt: at(-40) },
  { id: 'tok_old00001', name: 'laptop', createdAt: at(-120 * day), expiresAt: at(-30 * day), lastUsedAt: null },
];

function session(mode: string): Session {
  const shared = sharedSession();
  if (mode !== 'viewer') return { ...shared, user: { ...shared.user, ...admin } };
  return { ...shared, user: li, projects: shared.projects.map((project) => ({ ...project, role: 'viewer' as const })) };
}

function system(): SystemInfo {
  const shared = sharedSystem();
  return {
    ...shared,
    modules: shared.modules.map((module) => ({ ...module, enabled: !['data', 'knowledge'].includes(module.id) })),
    processes: [
      ...shared.processes,
      {
        name: 'taskmanager-2',
        role: 'taskmanager',
        pid: null,
        state: 'backing-off',
        startedAt: at(-7200),
        restarts: 3,
        rssBytes: null,
        reason: 'ended by signal SIGKILL after 4 s; next attempt in 16 s',
      },
    ],
  };
}

function logText(lines: number): string {
  const texts = Array.from({ length: lines }, (_, index) => {
    const time = at(index - lines);
    if (index % 97 === 40) {
      const err = { stack: 'LiusuError: connect ECONNREFUSED 10.20.0.8:8081\n    at pollCluster (observer.ts:88:11)' };
      return JSON.stringify({
        level: 50,
        time,
        component: 'observer',
        clusterId: 'clu_prodsh01',
        err,
        msg: 'poll failed',
      });
    }
    if (index % 31 === 5) return JSON.stringify({ level: 40, time, component: 'flink', ms: 5004, msg: 'slow answer' });
    return JSON.stringify({
      level: 30,
      time,
      component: 'http',
      route: 'listJobs',
      status: 200,
      ms: index % 17,
      msg: 'request',
    });
  });
  return `${texts.join('\n')}\n`;
}

const answers: { [K in RouteKey]?: Answer<K> } = {
  getSession: ({ mode }) => session(mode),
  getHealth: ({ mode }) =>
    mode === 'stale'
      ? { status: 'degraded', checks: [{ name: 'gateway', ok: false, message: 'SQL gateway is restarting' }] }
      : { status: 'ok', checks: [] },
  listClusters: ({ mode }) => ({ items: mode === 'empty' ? [] : clusters(mode === 'stale') }),
  createCluster: ({ body }) => ({ ...clusters(false)[1]!, name: String(body['name']) }),
  testNewCluster: ({ body }) => (body['tlsInsecure'] === true || body['caPem'] !== undefined ? goodTest : badTest),
  testCluster: ({ params }) => (params['clusterId'] === 'clu_teststg1' ? badTest : goodTest),
  deleteCluster: ({ params }) =>
    params['clusterId'] === 'clu_prodsh01'
      ? new Problem('CLUSTER_IN_USE', 'The cluster 生产集群-上海 still has 41 jobs.')
      : undefined,
  getSystem: () => system(),
  getSystemLog: ({ params, mode }) =>
    params['name'] === 'gateway'
      ? new Problem('NOT_FOUND', 'there is no log of the gateway yet')
      : { source: 'platform.log', text: mode === 'empty' ? '' : logText(1000), truncated: mode !== 'empty' },
  listUsers: ({ mode }) => ({ items: mode === 'empty' ? [admin] : [admin, li, wang] }),
  createUser: ({ body }) => new Problem('NAME_TAKEN', `there is already a user ${String(body['name'])}`),
  updateUser: () => li,
  listMembers: ({ mode }) => ({ items: mode === 'empty' ? [] : members }),
  putMember: () => members[0]!,
  deleteMember: () => undefined,
  listTokens: ({ mode }) => ({ items: mode === 'empty' ? [] : tokens }),
  createToken: ({ body }) => ({
    id: 'tok_new00001',
    name: String(body['name']),
    createdAt: at(0),
    expiresAt: at(90 * day),
    lastUsedAt: null,
    secret: 'lst_mock_0000000000000000000000000000000000000000',
  }),
  deleteToken: () => undefined,
};

const matchers = (Object.entries(routes) as [RouteKey, Route][]).map(([key, route]) => ({
  key,
  route,
  pattern: new RegExp(`^/api/v1${route.path.replace(/:([A-Za-z]+)/g, '(?<$1>[^/]+)')}$`),
}));
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}

const port = Number(process.argv[2] ?? 8498);
const dist = process.argv[3] ?? join(import.meta.dirname, '../dist');
const { url: others } = await startMockApi();

createServer((request, response) => {
  void (async () => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const mode = url.searchParams.get('mock') ?? /liusu-pages=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
    if (!url.pathname.startsWith('/api/')) {
      const file = extname(url.pathname) === '' ? 'index.html' : normalize(url.pathname);
      const type = types[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'set-cookie': `liusu-pages=${mode}; Path=/` });
      response.end(await readFile(join(dist, file)));
      return;
    }
    const match = matchers.find(({ route, pattern }) => route.method === request.method && pattern.test(url.pathname));
    const answer = match === undefined ? undefined : (answers[match.key] as Answer<RouteKey> | undefined);
    if (match === undefined || answer === undefined) {
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      const passed = await fetch(`${others}${url.pathname}${url.search}`, {
        method: request.method ?? 'GET',
        signal: gone.signal,
      });
      response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'text/plain' });
      if (passed.body === null) response.end();
      // An event stream that ends, at either side, ends the answer: the page opens another.
      else
        Readable.fromWeb(passed.body as never)
          .on('error', () => response.destroy())
          .pipe(response);
      return;
    }
    if (mode === 'loading' && !['getSession', 'getSystem'].includes(match.key)) return;
    const params = { ...match.pattern.exec(url.pathname)?.groups };
    const failed = mode === 'error' && match.key !== 'getSession';
    const result = failed
      ? new Problem('UNAVAILABLE', 'the database does not answer')
      : answer({ mode, params, body: await bodyOf(request) });
    if (result instanceof Problem) {
      const { status, en } = errorCodes[result.code];
      response.writeHead(status, { 'content-type': 'application/problem+json' });
      const { code, detail } = result;
      response.end(
        JSON.stringify({ type: `urn:liusu:${code}`, title: en.title, status, code, detail, requestId: 'req_mock' }),
      );
      return;
    }
    response.writeHead(match.route.status, { 'content-type': 'application/json' });
    response.end(result === undefined ? undefined : JSON.stringify(result));
  })().catch((error: unknown) => {
    response.writeHead(404).end(String(error));
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/?mock=full`));

/**
 * The console with a mocked API, for development and browser tests: `node dev/mock-api.ts [port]`. Serves dist/ and typed
 * fixtures. A scenario decides how the API behaves; a page chooses it once with `?scenario=NAME`, a cookie keeps it.
 * Never part of the production bundle: nothing below src/ imports it.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

import { errorCodes } from '@liusu/contract/error-code';
import type { JobUpdate } from '@liusu/contract/job';
import type { LiveEvent } from '@liusu/contract/overview';
import { routes, type Route, type RouteKey, type RouteResponse } from '@liusu/contract/routes';
import type { JobSamplePut } from '@liusu/contract/sample';
import type { SqlValidate } from '@liusu/contract/sql';

import * as catalogs from './catalog-fixtures.ts';
import { ago } from './clock.ts';
import * as commands from './command-fixtures.ts';
import { connectors } from './connector-fixtures.ts';
import { events } from './event-fixtures.ts';
import * as fixtures from './fixtures.ts';
import * as processes from './process-fixtures.ts';
import * as outside from './source-fixtures.ts';
import * as states from './state-fixtures.ts';
import * as workbench from './workbench-fixtures.ts';

/** full: everything there; empty: a new platform; loading: never answers; error: 503; stale: clusters do not answer. */
export const scenarios = ['full', 'empty', 'loading', 'error', 'stale', 'login'] as const;
export type MockScenario = (typeof scenarios)[number];

interface Call {
  scenario: MockScenario;
  params: Record<string, string>;
  /** What was sent as JSON. */
  body: unknown;
}
type Answers = { [K in RouteKey]?: (call: Call) => RouteResponse<K> };

function page<T>(items: T[]) {
  return { items, nextCursor: null, total: items.length };
}

const isStale = ({ scenario }: Call): boolean => scenario === 'stale';
const isEmpty = ({ scenario }: Call): boolean => scenario === 'empty';

function jobOf(call: Call) {
  const all = fixtures.jobs(isStale(call));
  const job = all.find((candidate) => candidate.id === call.params['jobId']) ?? all[0];
  if (job === undefined) throw new Error('the fixtures hold no job');
  return job;
}

function sourceOf({ params }: Call) {
  const found = outside.sources().find((source) => source.name === params['name']);
  if (found === undefined) throw new Error('the fixtures hold no such data source');
  return found;
}

function uploaded() {
  const [first] = connectors();
  if (first === undefined) throw new Error('the fixtures hold no connector');
  return first;
}

function outsideJob() {
  const job = fixtures.jobs(false).find(({ kind }) => kind === 'external');
  if (job === undefined) throw new Error('the fixtures hold no external job');
  return { ...job, script: '' };
}

const answers: Answers = {
  getSession: () => fixtures.session(),
  login: () => fixtures.session(),
  listProjects: () => ({ items: fixtures.session().projects }),
  getOverview: (call) => (isEmpty(call) ? fixtures.emptyOverview() : fixtures.overview(isStale(call), events())),
  listJobs: (call) => page(isEmpty(call) ? [] : fixtures.jobs(isStale(call))),
  getJob: (call) => {
    const job = jobOf(call);
    const script = job.id === 'job_stop00' ? workbench.faultyScript : fixtures.script;
    return { ...job, script: job.kind === 'external' ? '' : script };
  },
  startJob: (call) => ({ ...jobOf(call), phase: 'STARTING' }),
  stopJob: (call) => ({ ...jobOf(call), phase: 'SUSPENDING' }),
  restartJob: (call) => ({ ...jobOf(call), plan: commands.runningPlan() }),
  upgradeJob: (call) => ({ ...jobOf(call), plan: commands.runningPlan() }),
  rollbackJob: (call) => ({ ...jobOf(call), plan: commands.runningPlan() }),
  rescaleJob: (call) => jobOf(call),
  checkUpgrade: (call) => (jobOf(call).kind === 'external' ? commands.unknownVerdict() : commands.verdict()),
  listPlans: (call) =>
    call.params['jobId'] === 'job_live00'
      ? { items: commands.restartedPlans() }
      : { items: [jobOf(call).plan].filter((plan) => plan !== null) },
  writeOffRun: (call) => jobOf(call),
  createBulk: () => commands.bulk(),
  listBulks: (call) => ({ items: isEmpty(call) ? [] : [commands.bulk()] }),
  getBulk: () => commands.bulk(),
  cancelBulk: () => ({ ...commands.bulk(), state: 'CANCELLED' }),
  getWebhook: (call) =>
    isEmpty(call)
      ? { url: null, hasSecret: false, pending: 0, lastDeliveredAt: null, lastFailure: null }
      : commands.webhook(),
  putWebhook: () => commands.webhook(),
  testWebhook: () => ({ ok: true, status: 204, ms: 38, message: 'delivered' }),
  listRuns: (call) => page(isEmpty(call) ? [] : fixtures.runs(call.params['jobId'] ?? '')),
  listVersions: (call) =>
    page(
      [3, 2, 1].map((version) => ({
        jobId: jobOf(call).id,
        version,
        script: version === 3 ? fixtures.earlierScript : version === 1 ? fixtures.timedScript : fixtures.script,
        settings: jobOf(call).settings,
        engine: 'flink-2.2',
        createdAt: ago(4e5 / version),
        createdBy: 'admin',
      })),
    ),
  listJobEvents: (call) => page(isEmpty(call) ? [] : events().filter((event) => event.jobId === call.params['jobId'])),
  getJobGraph: (call) =>
    isEmpty(call)
      ? { ...fixtures.graph(false), vertices: [], edges: [], bottleneck: null }
      : fixtures.graph(isStale(call)),
  getJobRates: (call) => ({ points: isEmpty(call) ? [] : fixtures.points() }),
  getJobCheckpoints: (call) =>
    isEmpty(call) ? { ...states.checkpoints(false), history: [] } : states.checkpoints(isStale(call)),
  listSavepoints: (call) => ({ items: isEmpty(call) ? [] : states.savepoints(call.params['jobId'] ?? '') }),
  getJobExceptions: (call) =>
    isEmpty(call) ? { at: null, stale: false, items: [] } : processes.exceptions(isStale(call)),
  getJobLogs: () => ({ source: 'jobmanager.log', text: processes.logText(), truncated: true }),
  getSystemLog: () => ({ source: 'platform.log', text: processes.logText(), truncated: true }),
  listFolders: (call) => ({ items: isEmpty(call) ? [] : states.folders() }),
  searchScripts: () => states.scriptMatches(),
  listVariables: (call) => ({ items: isEmpty(call) ? [] : states.variables() }),
  listSecrets: (call) => ({ items: isEmpty(call) ? [] : states.secrets() }),
  listSources: (call) => ({ items: isEmpty(call) ? [] : outside.sources() }),
  getSource: (call) => sourceOf(call),
  testSource: (call) => (call.params['name'] === 'report-db' ? outside.failedTest() : outside.goodTest()),
  testNewSource: () => outside.failedTest(),
  listSourceNamespaces: () => ({ items: [{ name: 'sales', tables: 8 }] }),
  listSourceTables: (call) => page(isEmpty(call) ? [] : outside.tables()),
  getSourceTable: () => outside.table(),
  getSourceDdl: () => outside.ddl(),
  listConnectors: (call) => ({ items: isEmpty(call) ? [] : connectors() }),
  addConnector: () => uploaded(),
  listCatalogs: () => catalogs.catalogs(),
  listDatabases: ({ params }) => catalogs.databases(params['catalog']),
  listCatalogTables: ({ params }) => catalogs.tables(params['database']),
  getCatalogTable: ({ params }) => catalogs.table(params['database'], params['table']),
  listFunctions: () => catalogs.functions(),
  listClusters: (call) => ({ items: isEmpty(call) ? [] : fixtures.clusters(isStale(call)) }),
  listUnmanagedJobs: (call) => ({ items: fixtures.unmanagedJobs(call.params['clusterId']) }),
  adoptJob: () => outsideJob(),
  bindJob: () => ({ ...outsideJob(), kind: 'sql' }),
  publishJob: (call) => ({ ...jobOf(call), latestVersion: 4, draftChanged: false }),
  validateSql: ({ body }) => workbench.validation((body as SqlValidate).script),
  explainSql: () => workbench.explanation(),
  listJobSamples: (call) => ({ items: call.params['jobId'] === 'job_stop00' ? workbench.samples() : [] }),
  putJobSample: ({ params, body }) => ({
    ...(body as JobSamplePut),
    table: params['table'] ?? '',
    origin: 'given',
    updatedAt: ago(0),
    updatedBy: 'admin',
  }),
  updateJob: (call) => {
    const job = jobOf(call);
    const { script = workbench.faultyScript, clusterId = job.clusterId } = call.body as JobUpdate;
    return { ...job, script, clusterId };
  },
  testCluster: () => processes.connectionTest(),
  listTokens: () => ({ items: [] }),
  listUsers: () => ({ items: [fixtures.session().user] }),
  listScenarios: () => ({ items: [] }),
  getSystem: () => processes.system(),
};

/** Asked for by the frame itself: these answer in every scenario, or there would be no page to look at. */
const always: readonly RouteKey[] = ['getSession', 'getSystem', 'login'];

const matchers = (Object.entries(routes) as [RouteKey, Route][]).map(([key, route]) => ({
  key,
  route,
  pattern: new RegExp(`^/api/v1${route.path.replace(/:([A-Za-z]+)/g, '(?<$1>[^/]+)')}$`),
}));

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}

function sendProblem(response: ServerResponse, code: keyof typeof errorCodes, detail: string): void {
  const { status, en } = errorCodes[code];
  sendJson(response, status, {
    type: `urn:liusu:${code}`,
    title: en.title,
    status,
    code,
    detail,
    requestId: 'req_mock',
  });
}

function sendEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const hello: LiveEvent = { type: 'hello', at: new Date().toISOString() };
  response.write(`data: ${JSON.stringify(hello)}\n\n`);
}

function sendPreview(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const event of workbench.previewEvents()) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end();
}

/** The body of a request in JSON; undefined for all others. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.startsWith('application/json') !== true) return undefined;
  const body = await text(request);
  return body === '' ? undefined : JSON.parse(body);
}

async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  scenario: MockScenario,
): Promise<void> {
  const found = matchers.find(({ route, pattern }) => route.method === request.method && pattern.test(path));
  if (found === undefined) return sendProblem(response, 'NOT_FOUND', `no route ${request.method} ${path}`);
  const { key, route, pattern } = found;
  if (key === 'getSession' && scenario === 'login') return sendProblem(response, 'UNAUTHENTICATED', 'no session');
  if (key === 'streamEvents' && scenario !== 'stale') return sendEvents(response);
  if (!always.includes(key)) {
    if (scenario === 'loading') return;
    if (scenario === 'error' || key === 'streamEvents')
      return sendProblem(response, 'UNAVAILABLE', 'the database does not answer');
  }
  if (route.status === 204) {
    response.writeHead(204).end();
    return;
  }
  if (key === 'previewSql') return sendPreview(response);
  const answer = answers[key] as ((call: Call) => unknown) | undefined;
  if (answer === undefined) return sendProblem(response, 'NOT_FOUND', `the mock has no answer for ${key}`);
  sendJson(response, route.status, answer({ scenario, params: paramsOf(pattern, path), body: await jsonOf(request) }));
}

function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  const groups = Object.entries(pattern.exec(path)?.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
const dist = join(import.meta.dirname, '../dist');

async function sendFile(response: ServerResponse, path: string, headers: Record<string, string>): Promise<void> {
  const isFile = extname(path) !== '';
  const file = join(dist, isFile ? normalize(path) : 'index.html');
  if (!file.startsWith(dist)) return void response.writeHead(404).end();
  try {
    const body = await readFile(file);
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', ...headers })
      .end(body);
  } catch {
    // The only reason that matters here: no such file in the build.
    response.writeHead(404).end();
  }
}

function scenarioOf(name: string | null | undefined): MockScenario | undefined {
  return scenarios.find((scenario) => scenario === name);
}

/** Starts the mock on the loopback address; port 0 takes a free one. */
export async function startMockApi(port = 0): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const asked = scenarioOf(url.searchParams.get('scenario'));
    const kept = scenarioOf(/liusu-mock=(\w+)/.exec(request.headers.cookie ?? '')?.[1]);
    if (url.pathname.startsWith('/api/')) return void answerApi(request, response, url.pathname, kept ?? 'full');
    const headers: Record<string, string> = asked === undefined ? {} : { 'set-cookie': `liusu-mock=${asked}; Path=/` };
    void sendFile(response, url.pathname, headers);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mock has no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startMockApi(Number(process.argv[2] ?? 8499));
  process.stdout.write(`${url}/?scenario=full\n`);
}

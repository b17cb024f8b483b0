/**
 * The mocked API with the workbench and the scenarios in front of it: `node dev/mock-development.ts [port] [dist]`. Routes
 * not answered here go to mock-api.ts. Never part of the production bundle.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

import type { Cell, ChangeKind, PreviewEvent, SqlValidation } from '@liusu/contract/sql';
import type { Scenario } from '@liusu/contract/scenario';

import * as fixtures from './fixtures.ts';
import { startMockApi } from './mock-api.ts';
import { flightsScenario } from './mock-scenario.ts';

const dist = process.argv[3] ?? join(import.meta.dirname, '../dist');
const script = `-- 明细层：清洗并关联维表。
-- Detail layer: cleans flights and joins the dimensions.
CREATE TEMPORARY TABLE ods_flight (
  carrier   STRING,
  flight    INT,
  origin    STRING,
  dest      STRING,
  dep_delay INT,
  time_hour STRING,
  hour_utc  AS TO_TIMESTAMP(time_hour, 'yyyy-MM-dd''T''HH:mm:ss''Z'''),
  WATERMARK FOR hour_utc AS hour_utc - INTERVAL '6' HOUR
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://\${scenario.dir}/flights',
  'source.monitor-interval' = '1 s',
  'format' = 'csv',
  'csv.null-literal' = 'NA'
);

INSERT INTO lake.flights.dws_carrier
SELECT
  carrier,
  COUNT(*) AS scheduled,
  COUNT(*) FILTER (WHERE dep_delay > 15) AS late,
  AVG(CAST(dep_delay AS DOUBLE)) AS mean_delay
FROM ods_flight /*+ OPTIONS('scan.parallelism' = '1') */
WHERE origin IN ('JFK', 'EWR', 'LGA')
GROUP BY carier;
`;

const findings: SqlValidation = {
  ok: false,
  ms: 212,
  statements: [],
  diagnostics: [
    {
      severity: 'error',
      code: 'SQL_OBJECT_NOT_FOUND',
      statement: 1,
      line: 28,
      column: 10,
      endLine: 28,
      endColumn: 16,
      message: "Column 'carier' was not found in any table.",
      remedy: 'Did you mean carrier?',
    },
    {
      severity: 'warning',
      code: 'SQL_INVALID',
      statement: 1,
      line: 21,
      column: 13,
      endLine: 21,
      endColumn: 37,
      message: 'The table lake.flights.dws_carrier does not exist yet.',
      remedy: null,
    },
  ],
};

let text = script;
let revision = 4;

function detailOf(jobId: string) {
  const all = fixtures.jobs(false);
  const job = all.find((each) => each.id === jobId) ?? all[0];
  if (job === undefined) throw new Error('the fixtures hold no job');
  return { ...job, script: text, draftRevision: revision };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let raw = '';
  for await (const part of request) raw += String(part);
  return raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Streams events until the browser goes away. */
function stream(response: ServerResponse, everyMs: number, next: (step: number) => PreviewEvent[] | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let step = 0;
  const timer = setInterval(() => {
    const events = next(step);
    step += 1;
    for (const event of events ?? []) response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (events === undefined) response.end();
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

const carriers = ['UA', 'B6', 'EV', 'DL', 'AA', 'MQ', 'US', '9E', 'WN', 'VX', 'FL', 'AS', 'F9', 'YV', 'HA', 'OO'];

type Row = { kind: ChangeKind; cells: Cell[] };

function carrierPreview(response: ServerResponse): void {
  const counts = new Map<string, number>();
  stream(response, 220, (step) => {
    if (step === 1) return [{ type: 'started', previewId: 'pre_mock00000', flinkJobId: null }];
    if (step === 3) {
      const types: [string, string][] = [
        ['carrier', 'STRING'],
        ['scheduled', 'BIGINT NOT NULL'],
        ['late', 'BIGINT NOT NULL'],
        ['mean_delay', 'DOUBLE'],
        ['last_hour', 'TIMESTAMP(3)'],
        ['note', 'STRING'],
      ];
      return [{ type: 'columns', columns: types.map(([name, type]) => ({ name, type, nullable: true })) }];
    }
    if (step < 4) return [];
    if (step > 400) return [{ type: 'ended', reason: 'limit', rows: 1000 }];
    const rows: Row[] = [];
    for (let index = 0; index < 6; index += 1) {
      const carrier = carriers[(step * 5 + index * 3) % carriers.length] ?? 'UA';
      const before = counts.get(carrier);
      const cells = (count: number): Cell[] => [
        carrier,
        count * 97,
        Math.floor(count * 97 * 0.21),
        carrier === 'OO' ? null : Number((8 + ((count * 7) % 90) / 10).toFixed(2)),
        '2013-01-02 09:00:00.000',
        carrier === 'HA' ? null : count % 3 === 0 ? '' : 'JFK → SFO',
      ];
      if (before !== undefined) rows.push({ kind: '-U', cells: cells(before) });
      rows.push({ kind: before === undefined ? '+I' : '+U', cells: cells((before ?? 0) + 1) });
      counts.set(carrier, (before ?? 0) + 1);
    }
    return [{ type: 'rows', rows }];
  });
}

function dashboardPreview(response: ServerResponse): void {
  stream(response, 1000, (step) => {
    if (step === 0) {
      const names = ['panel', 'k1', 'k2', 'v1', 'v2', 'v3', 'v4', 'v5'];
      const columns = names.map((name, index) => ({ name, type: index < 3 ? 'STRING' : 'BIGINT', nullable: true }));
      return [
        { type: 'started', previewId: 'pre_mock00001', flinkJobId: null },
        { type: 'columns', columns },
      ];
    }
    const rows: Row[] = [];
    const put = (...cells: Cell[]): number => rows.push({ kind: step === 1 ? '+I' : '+U', cells });
    const scale = 40 + step;
    put('total', '', '', scale * 842, scale * 819, scale * 23, scale * 10_400, scale * 640);
    for (const [index, carrier] of carriers.entries()) {
      const flights = Math.round((scale * 842) / (3.2 + index * index * 0.9));
      put(
        'carrier',
        carrier,
        '',
        flights,
        Math.round(flights * 0.97),
        Math.round(flights * 0.03),
        flights * 12,
        flights,
      );
    }
    for (const [bucket, share] of [
      ['≤ 0', 0.6],
      ['1–15', 0.18],
      ['16–30', 0.08],
      ['31–60', 0.07],
      ['61–120', 0.05],
      ['> 120', 0.02],
    ] as const) {
      put('delay', bucket, '', Math.round(scale * 819 * share), 0, 0, 0, 0);
    }
    const routes = 'JFK-LAX LGA-ATL LGA-ORD JFK-SFO LGA-CLT EWR-ORD JFK-BOS LGA-MIA JFK-MCO EWR-BOS EWR-SFO EWR-MCO';
    for (const [index, route] of routes.split(' ').entries()) {
      const [from = '', to = ''] = route.split('-');
      const flights = Math.round(scale * (28 - index * 1.3));
      put('route', from, to, flights, flights - 3, 1 + (index % 7), flights * (6 + ((index * 5) % 13)), flights);
    }
    for (let hour = 0; hour < 72; hour += 1) {
      const at = new Date(Date.UTC(2013, 0, 1, 10) + (step + hour) * 3_600_000).toISOString();
      for (const [index, origin] of ['EWR', 'JFK', 'LGA'].entries()) {
        const day = Math.max(0, Math.sin((((step + hour + 4) % 24) / 24) * Math.PI));
        const flights = Math.round(day * (22 - index * 3) + ((hour * 7 + index * 5) % 5));
        put('hour', origin, `${at.slice(0, 10)} ${at.slice(11, 16)}`, flights, flights, 0, 0, 0);
      }
    }
    return [{ type: 'rows', rows }];
  });
}

let feeding = true;
const began = Date.now();

function scenarioNow(imported: boolean): Scenario {
  const days = 41 + (Date.now() - began) / 20_000;
  return {
    ...flightsScenario(imported),
    feeder: !imported
      ? null
      : {
          state: feeding ? 'running' : 'stopped',
          slicesDone: Math.round(days * 19),
          slicesTotal: 6936,
          simulatedTime: new Date(Date.UTC(2013, 0, 1) + days * 86_400_000).toISOString(),
          recordsEmitted: Math.round(days * 922),
          recordsTotal: 336_776,
          speed: 20,
          error: null,
        },
  };
}

const mock = await startMockApi();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock');
  const path = url.pathname.replace('/api/v1', '');
  const kept = /liusu-mock=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
  const key = `${request.method} ${path.replace(/\/(prj|job)_\w+/g, '/:$1')}`;
  const isPlain = kept === 'full' || kept === 'empty';
  if (isPlain && key === 'GET /jobs/:job') return json(response, 200, detailOf(path.split('/')[2] ?? ''));
  if (isPlain && key === 'PATCH /jobs/:job') {
    const body = await bodyOf(request);
    if (body['script'] === 'conflict') revision += 1;
    if (typeof body['script'] === 'string') text = body['script'];
    revision += 1;
    return json(response, 200, detailOf(path.split('/')[2] ?? ''));
  }
  if (isPlain && key === 'POST /projects/:prj/jobs') return json(response, 201, detailOf(''));
  if (isPlain && key === 'POST /projects/:prj/sql/validate') {
    return json(response, 200, text.includes('carier') ? findings : { ...findings, ok: true, diagnostics: [] });
  }
  if (isPlain && key === 'POST /projects/:prj/sql/preview') {
    const body = await bodyOf(request);
    return String(body['script']).includes('UNION ALL') ? dashboardPreview(response) : carrierPreview(response);
  }
  if (isPlain && key === 'GET /projects/:prj/scenarios') {
    return json(response, 200, { items: [scenarioNow(kept === 'full')] });
  }
  if (isPlain && key === 'GET /projects/:prj/scenarios/flights')
    return json(response, 200, scenarioNow(kept === 'full'));
  if (isPlain && key === 'POST /projects/:prj/scenarios/flights/feeder') {
    feeding = (await bodyOf(request))['action'] === 'start';
    return json(response, 202, scenarioNow(true));
  }
  if (isPlain && key === 'POST /projects/:prj/scenarios/flights/import') return json(response, 202, scenarioNow(true));
  const passed = await fetch(mock.url + (request.url ?? '/'), {
    method: request.method ?? 'GET',
    headers: { cookie: request.headers.cookie ?? '' },
  });
  response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'text/plain' });
  for await (const part of passed.body ?? []) response.write(part);
  response.end();
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

async function sendFile(response: ServerResponse, url: URL): Promise<void> {
  const file = join(dist, extname(url.pathname) === '' ? 'index.html' : normalize(url.pathname));
  const asked = url.searchParams.get('mock');
  try {
    const body = await readFile(file);
    const cookie = asked === null ? {} : { 'set-cookie': `liusu-mock=${asked}; Path=/` };
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', ...cookie });
    response.end(body);
  } catch {
    // The only reason that matters here: no such file in the build.
    response.writeHead(404).end();
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock');
  const done = url.pathname.startsWith('/api/') ? answer(request, response) : sendFile(response, url);
  done.catch((error: unknown) => {
    if (!response.headersSent) json(response, 502, { error: String(error) });
    else response.end();
  });
});
server.listen(Number(process.argv[2] ?? 8498), '127.0.0.1', () => console.log('ready'));

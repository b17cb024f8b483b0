import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { silentLog } from '../lib/log.ts';
import { HttpFlinkRest } from './http-flink-rest.ts';
import { FlinkRelay } from './relay.ts';

interface Reply {
  status: number;
  body: string;
}

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server that answers in Flink's form, for faults a real one does not show on demand. */
async function serve(answer: (request: IncomingMessage, body: string) => Reply | undefined): Promise<string> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = answer(request, Buffer.concat(chunks).toString());
      if (reply === undefined) return;
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function restAt(url: string, authorization?: string): HttpFlinkRest {
  const rest = new HttpFlinkRest(() => ({ url, ...(authorization === undefined ? {} : { authorization }) }));
  closing.push(() => rest.close());
  return rest;
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const jobId = 'a'.repeat(32);

describe('HttpFlinkRest', () => {
  it('gives the jars of the class path by file name, and nothing where Flink does not tell', async () => {
    const body = JSON.stringify({ jvm: { version: '17' }, classpath: ['/opt/flink/lib/paimon.jar', 'flink-dist.jar'] });
    const flink = restAt(await serve(() => ({ status: 200, body })));
    const older = restAt(
      await serve(() => ({ status: 404, body: '{"errors":["Not found: /jobmanager/environment"]}' })),
    );

    expect(await flink.classPath()).toEqual(['paimon.jar', 'flink-dist.jar']);
    expect(await older.classPath()).toBeUndefined();
  });

  it.each<[why: string, config: Record<string, string>, refreshMs: number | undefined, ms: number]>([
    ['as Flink comes', {}, 3000, 3000],
    ['gathered more often than it is asked', { 'web.refresh-interval': '100' }, 100, 3000],
    ['gathered rarely', { 'web.refresh-interval': '10 s' }, 10_000, 10_000],
    [
      'checkpoints gathered more rarely than the rest',
      { 'rest.cache.checkpoint-statistics.timeout': '1 min' },
      3000,
      60_000,
    ],
    ['nothing told to its console', { 'web.refresh-interval': '20000' }, undefined, 20_000],
  ])('knows how old an answer about a job may be: %s', async (_why, config, refreshMs, ms) => {
    const url = await serve((request) => {
      if (request.url === '/config') {
        return refreshMs === undefined
          ? { status: 404, body: '{"errors":["Not found"]}' }
          : { status: 200, body: JSON.stringify({ 'refresh-interval': refreshMs, 'timezone-name': 'UTC' }) };
      }
      return { status: 200, body: JSON.stringify(Object.entries(config).map(([key, value]) => ({ key, value }))) };
    });

    expect(await restAt(url).answersAgeMs()).toBe(ms);
  });

  it('knows a job that Flink does not know from a proxy that does not know the path', async () => {
    const flink = restAt(await serve(() => ({ status: 404, body: '{"errors":["Job not found"]}' })));
    const proxy = restAt(await serve(() => ({ status: 404, body: '<html>not found</html>' })));

    expect(await flink.findJob(jobId)).toBeUndefined();
    expect(await codeOf(proxy.findJob(jobId))).toBe('FLINK_REJECTED');
  });

  it.each([
    [401, '{"errors":["no"]}', 'CLUSTER_AUTH_FAILED'],
    [500, '{"errors":["org.apache.flink.util.FlinkException: broken"]}', 'FLINK_REJECTED'],
    [502, '<html>bad gateway</html>', 'FLINK_REJECTED'],
    [200, 'not JSON', 'FLINK_ANSWER_UNREADABLE'],
    [200, '{"jobs":"none"}', 'FLINK_ANSWER_UNREADABLE'],
  ])('turns %i %s into %s', async (status, body, code) => {
    const rest = restAt(await serve(() => ({ status, body })));

    expect(await codeOf(rest.jobs())).toBe(code);
  });

  it('is unreachable when nobody answers in time, or at all', async () => {
    const silent = restAt(await serve(() => undefined));
    const nobody = restAt('http://127.0.0.1:1');
    const none = new HttpFlinkRest(() => undefined);

    expect(await codeOf(silent.jobs({ timeoutMs: 50 }))).toBe('FLINK_UNREACHABLE');
    expect(await codeOf(silent.jobs({ signal: AbortSignal.timeout(50) }))).toBe('FLINK_UNREACHABLE');
    expect(await codeOf(nobody.jobs())).toBe('FLINK_UNREACHABLE');
    expect(await codeOf(none.jobs())).toBe('FLINK_UNREACHABLE');
  });

  it('sends credentials and the body of a stop', async () => {
    const seen: { authorization: string | undefined; url: string | undefined; body: string }[] = [];
    const url = await serve((request, body) => {
      seen.push({ authorization: request.headers.authorization, url: request.url, body });
      return { status: 202, body: '{}' };
    });

    await restAt(url, 'Bearer x').stopWithSavepoint(jobId, {
      triggerId: 'b'.repeat(32),
      targetDirectory: 'file:///s',
      drain: false,
    });

    expect(seen).toEqual([
      {
        authorization: 'Bearer x',
        url: `/jobs/${jobId}/stop`,
        body: JSON.stringify({ triggerId: 'b'.repeat(32), targetDirectory: 'file:///s', drain: false }),
      },
    ]);
  });

  it('reads metrics with values missing, and leaves out watermarks that are none', async () => {
    const rest = restAt(
      await serve((request) => ({
        status: 200,
        body: request.url?.includes('watermarks')
          ? '[{"id":"0.currentInputWatermark","value":"-9223372036854775808"},{"id":"1.currentInputWatermark","value":"5"}]'
          : '[{"id":"a","sum":1.5,"avg":1,"min":0,"max":"NaN"},{"id":"b"}]',
      })),
    );

    const metrics = await rest.vertexMetrics(jobId, 'v', ['a', 'b']);

    expect(metrics.get('a')).toEqual({ sum: 1.5, avg: 1, min: 0, max: Number.NaN });
    expect(metrics.get('b')?.sum).toBeNaN();
    expect(await rest.watermarks(jobId, 'v')).toEqual([5]);
  });

  it('follows the endpoint when it changes', async () => {
    const first = await serve(() => ({ status: 200, body: '{"taskmanagers":[{"id":"one"}]}' }));
    const second = await serve(() => ({ status: 200, body: '{"taskmanagers":[{"id":"two"}]}' }));
    let url = first;
    const rest = new HttpFlinkRest(() => ({ url }));
    closing.push(() => rest.close());

    const before = await rest.taskManagerIds();
    url = second;

    expect([before, await rest.taskManagerIds()]).toEqual([['one'], ['two']]);
  });
});

describe('FlinkRelay', () => {
  async function relayTo(url: string): Promise<string> {
    const relay = new FlinkRelay({ url, authorization: 'Basic c2VjcmV0' }, silentLog());
    closing.push(() => relay.close());
    const { address, port } = await relay.address();
    return `http://${address}:${port}`;
  }

  it('adds the credentials and passes bodies both ways', async () => {
    const big = 'x'.repeat(3_000_000);
    const url = await serve((request, body) => ({
      status: 202,
      body: JSON.stringify({ authorization: request.headers.authorization, url: request.url, length: body.length }),
    }));

    const answer = await fetch(`${await relayTo(url)}/v1/jobs?x=1`, {
      method: 'POST',
      body: big,
      headers: { authorization: 'Basic of-the-caller' },
    });

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      authorization: 'Basic c2VjcmV0',
      url: '/v1/jobs?x=1',
      length: big.length,
    });
  });

  it('answers 503 when the cluster is not there, and is gone after close', async () => {
    const relay = new FlinkRelay({ url: 'http://127.0.0.1:1' }, silentLog());
    const { port } = await relay.address();

    const answer = await fetch(`http://127.0.0.1:${port}/jobs`);
    const { status } = answer;
    await answer.arrayBuffer();
    await relay.close();

    expect(status).toBe(503);
    await expect(fetch(`http://127.0.0.1:${port}/jobs`)).rejects.toThrow('fetch failed');
  });
});

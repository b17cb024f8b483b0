/** The HTTP server: the API of the contract, the console, metrics. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import { type Route, routes } from '@liusu/contract/routes';
import fastifyCookie from '@fastify/cookie';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';

import type { Clock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { sendProblem } from './error-handler.ts';
import { checkHost, isLoopback } from './host-check.ts';
import type { Metrics } from './metrics.ts';
import { buildOpenApi } from './openapi.ts';
import { apiPrefix, type RegisterOptions, registerRoutes } from './register-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { serveConsole } from './static-console.ts';

/** What the log line and the metrics of a request say, filled in while it is handled. */
export interface RequestOutcome {
  user?: string;
  code?: string;
  startedMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    outcome: RequestOutcome;
  }
  interface FastifyContextConfig {
    routeKey?: string;
  }
}

/** A script may have 1,000,000 characters, each up to six bytes once escaped; the usual one is far smaller. */
const bodyLimitBytes = 6 * 1024 * 1024;
const stopTimeoutMs = 5000;

export interface HttpServerOptions extends RegisterOptions {
  version: string;
  host: string;
  /** Folder of the built console. */
  consoleFolder: string;
  metrics: Metrics;
  clock: Clock;
}

export interface HttpServer {
  /** For tests: answers without a socket. */
  readonly fastify: FastifyInstance;
  /** Throws PORT_TAKEN. Returns the port, chosen by the system for 0. */
  listen(port: number): Promise<number>;
  /** Ends streams, lets other requests finish for up to 5 s, then closes every connection. */
  stop(): Promise<void>;
}

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { log, clock, metrics } = options;
  const server = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    genReqId: () => `req_${randomBytes(8).toString('hex')}`,
    return503OnClosing: false,
    // An address that cannot be read meets no route, and so no hook: it is answered here.
    frameworkErrors: (error, request, reply) => {
      request.outcome = { startedMs: clock.nowMs() };
      reply.headers(securityHeaders).header('x-request-id', request.id);
      sendProblem(error, request, reply, log);
    },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
  });
  server.decorateRequest('outcome', null as unknown as RequestOutcome);
  server.addHook('onRequest', async (request, reply) => {
    request.outcome = { startedMs: clock.nowMs() };
    reply.headers(securityHeaders).header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    checkHost(options.host, request.headers.host);
  });
  server.addHook('onResponse', async (request, reply) => writeOutcome(request, reply.statusCode, options));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  acceptEmptyJson(server);
  acceptFiles(server);
  await server.register(fastifyCookie);

  const openStreams = registerRoutes(server, options);
  // Made when it is first asked for: making it takes memory that most platforms never need.
  let openApi: string | undefined;
  server.get(`${apiPrefix}/openapi.json`, async (_, reply) => {
    openApi ??= JSON.stringify(buildOpenApi(options.version));
    return reply.type('application/json').send(openApi);
  });
  server.get('/metrics', async (request, reply) => {
    await permitMetrics(request, options);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  await serveConsole(server, options.consoleFolder, log);
  await server.ready();

  return {
    fastify: server,
    listen: async (port) => {
      try {
        await server.listen({ host: options.host, port });
      } catch (error) {
        throw toListenError(error, options.host, port);
      }
      return (server.server.address() as AddressInfo).port;
    },
    stop: async () => {
      for (const stream of openStreams) stream.abort();
      const timer = setTimeout(() => server.server.closeAllConnections(), stopTimeoutMs);
      try {
        server.server.closeIdleConnections();
        await server.close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** A body of no bytes counts as none, also when it is announced as JSON. */
function acceptEmptyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parse(request, body as string, done);
  });
}

/** Files come as streams: who may not send one has nothing read. */
function acceptFiles(server: FastifyInstance): void {
  const types = Object.values(routes as Record<string, Route>).flatMap(({ upload }) => upload?.contentType ?? []);
  server.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
}

function toListenError(error: unknown, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') return error;
  return new LiusuError(
    'PORT_TAKEN',
    words(
      `无法监听 ${host}:${port}：${messageOf(error)}`,
      `${host}:${port} cannot be listened on: ${messageOf(error)}`,
    ),
    {
      params: { port, host },
      cause: error,
    },
  );
}

/** Metrics name no job and no person: on loopback anybody on the machine may read them, elsewhere administrators. */
async function permitMetrics(request: FastifyRequest, options: HttpServerOptions): Promise<void> {
  if (isLoopback(options.host)) return;
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const identity = await options.access.authenticate({ sessionToken: undefined, bearer });
  if (identity === undefined)
    throw new LiusuError(
      'UNAUTHENTICATED',
      words('读取指标需要管理员的令牌', 'metrics need the token of an administrator'),
    );
  if (!identity.user.admin)
    throw new LiusuError('FORBIDDEN', words('指标只供管理员读取', 'metrics are for administrators'));
}

function writeOutcome(request: FastifyRequest, status: number, options: HttpServerOptions): void {
  const { user, code, startedMs } = request.outcome;
  const route = request.routeOptions.config.routeKey ?? request.routeOptions.url ?? 'none';
  const ms = options.clock.nowMs() - startedMs;
  if (route !== 'streamEvents' && route !== 'previewSql')
    options.metrics.observeRequest(route, request.method, status, ms);
  const line = { op: 'http.request', route, method: request.method, status, ms, user, code, requestId: request.id };
  // Reads that went well are the bulk, and say nothing a counter does not.
  if (request.method === 'GET' && status < 400) options.log.debug(line, 'request');
  else options.log.info(line, 'request');
}

/** Every route of the contract becomes one of the server: check, call the feature's handler, send its answer. */
import { maxIdempotencyKey, type Route, type RouteKey, routes, takesIdempotencyKey } from '@liusu/contract/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Log } from '../lib/log.ts';
import type { Module } from '../module.ts';
import type { Identity } from '../users/auth-service.ts';
import { type Access, checkCsrf, permit } from './access.ts';
import { invalidInput, sendProblem, toProblem } from './error-handler.ts';
import { openSource, sendEvents } from './event-stream.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import type { EventSource, HandlerContext, HttpSession, Once } from './route-handler.ts';

export const apiPrefix = '/api/v1';

export interface RegisterOptions {
  modules: readonly Module[];
  isEnabled(moduleId: Route['module']): boolean;
  access: Access;
  idempotency: Idempotency;
  /** Name of the session cookie: cookies do not know ports, so two instances on one machine need two names. */
  cookieName: string;
  log: Log;
}

interface Input {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

type AnyHandler = (input: Input, context: HandlerContext) => Promise<unknown>;

/** Controllers of the streams now open; aborting one ends it. */
export type OpenStreams = Set<AbortController>;

/** Throws Error when a route of an enabled module has no handler. Returns the set of open streams. */
export function registerRoutes(server: FastifyInstance, options: RegisterOptions): OpenStreams {
  const handlers = new Map<string, AnyHandler>();
  for (const module of options.modules) {
    for (const [key, handler] of Object.entries(module.handlers)) {
      if (handlers.has(key)) throw new Error(`two modules handle ${key}`);
      handlers.set(key, handler as AnyHandler);
    }
  }
  const openStreams: OpenStreams = new Set();
  const missing: string[] = [];
  for (const key of Object.keys(routes) as RouteKey[]) {
    const route: Route = routes[key];
    const enabled = options.isEnabled(route.module);
    const handler = enabled ? handlers.get(key) : disabled(route);
    if (handler === undefined) missing.push(key);
    else registerRoute(server, key, route, handler, options, openStreams, enabled);
  }
  if (missing.length > 0) throw new Error(`routes without a handler: ${missing.join(', ')}`);
  return openStreams;
}

function disabled(route: Route): AnyHandler {
  return async () => {
    const told = words(`模块 ${route.module} 已关闭`, `the module ${route.module} is turned off`);
    throw new LiusuError('MODULE_DISABLED', told, {
      params: { module: route.module },
    });
  };
}

function registerRoute(
  server: FastifyInstance,
  key: RouteKey,
  route: Route,
  handler: AnyHandler,
  options: RegisterOptions,
  openStreams: OpenStreams,
  enabled: boolean,
): void {
  server.route({
    method: route.method,
    url: apiPrefix + route.path,
    config: { routeKey: key },
    ...(route.upload === undefined ? {} : { bodyLimit: route.upload.maxBytes }),
    handler: async (request, reply) => {
      if (!enabled) return handler({ params: {}, query: {}, body: undefined }, {} as HandlerContext);
      const identity = await authenticate(request, reply, route, options);
      const session = httpSession(request, reply, identity, options.cookieName);
      const params = (parsePart(route, 'params', request.params) ?? {}) as Input['params'];
      // Permission before content: whoever may not call a route learns nothing about what it takes.
      const caller = identity === undefined ? undefined : await permit(route, identity, params, options.access);
      refuseUnknownCondition(route, request);
      const input: Input = {
        params,
        query: (parsePart(route, 'query', request.query) ?? {}) as Input['query'],
        // A file is a stream the handler reads: until here nothing of it was taken.
        body: route.upload === undefined ? parsePart(route, 'body', request.body) : request.body,
      };
      const abort = new AbortController();
      const onClose = () => abort.abort();
      reply.raw.on('close', onClose);
      const context: HandlerContext = {
        caller,
        requestId: request.id,
        signal: abort.signal,
        idempotencyKey: headerOf(request, 'idempotency-key'),
        ifMatch: headerOf(request, 'if-match'),
        session,
      };
      if (route.stream !== undefined) {
        const source = (await handler(input, context)) as EventSource;
        return stream(request, reply, route, source, abort, options, openStreams);
      }
      const answer = await once(key, route, request, context, options, async (marked) =>
        toAnswer(route, await handler(input, { ...context, once: marked })),
      );
      reply.raw.off('close', onClose);
      reply.code(answer.status);
      if (answer.body === '') return reply.send();
      return reply.header('content-type', 'application/json; charset=utf-8').send(answer.body);
    },
  });
}

async function authenticate(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  options: RegisterOptions,
): Promise<Identity | undefined> {
  // A public route does not care who calls; a stale cookie must not stop anybody from logging in.
  if (route.permission === 'public') return undefined;
  const authorization = headerOf(request, 'authorization');
  const bearer = authorization?.startsWith('Bearer ') === true ? authorization.slice(7).trim() : undefined;
  const identity = await options.access.authenticate({ sessionToken: request.cookies[options.cookieName], bearer });
  if (identity === undefined)
    throw new LiusuError(
      'UNAUTHENTICATED',
      words('请求没有带有效的会话或令牌', 'no valid session cookie or bearer token came with the request'),
    );
  request.outcome.user = identity.user.name;
  checkCsrf(route, identity, headerOf(request, 'x-csrf-token'));
  if (identity.extended)
    httpSession(request, reply, identity, options.cookieName).set(
      request.cookies[options.cookieName] ?? '',
      identity.expiresAt,
    );
  return identity;
}

/** Throws IF_MATCH_NOT_TAKEN: a command that somebody made conditional is not carried out without looking at the condition. */
function refuseUnknownCondition(route: Route, request: FastifyRequest): void {
  if (route.ifMatch === true || headerOf(request, 'if-match') === undefined) return;
  throw new LiusuError(
    'IF_MATCH_NOT_TAKEN',
    words(
      `${route.method} ${route.path} 不支持 If-Match，没有执行。`,
      `${route.method} ${route.path} takes no If-Match, so nothing was done.`,
    ),
  );
}

function httpSession(
  request: FastifyRequest,
  reply: FastifyReply,
  identity: Identity | undefined,
  cookieName: string,
): HttpSession {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const;
  return {
    address: request.ip,
    token: request.cookies[cookieName],
    csrfToken: identity?.csrfToken ?? '',
    expiresAt: identity?.expiresAt ?? '',
    set: (token, expiresAt) => reply.setCookie(cookieName, token, { ...cookie, expires: new Date(expiresAt) }),
    clear: () => reply.clearCookie(cookieName, cookie),
  };
}

function parsePart(route: Route, part: 'params' | 'query' | 'body', value: unknown): unknown {
  const schema = route[part];
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw invalidInput(parsed.error, part, value ?? {});
  return parsed.data;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The wire form of a handler's value. Fields the contract does not name are left out, so that no row leaks what it holds. */
function toAnswer(route: Route, value: unknown): Answer {
  if (route.response === undefined) return { status: route.status, body: '' };
  const parsed = route.response.safeParse(value);
  if (!parsed.success) throw new Error(`the answer of ${route.path} breaks the contract`, { cause: parsed.error });
  return { status: route.status, body: JSON.stringify(parsed.data) };
}

async function once(
  key: RouteKey,
  route: Route,
  request: FastifyRequest,
  context: HandlerContext,
  options: RegisterOptions,
  work: (once?: Once) => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey, caller } = context;
  if (idempotencyKey === undefined || caller === undefined || !takesIdempotencyKey(route)) return work();
  if (idempotencyKey.length > maxIdempotencyKey)
    throw new LiusuError(
      'INVALID_INPUT',
      words(
        `Idempotency-Key 超过 ${maxIdempotencyKey} 个字符`,
        `Idempotency-Key is longer than ${maxIdempotencyKey} characters`,
      ),
    );
  const command = {
    userId: caller.user.id,
    route: key,
    key: idempotencyKey,
    content: `${request.url}\n${JSON.stringify(request.body ?? null)}`,
  };
  return options.idempotency.run(command, work);
}

async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  source: EventSource,
  abort: AbortController,
  options: RegisterOptions,
  openStreams: OpenStreams,
): Promise<FastifyReply> {
  openStreams.add(abort);
  try {
    const opened = await openSource(source);
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
    );
    reply.hijack();
    await sendEvents(reply.raw, opened, {
      signal: abort.signal,
      headers,
      onFailure: (error) => {
        const problem = toProblem(error, request.id, options.log);
        request.outcome.code = problem.code;
        return route.stream === 'preview' ? { type: 'failed', problem } : undefined;
      },
      log: options.log,
    });
    return reply;
  } catch (error) {
    if (reply.sent) throw error;
    return sendProblem(error, request, reply, options.log);
  } finally {
    openStreams.delete(abort);
  }
}

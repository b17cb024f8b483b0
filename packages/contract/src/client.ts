/**
 * The typed client, used by the console, the command line and tests. One method for every route:
 * `client.call('getJob', { params: { jobId } })`. A refusal throws `ApiError` with the server's problem; a connection
 * that fails throws `ApiError` with code UNAVAILABLE and status 0.
 */
import { ErrorCode } from './error-code.ts';
import { Problem } from './problem.ts';
import {
  type RouteBody,
  type RouteKey,
  type RouteParams,
  type RouteQuery,
  type RouteResponse,
  type Routes,
  routes,
  type Route,
} from './routes.ts';

type Needed<Name extends string, T> = [T] extends [undefined]
  ? unknown
  : Record<never, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T };

export type CallInput<K extends RouteKey> = Needed<'params', RouteParams<K>> &
  Needed<'query', RouteQuery<K>> &
  Needed<'body', RouteBody<K>> & { upload?: Blob; signal?: AbortSignal; idempotencyKey?: string } & (Routes[K] extends {
    ifMatch: true;
  }
    ? { ifMatch?: string }
    : { ifMatch?: undefined });

export interface ClientOptions {
  /** Origin, without a path: `http://127.0.0.1:8400`; empty for the page's own origin. */
  baseUrl: string;
  /** Bearer token of a person or program; absent in browsers, which send their session cookie. */
  token?: string;
  /** CSRF token of the cookie session, asked at each mutation. */
  csrfToken?: () => string | undefined;
  fetch?: typeof globalThis.fetch;
}

export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(code: ErrorCode, status: number, message: string, problem?: Problem, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.problem = problem;
  }
}

/** Path of a route with its parameters and query filled in, below the origin. */
export function pathOf(
  definition: Route,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const path = definition.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`;
}

interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  /** The file of a route that takes one. */
  upload?: Blob;
  signal?: AbortSignal;
  idempotencyKey?: string;
  ifMatch?: string;
}

async function toApiError(response: Response): Promise<ApiError> {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return new ApiError('INTERNAL', response.status, `HTTP ${response.status} without a readable body`);
  }
  const problem = Problem.safeParse(json);
  if (!problem.success)
    return new ApiError('INTERNAL', response.status, `HTTP ${response.status} with an unexpected body`);
  return new ApiError(problem.data.code, problem.data.status, problem.data.detail, problem.data);
}

export class LiusuClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Calls a route and returns its body. Throws ApiError. */
  async call<K extends RouteKey>(
    key: K,
    ...args: Record<never, never> extends CallInput<K> ? [input?: CallInput<K>] : [input: CallInput<K>]
  ): Promise<RouteResponse<K>> {
    const response = await this.open(key, ...args);
    if (response.status === 204) return undefined as RouteResponse<K>;
    return (await response.json()) as RouteResponse<K>;
  }

  /** Calls a route and returns the response with its body unread: for streams. Throws ApiError. */
  async open<K extends RouteKey>(
    key: K,
    ...args: Record<never, never> extends CallInput<K> ? [input?: CallInput<K>] : [input: CallInput<K>]
  ): Promise<Response> {
    const definition: Route = routes[key];
    const input = (args[0] ?? {}) as LooseInput;
    const headers: Record<string, string> = {
      accept: definition.stream === undefined ? 'application/json' : 'text/event-stream',
    };
    if (input.body !== undefined) headers['content-type'] = 'application/json';
    if (definition.upload !== undefined) headers['content-type'] = definition.upload.contentType;
    if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;
    if (input.ifMatch !== undefined) headers['if-match'] = input.ifMatch;
    if (this.#options.token !== undefined) headers['authorization'] = `Bearer ${this.#options.token}`;
    const csrf = definition.method === 'GET' ? undefined : this.#options.csrfToken?.();
    if (csrf !== undefined) headers['x-csrf-token'] = csrf;
    const doFetch = this.#options.fetch ?? globalThis.fetch;
    let response: Response;
    try {
      response = await doFetch(this.#options.baseUrl + pathOf(definition, input.params, input.query), {
        method: definition.method,
        headers,
        ...(input.upload === undefined ? {} : { body: input.upload }),
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
        ...(input.signal === undefined ? {} : { signal: input.signal }),
      });
    } catch (error) {
      if (input.signal?.aborted === true) throw error;
      throw new ApiError(
        'UNAVAILABLE',
        0,
        `no answer from ${this.#options.baseUrl === '' ? 'the platform' : this.#options.baseUrl}`,
        undefined,
        { cause: error },
      );
    }
    if (!response.ok) throw await toApiError(response);
    return response;
  }
}

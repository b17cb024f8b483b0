/** What a feature hands to the HTTP layer: a handler for each of its routes, by the route's key in the contract. */
import type { RouteInput, RouteKey, RouteResponse } from '@liusu/contract/routes';
import type { Role, User } from '@liusu/contract/user';

import type { Db } from '../db/database.ts';

/** Who is calling, after authentication and the route's permission check. */
export interface Caller {
  user: User;
  /** Role in the route's project; undefined on routes without a project. Administrators are owners everywhere. */
  role: Role | undefined;
  /** How the caller proved who it is. */
  via: 'session' | 'token';
}

/** The connection's own session, for the routes that log in and out. */
export interface HttpSession {
  /** Address of the caller, for throttling. */
  address: string;
  /** The session cookie as it came; undefined without one. */
  token: string | undefined;
  /** Empty for callers with an API token. */
  csrfToken: string;
  expiresAt: string;
  /** Sends the session cookie with the answer. */
  set(token: string, expiresAt: string): void;
  /** Makes the browser forget it. */
  clear(): void;
}

/** A command under an `Idempotency-Key`; see idempotency.ts. */
export interface Once {
  /** Set when it took effect before its answer was kept, by a platform that died: what it made, empty for nothing. */
  done: string | undefined;
  /** Called in the transaction of the command: from its commit on, the command counts as done. */
  mark(tx: Db, subjectId: string): Promise<void>;
}

export interface HandlerContext {
  /** Undefined on public routes only. */
  caller: Caller | undefined;
  requestId: string;
  /** Aborted when the connection is gone. */
  signal: AbortSignal;
  idempotencyKey: string | undefined;
  ifMatch: string | undefined;
  /** Undefined without an `Idempotency-Key`. */
  once?: Once | undefined;
  /** Always there when called over HTTP. */
  session?: HttpSession;
}

/** A stream of values, each sent as one server-sent event. Returning ends the response. */
export type EventSource = AsyncIterable<unknown>;

export type Handler<K extends RouteKey> = (
  input: RouteInput<K>,
  context: HandlerContext,
) => Promise<RouteResponse<K> | EventSource | (undefined extends RouteResponse<K> ? void : never)>;

export type Handlers<K extends RouteKey = RouteKey> = { [Key in K]: Handler<Key> };

/** The caller of a route that is not public. */
export function callerOf(context: HandlerContext): Caller {
  if (context.caller === undefined) throw new Error('a public route asked for its caller');
  return context.caller;
}

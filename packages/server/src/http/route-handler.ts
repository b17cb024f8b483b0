/** What a feature hands to the HTTP layer: a handler for each of its routes, by the route's key in the contract. */
import type { RouteInput, RouteKey, RouteResponse } from '@liusu/contract/routes';
import type { Role, User } from '@liusu/contract/user';

/** Who is calling, after authentication and the route's permission check. */
export interface Caller {
  user: User;
  /** Role in the route's project; undefined on routes without a project. Administrators are owners everywhere. */
  role: Role | undefined;
  /** How the caller proved who it is. */
  via: 'session' | 'token';
}

export interface HandlerContext {
  /** Undefined on public routes only. */
  caller: Caller | undefined;
  requestId: string;
  /** Aborted when the connection is gone. */
  signal: AbortSignal;
  idempotencyKey: string | undefined;
  ifMatch: string | undefined;
}

/** A stream of values, each sent as one server-sent event. Returning ends the response. */
export type EventSource = AsyncIterable<unknown>;

export type Handler<K extends RouteKey> = (
  input: RouteInput<K>,
  context: HandlerContext,
) => Promise<RouteResponse<K> | EventSource>;

export type Handlers<K extends RouteKey = RouteKey> = { [Key in K]: Handler<Key> };

/** The caller of a route that is not public. */
export function callerOf(context: HandlerContext): Caller {
  if (context.caller === undefined) throw new Error('a public route asked for its caller');
  return context.caller;
}

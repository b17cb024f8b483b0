import type { Session } from '@liusu/contract/user';
import type { z } from 'zod';

import { callerOf, type HandlerContext, type Handlers, type HttpSession } from '../http/route-handler.ts';
import type { ProjectService } from '../projects/project-service.ts';
import type { AuthService } from './auth-service.ts';
import { firstUserName } from './first-start.ts';
import type { UserService } from './user-service.ts';

export type SessionRouteKey =
  'login' | 'getSession' | 'logout' | 'changePassword' | 'listTokens' | 'createToken' | 'deleteToken';
export type UserRouteKey = 'listUsers' | 'createUser' | 'updateUser';

export interface SessionRouteDependencies {
  auth: AuthService;
  projects: ProjectService;
  /** Called when the first user has chosen a password of their own. */
  onFirstPasswordChanged(): void;
}

function sessionOf(context: HandlerContext): HttpSession {
  if (context.session === undefined) throw new Error('a session route was called without its connection');
  return context.session;
}

export function sessionHandlers({
  auth,
  projects,
  onFirstPasswordChanged,
}: SessionRouteDependencies): Handlers<SessionRouteKey> {
  const answer = async (
    user: Session['user'],
    csrfToken: string,
    expiresAt: string,
  ): Promise<z.infer<typeof Session>> => ({
    user,
    projects: await projects.listFor(user),
    csrfToken,
    expiresAt,
  });
  return {
    login: async ({ body }, context) => {
      const session = sessionOf(context);
      const { user, token, csrfToken, expiresAt } = await auth.login(body.name, body.password, session.address);
      session.set(token, expiresAt);
      return answer(user, csrfToken, expiresAt);
    },
    getSession: async (_, context) => {
      const { csrfToken, expiresAt } = sessionOf(context);
      return answer(callerOf(context).user, csrfToken, expiresAt);
    },
    logout: async (_, context) => {
      const session = sessionOf(context);
      if (session.token !== undefined) await auth.logout(session.token);
      session.clear();
    },
    changePassword: async ({ body }, context) => {
      const { user } = callerOf(context);
      await auth.changePassword(user.id, body.current, body.next, sessionOf(context));
      if (user.name === firstUserName) onFirstPasswordChanged();
    },
    listTokens: async (_, context) => ({ items: await auth.listTokens(callerOf(context).user.id) }),
    createToken: async ({ body }, context) =>
      auth.createToken(callerOf(context).user.id, body.name, body.expiresInDays),
    deleteToken: async ({ params }, context) => auth.deleteToken(callerOf(context).user.id, params.tokenId),
  };
}

export function userHandlers(users: UserService): Handlers<UserRouteKey> {
  return {
    listUsers: async () => ({ items: await users.list() }),
    createUser: async ({ body }) => users.create(body),
    updateUser: async ({ params, body }) => users.update(params.userId, body),
  };
}

/** Who may call a route: authentication, the cross-site check and the permission that stands on the route. */
import type { Route } from '@liusu/contract/routes';
import { type Role, roleIncludes, type User } from '@liusu/contract/user';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Credentials, Identity } from '../users/auth-service.ts';
import { sameSecret } from '../users/secret-token.ts';
import type { Caller } from './route-handler.ts';

export interface Access {
  authenticate(credentials: Credentials): Promise<Identity | undefined>;
  roleIn(user: User, projectId: string): Promise<Role | undefined>;
  projectExists(projectId: string): Promise<boolean>;
  /** Undefined when there is no such job, or when it was deleted. */
  projectOfJob(jobId: string): Promise<string | undefined>;
}

/** Throws CSRF_REJECTED when a mutation with a cookie does not carry the session's token. */
export function checkCsrf(route: Route, identity: Identity, header: string | undefined): void {
  if (route.method === 'GET' || identity.via !== 'session') return;
  if (header === undefined || !sameSecret(header, identity.csrfToken))
    throw new LiusuError(
      'CSRF_REJECTED',
      words(
        '请求头 X-CSRF-Token 缺失，或不属于当前会话',
        'the header X-CSRF-Token is missing or does not belong to this session',
      ),
    );
}

/** Throws FORBIDDEN; NOT_FOUND for a job or a project that does not exist. */
export async function permit(
  route: Route,
  identity: Identity,
  params: Record<string, unknown>,
  access: Access,
): Promise<Caller> {
  const { user, via } = identity;
  if (route.permission === 'public' || route.permission === 'session') return { user, via, role: undefined };
  if (route.permission === 'admin') {
    if (!user.admin)
      throw new LiusuError('FORBIDDEN', words('只有管理员可以这样做', 'only administrators may do this'));
    return { user, via, role: undefined };
  }
  const projectId = await projectOf(params, access);
  const role = await access.roleIn(user, projectId);
  if (role === undefined || !roleIncludes(role, route.permission)) {
    const told = words(
      `这需要项目里的 ${route.permission} 角色`,
      `this needs the role ${route.permission} in the project`,
    );
    throw new LiusuError('FORBIDDEN', told, { params: { needed: route.permission, role: role ?? null } });
  }
  // Only whoever may see every project learns that there is none.
  if (typeof params['projectId'] === 'string' && !(await access.projectExists(projectId)))
    throw new LiusuError('NOT_FOUND', words(`没有项目 ${projectId}`, `there is no project ${projectId}`));
  return { user, via, role };
}

async function projectOf(params: Record<string, unknown>, access: Access): Promise<string> {
  const { projectId, jobId } = params;
  if (typeof projectId === 'string') return projectId;
  if (typeof jobId !== 'string') throw new Error('a route with a role has neither a project nor a job in its path');
  const found = await access.projectOfJob(jobId);
  if (found === undefined) throw new LiusuError('NOT_FOUND', words(`没有作业 ${jobId}`, `there is no job ${jobId}`));
  return found;
}

import { callerOf, type Handlers } from '../http/route-handler.ts';
import type { ProjectService } from './project-service.ts';

export type ProjectRouteKey = 'listProjects' | 'createProject' | 'listMembers' | 'putMember' | 'deleteMember';

export function projectHandlers(projects: ProjectService): Handlers<ProjectRouteKey> {
  return {
    listProjects: async (_, context) => ({ items: await projects.listFor(callerOf(context).user) }),
    createProject: async ({ body }) => projects.create(body),
    listMembers: async ({ params }) => ({ items: await projects.listMembers(params.projectId) }),
    putMember: async ({ params, body }) => projects.putMember(params.projectId, params.userId, body.role),
    deleteMember: async ({ params }) => projects.deleteMember(params.projectId, params.userId),
  };
}

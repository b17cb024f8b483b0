import type { Selectable } from 'kysely';

import type { Role } from '@liusu/contract/user';

import type { Db } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export type ProjectRow = Selectable<Tables['project']>;

export interface MemberRow {
  user_id: string;
  role: Role;
  name: string;
  display_name: string;
}

export async function listProjects(db: Db): Promise<ProjectRow[]> {
  return db.selectFrom('project').selectAll().orderBy('created_at').orderBy('id').execute();
}

export async function listProjectsOf(db: Db, userId: string): Promise<(ProjectRow & { role: Role })[]> {
  const rows = await db
    .selectFrom('project')
    .innerJoin('member', 'member.project_id', 'project.id')
    .selectAll('project')
    .select('member.role')
    .where('member.user_id', '=', userId)
    .orderBy('project.created_at')
    .orderBy('project.id')
    .execute();
  return rows as (ProjectRow & { role: Role })[];
}

export async function findProject(db: Db, id: string): Promise<ProjectRow | undefined> {
  return db.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertProject(db: Db, row: ProjectRow): Promise<void> {
  await db.insertInto('project').values(row).execute();
}

export async function findRole(db: Db, projectId: string, userId: string): Promise<Role | undefined> {
  const row = await db
    .selectFrom('member')
    .select('role')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role as Role | undefined;
}

export async function listMembers(db: Db, projectId: string): Promise<MemberRow[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .select(['member.user_id', 'member.role', 'user.name', 'user.display_name'])
    .where('member.project_id', '=', projectId)
    .orderBy('user.name')
    .execute();
  return rows as MemberRow[];
}

export async function putMember(db: Db, projectId: string, userId: string, role: Role): Promise<void> {
  await db
    .insertInto('member')
    .values({ project_id: projectId, user_id: userId, role })
    .onConflict((conflict) => conflict.columns(['project_id', 'user_id']).doUpdateSet({ role }))
    .execute();
}

/** True when the person was a member. */
export async function deleteMember(db: Db, projectId: string, userId: string): Promise<boolean> {
  const result = await db
    .deleteFrom('member')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Projects and who may do what in them. */
import { firstProjectNames, isCalled } from '@liusu/contract/project-name';
import type { Member, Project, ProjectCreate, Role, User } from '@liusu/contract/user';

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/to-database-error.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { words } from '../lib/words.ts';
import { findUser } from '../users/user-repository.ts';
import {
  deleteMember,
  findProject,
  findRole,
  insertProject,
  listMembers,
  listProjects,
  listProjectsOf,
  type ProjectRow,
  putMember,
} from './project-repository.ts';

export class ProjectService {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Makes the first project of a new data folder. */
  async ensureDefault(): Promise<void> {
    if ((await listProjects(this.#database.db)).length > 0) return;
    await insertProject(this.#database.db, this.#row({ name: firstProjectNames.zh, description: 'default' }));
  }

  /** All of them for administrators, else those the person is a member of. */
  async listFor(user: User): Promise<Project[]> {
    const db = this.#database.db;
    if (user.admin) return (await listProjects(db)).map((row) => toProject(row, 'owner'));
    return (await listProjectsOf(db, user.id)).map((row) => toProject(row, row.role));
  }

  /** Throws NAME_TAKEN, INVALID_INPUT for an unknown time zone. */
  async create(input: ProjectCreate): Promise<Project> {
    const row = this.#row(input);
    const others = await listProjects(this.#database.db);
    if (others.some((other) => isCalled(nameOf(other), row.name))) throw nameTaken(row.name);
    try {
      await insertProject(this.#database.db, row);
    } catch (error) {
      throw isUniqueViolation(error) ? nameTaken(row.name, error) : error;
    }
    return toProject(row, 'owner');
  }

  /** Role of a person; undefined for somebody who is no member. Administrators are owners of every project. */
  async roleIn(user: User, projectId: string): Promise<Role | undefined> {
    if (user.admin) return 'owner';
    return findRole(this.#database.db, projectId, user.id);
  }

  async exists(projectId: string): Promise<boolean> {
    return (await findProject(this.#database.db, projectId)) !== undefined;
  }

  /** Time zone of SQL sessions of a project. Throws NOT_FOUND. */
  async timeZoneOf(projectId: string): Promise<string> {
    return (await this.#get(projectId)).time_zone;
  }

  async listMembers(projectId: string): Promise<Member[]> {
    return (await listMembers(this.#database.db, projectId)).map((row) => ({
      userId: row.user_id,
      userName: row.name,
      displayName: row.display_name,
      role: row.role,
    }));
  }

  /** Throws NOT_FOUND when there is no such person. */
  async putMember(projectId: string, userId: string, role: Role): Promise<Member> {
    return this.#database.transaction(async (tx) => {
      const user = await findUser(tx, userId);
      if (user === undefined)
        throw new LiusuError('NOT_FOUND', words(`没有用户 ${userId}`, `there is no user ${userId}`));
      await putMember(tx, projectId, userId, role);
      return { userId, userName: user.name, displayName: user.display_name, role };
    });
  }

  /** Throws NOT_FOUND when the person is no member. */
  async deleteMember(projectId: string, userId: string): Promise<void> {
    if (!(await deleteMember(this.#database.db, projectId, userId)))
      throw new LiusuError(
        'NOT_FOUND',
        words(`${userId} 不是项目 ${projectId} 的成员`, `${userId} is not a member of ${projectId}`),
      );
  }

  async #get(projectId: string): Promise<ProjectRow> {
    const row = await findProject(this.#database.db, projectId);
    if (row === undefined)
      throw new LiusuError('NOT_FOUND', words(`没有项目 ${projectId}`, `there is no project ${projectId}`));
    return row;
  }

  #row(input: ProjectCreate): ProjectRow {
    const timeZone = input.timeZone ?? 'UTC';
    if (!isTimeZone(timeZone))
      throw new LiusuError('INVALID_INPUT', words(`${timeZone} 不是时区`, `${timeZone} is not a time zone`), {
        fields: [{ path: 'timeZone', message: 'not an IANA time zone', zh: '不是 IANA 时区名' }],
      });
    return {
      id: newId('project'),
      name: input.name,
      description: input.description ?? '',
      time_zone: timeZone,
      created_at: isoOf(this.#clock.nowMs()),
    };
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function nameTaken(name: string, cause?: unknown): LiusuError {
  return new LiusuError('NAME_TAKEN', words(`已经有名为 ${name} 的项目`, `there is already a project ${name}`), {
    params: { name },
    cause,
  });
}

/** Names are unique: the one that `ensureDefault` gives says that nobody chose another. */
function nameOf({ name }: ProjectRow): Pick<Project, 'name' | 'named'> {
  return { name, named: name !== firstProjectNames.zh };
}

function toProject(row: ProjectRow, role: Role): Project {
  return {
    id: row.id,
    ...nameOf(row),
    description: row.description,
    timeZone: row.time_zone,
    createdAt: row.created_at,
    role,
  };
}

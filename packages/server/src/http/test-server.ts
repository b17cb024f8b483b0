/** A server for tests: real accounts, projects and HTTP on a database in memory; every other feature answers CONFLICT when reached. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ModuleId } from '@liusu/contract/overview';
import { type RouteKey, routes } from '@liusu/contract/routes';
import type { Role } from '@liusu/contract/user';

import type { Database } from '../db/database.ts';
import type { TestDatabase } from '../db/test-database.ts';
import type { Clock } from '../lib/clock.ts';
import { systemClock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { createVault } from '../lib/vault.ts';
import { projectHandlers } from '../projects/project-routes.ts';
import { ProjectService } from '../projects/project-service.ts';
import { AuthService } from '../users/auth-service.ts';
import { sessionHandlers, userHandlers } from '../users/user-routes.ts';
import { UserService } from '../users/user-service.ts';
import { coreHandlers } from './core-routes.ts';
import { Idempotency } from './idempotency.ts';
import { Metrics } from './metrics.ts';
import type { Handlers } from './route-handler.ts';
import { createHttpServer, type HttpServer } from './server.ts';

export interface TestServer {
  http: HttpServer;
  database: Database;
  bus: EventBus;
  auth: AuthService;
  users: UserService;
  projects: ProjectService;
  projectId: string;
  /** The one job that is said to exist, in the project. */
  jobId: string;
  /** An API token of a new person with this role in the project, or of an administrator, or of somebody without any. */
  tokenFor(who: Role | 'admin' | 'stranger'): Promise<string>;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  handlers?: Partial<Handlers>;
  modulesOff?: readonly ModuleId[];
  clock?: Clock;
  host?: string;
}

export const testPassword = 'correct horse battery';

export async function startTestServer(
  open: TestDatabase['open'],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const database = await open();
  const auth = new AuthService(database, clock);
  const users = new UserService(database, clock);
  const projects = new ProjectService(database, clock);
  const admin = await users.create({ name: 'admin', password: testPassword, admin: true });
  await projects.ensureDefault();
  const projectId = (await projects.listFor(admin))[0]?.id ?? '';
  const jobId = 'job_aaaaaaaaaaaaaaaaaaaa';
  const bus = new EventBus();
  const known: Partial<Handlers> = {
    ...coreHandlers({
      health: async () => ({ status: 'ok', checks: [] }),
      bus,
      clock,
      visibleProjects: async (user) => new Set((await projects.listFor(user)).map((project) => project.id)),
      currentUser: async (userId) => (await users.list()).find((user) => user.id === userId && !user.disabled),
    }),
    ...sessionHandlers({ auth, projects, onFirstPasswordChanged: () => {} }),
    ...userHandlers(users),
    ...projectHandlers(projects),
    ...options.handlers,
  };
  const consoleFolder = mkdtempSync(join(tmpdir(), 'liusu-console-'));
  const http = await createHttpServer({
    modules: [{ id: 'core', handlers: { ...reachedHandlers(), ...known }, background: [] }],
    isEnabled: (id) => id === 'core' || options.modulesOff?.includes(id) !== true,
    access: {
      authenticate: (credentials) => auth.authenticate(credentials),
      roleIn: (user, id) => projects.roleIn(user, id),
      projectExists: (id) => projects.exists(id),
      projectOfJob: async (id) => (id === jobId ? projectId : undefined),
    },
    idempotency: new Idempotency(database, createVault(randomBytes(32)), clock),
    cookieName: 'liusu_session_test',
    log: silentLog(),
    version: '0.0.0',
    host: options.host ?? '127.0.0.1',
    consoleFolder,
    metrics: new Metrics({
      jobsByPhase: async () => ({ RUNNING: 2 }),
      clusters: () => [{ name: 'local', state: 'FRESH' }],
    }),
    clock,
  });
  let people = 0;
  return {
    http,
    database,
    bus,
    auth,
    users,
    projects,
    projectId,
    jobId,
    tokenFor: async (who) => {
      people += 1;
      const user = await users.create({ name: `${who}-${people}`, password: testPassword, admin: who === 'admin' });
      if (who !== 'admin' && who !== 'stranger') await projects.putMember(projectId, user.id, who);
      return (await auth.createToken(user.id, 'test', null)).secret;
    },
    stop: async () => {
      await http.stop();
      await database.close();
      rmSync(consoleFolder, { recursive: true });
    },
  };
}

/** Handlers that only tell that they were reached. */
function reachedHandlers(): Partial<Handlers> {
  const reached = async () => {
    throw new LiusuError('CONFLICT', 'the handler was reached');
  };
  return Object.fromEntries((Object.keys(routes) as RouteKey[]).map((key) => [key, reached]));
}

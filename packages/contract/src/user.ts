/** People, sessions, projects, roles and API tokens. */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

/**
 * What a person may do in a project. Each role includes the ones after it.
 * owner: members and the project itself; developer: write and delete jobs, run SQL (may run code on the cluster);
 * operator: start, stop, savepoints; viewer: look.
 */
export const Role = z.enum(['owner', 'developer', 'operator', 'viewer']);
export type Role = z.infer<typeof Role>;

const rank: Record<Role, number> = { owner: 3, developer: 2, operator: 1, viewer: 0 };

/** True when `role` includes everything `needed` may do. */
export function roleIncludes(role: Role, needed: Role): boolean {
  return rank[role] >= rank[needed];
}

export const UserName = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, 'letters, digits and . _ @ - only');
export const Password = z.string().min(8).max(200);

export const User = z.object({
  id: idOf('user'),
  name: UserName,
  displayName: z.string().max(100),
  /** Administrators manage users, clusters and the system, and are owners of every project. */
  admin: z.boolean(),
  disabled: z.boolean(),
  createdAt: Instant,
});
export type User = z.infer<typeof User>;

export const UserCreate = z.object({
  name: UserName,
  displayName: z.string().max(100).default(''),
  password: Password,
  admin: z.boolean().default(false),
});
export type UserCreate = z.input<typeof UserCreate>;
export const UserUpdate = z.object({
  displayName: z.string().max(100).optional(),
  password: Password.optional(),
  admin: z.boolean().optional(),
  disabled: z.boolean().optional(),
});
export type UserUpdate = z.infer<typeof UserUpdate>;

export const Project = z.object({
  id: idOf('project'),
  name: z.string().min(1).max(64),
  /** False for the project that the platform made, while nobody gave it a name: `projectName` tells it in the reader's language. */
  named: z.boolean(),
  description: z.string().max(500),
  /** IANA time zone of SQL sessions of this project. */
  timeZone: z.string().max(64),
  createdAt: Instant,
  /** The role of the person asking. */
  role: Role,
});
export type Project = z.infer<typeof Project>;
export const ProjectCreate = z.object({
  name: z.string().trim().min(1).max(64),
  description: z.string().max(500).default(''),
  timeZone: z.string().max(64).default('UTC'),
});
export type ProjectCreate = z.input<typeof ProjectCreate>;

export const Member = z.object({ userId: idOf('user'), userName: UserName, displayName: z.string(), role: Role });
export type Member = z.infer<typeof Member>;

export const Login = z.object({ name: z.string().max(64), password: z.string().max(200) });
export const Session = z.object({
  user: User,
  projects: z.array(Project),
  /** To be sent back as the header `X-CSRF-Token` with every mutation of a cookie session. */
  csrfToken: z.string(),
  expiresAt: Instant,
});
export type Session = z.infer<typeof Session>;

export const ApiToken = z.object({
  id: idOf('token'),
  name: z.string().max(64),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;
export const ApiTokenCreate = z.object({
  name: z.string().trim().min(1).max(64),
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(90),
});
export type ApiTokenCreate = z.input<typeof ApiTokenCreate>;
/** The secret is shown once, here. */
export const ApiTokenCreated = ApiToken.extend({ secret: z.string() });

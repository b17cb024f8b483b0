import { afterEach, beforeEach, expect, it } from 'vitest';

import { projectName } from '@liusu/contract/project-name';
import type { User } from '@liusu/contract/user';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { systemClock } from '../lib/clock.ts';
import { ProjectService } from './project-service.ts';

const admin: User = { id: 'usr_1', name: 'a', displayName: '', admin: true, disabled: false, createdAt: '' };

let database: Database;
let projects: ProjectService;

beforeEach(async () => {
  database = await openTestDatabase();
  projects = new ProjectService(database, systemClock);
});

afterEach(async () => {
  await database.close();
});

it('makes the first project once, and says that nobody named it', async () => {
  await projects.ensureDefault();
  await projects.ensureDefault();
  const [first, ...others] = await projects.listFor(admin);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ named: false });
  expect(first === undefined ? '' : projectName(first, 'en')).toBe('Default project');
});

it.each(['默认项目', 'Default project'])('refuses a second project that would be called %s', async (name) => {
  await projects.ensureDefault();
  await expect(projects.create({ name })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
});

it('takes names that people give as theirs', async () => {
  await projects.ensureDefault();
  expect(await projects.create({ name: '风控' })).toMatchObject({ name: '风控', named: true });
  await expect(projects.create({ name: '风控' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
});

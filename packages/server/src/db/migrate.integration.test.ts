import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { openSqlite } from './sqlite-database.ts';
import { openPostgres } from './postgres-database.ts';
import { createTestPostgres, testDatabases } from './test-database.ts';
import { isUniqueViolation } from './to-database-error.ts';

const nowIso = '2026-01-01T00:00:00.000Z';
const second = {
  name: '0002-second',
  up: async (db: Parameters<(typeof migrations)[0]['up']>[0]) => {
    await sql`create table second (id text)`.execute(db);
  },
};

describe('migrations of a SQLite file', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liusu-migrate-'));
    path = join(folder, 'liusu.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a new database gets every table, and nothing is done the second time', async () => {
    const database = openSqlite(path);

    const first = await migrate(database, { nowIso, backupFolder: join(folder, 'backup') });
    const again = await migrate(database, { nowIso, backupFolder: join(folder, 'backup') });

    expect(first).toEqual({ applied: migrations.map((migration) => migration.name), backupPath: null });
    expect(again).toEqual({ applied: [], backupPath: null });
    await database.close();
  });

  test('an existing database is copied before it is changed', async () => {
    const database = openSqlite(path);
    await migrate(database, { nowIso });
    await database.db.insertInto('setting').values({ key: 'before', value: 'kept' }).execute();

    const result = await migrate(database, {
      nowIso,
      backupFolder: join(folder, 'backup'),
      migrations: [...migrations, second],
    });
    await database.close();

    expect(result.applied).toEqual(['0002-second']);
    expect(readdirSync(join(folder, 'backup'))).toHaveLength(1);
    const backup = openSqlite(result.backupPath ?? '');
    expect(await backup.db.selectFrom('setting').selectAll().execute()).toEqual([{ key: 'before', value: 'kept' }]);
    await backup.close();
  });

  test('an older program refuses the database of a newer one and changes nothing', async () => {
    const newer = openSqlite(path);
    await migrate(newer, { nowIso, migrations: [...migrations, second] });
    await newer.close();

    const database = openSqlite(path);
    const failure = await migrate(database, { nowIso }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await database.close();

    expect(hasCode(failure, 'SCHEMA_NEWER')).toBe(true);
  });

  test('a migration that fails leaves nothing behind', async () => {
    const database = openSqlite(path);
    await migrate(database, { nowIso });
    const broken = {
      name: '0003-broken',
      up: async (db: Parameters<(typeof migrations)[0]['up']>[0]) => {
        await sql`create table half (id text)`.execute(db);
        throw new Error('no further');
      },
    };

    await expect(migrate(database, { nowIso, migrations: [...migrations, second, broken] })).rejects.toThrow(
      'no further',
    );

    const tables = await database.db.introspection.getTables();
    expect(tables.map((table) => table.name)).not.toContain('half');
    expect(tables.map((table) => table.name)).not.toContain('second');
    await database.close();
  });

  test('two threads that start together migrate once', async () => {
    const start = () =>
      new Promise<string[]>((resolve, reject) => {
        const worker = new Worker(
          `const { workerData, parentPort } = require('node:worker_threads');
           (async () => {
             const { openSqlite } = await import(workerData.here + 'sqlite-database.ts');
             const { migrate } = await import(workerData.here + 'migrate.ts');
             const database = openSqlite(workerData.path);
             const { applied } = await migrate(database, { nowIso: workerData.nowIso });
             await database.close();
             parentPort.postMessage(applied);
           })();`,
          { eval: true, workerData: { here: new URL('./', import.meta.url).href, path, nowIso } },
        );
        worker.once('message', resolve);
        worker.once('error', reject);
      });

    const results = await Promise.all([start(), start(), start()]);

    expect(results.flat()).toEqual(migrations.map((migration) => migration.name));
  });
});

describe('migrations of a PostgreSQL database', () => {
  test('processes that start together migrate once; an older program refuses what a newer one made', async () => {
    const { url, drop } = await createTestPostgres();
    const open = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)]);

    const results = await Promise.all(open.map((database) => migrate(database, { nowIso })));
    expect(results.flatMap((result) => result.applied)).toEqual(migrations.map((migration) => migration.name));

    const [one] = open;
    if (one === undefined) throw new Error('three were opened');
    await migrate(one, { nowIso, migrations: [...migrations, { ...second, name: '9999-newer' }] });
    await expect(migrate(one, { nowIso })).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
    await Promise.all(open.map((database) => database.close()));
    await drop();
  });
});

describe.each(testDatabases)('the schema on $name', ({ open }) => {
  const job = {
    project_id: 'prj_aaaaaa',
    cluster_id: 'clu_aaaaaa',
    labels: '{}',
    draft_script: '',
    draft_settings: '{}',
    draft_revision: 1,
    desired_state: 'STOPPED',
    desired_restore: '{}',
    desired_allow_non_restored: 0,
    desired_stop_mode: 'savepoint',
    generation: 0,
    desired_since: nowIso,
    phase: 'STOPPED',
    created_at: nowIso,
    updated_at: nowIso,
  };
  const run = {
    job_id: 'job_aaaaaa',
    cluster_id: 'clu_aaaaaa',
    version: 1,
    generation: 1,
    recovery: 0,
    step: 0,
    steps: 1,
    allow_non_restored: 0,
    submission: 'not-sent',
    started_at: nowIso,
    tombstoned: 0,
  };

  async function openWithProject() {
    const database = await open();
    await database.db
      .insertInto('project')
      .values({ id: 'prj_aaaaaa', name: 'p', description: '', time_zone: 'UTC', created_at: nowIso })
      .execute();
    return database;
  }

  test('the name of a job is unique among those not deleted', async () => {
    const database = await openWithProject();
    await database.db
      .insertInto('job')
      .values({ ...job, id: 'job_aaaaaa', name: 'a' })
      .execute();

    const failure = await database.db
      .insertInto('job')
      .values({ ...job, id: 'job_bbbbbb', name: 'a' })
      .execute()
      .catch((error: unknown) => error);
    expect(isUniqueViolation(failure)).toBe(true);

    await database.db.updateTable('job').set({ deleted_at: nowIso }).execute();
    await database.db
      .insertInto('job')
      .values({ ...job, id: 'job_bbbbbb', name: 'a' })
      .execute();
    await database.close();
  });

  test('a job has at most one run that is not terminal', async () => {
    const database = await openWithProject();
    await database.db
      .insertInto('job')
      .values({ ...job, id: 'job_aaaaaa', name: 'a' })
      .execute();
    const insert = (id: string, number: number, phase: string) =>
      database.db
        .insertInto('run')
        .values({ ...run, id, number, phase, flink_job_id: id })
        .execute();
    await insert('run_1', 1, 'FAILED');
    await insert('run_2', 2, 'RUNNING');

    await expect(insert('run_3', 3, 'STARTING')).rejects.toSatisfy(isUniqueViolation);
    await insert('run_4', 4, 'FINISHED');
    await database.close();
  });

  test('a failed transaction writes nothing', async () => {
    const database = await open();

    await expect(
      database.transaction(async (tx) => {
        await tx.insertInto('setting').values({ key: 'a', value: '1' }).execute();
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');

    expect(await database.db.selectFrom('setting').selectAll().execute()).toEqual([]);
    await database.close();
  });

  test('events are numbered in the order they are written, and numbers are never used again', async () => {
    const database = await openWithProject();
    const insert = async (id: string) =>
      database.db
        .insertInto('job_event')
        .values({
          id,
          project_id: 'prj_aaaaaa',
          job_id: 'job_aaaaaa',
          at: nowIso,
          kind: 'job.created',
          params: '{}',
          reason: '',
          actor: 'test',
          severity: 'info',
        })
        .returning('seq')
        .executeTakeFirstOrThrow();
    const first = await insert('evt_1');
    await database.db.deleteFrom('job_event').execute();

    const second = await insert('evt_2');

    expect(second.seq).toBeGreaterThan(first.seq);
    await database.close();
  });
});

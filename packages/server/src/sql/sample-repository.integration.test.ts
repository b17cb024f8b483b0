import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { systemClock } from '../lib/clock.ts';
import { hasCode } from '../lib/errors.ts';
import { insertTestJob } from '../testing/job-rows.ts';
import { createSampleStore, type SampleStore } from './sample-repository.ts';

describe.each(testDatabases)('samples of a draft on $name', ({ open }) => {
  let database: Database;
  let store: SampleStore;

  beforeEach(async () => {
    database = await open();
    await insertTestJob(database.db, { id: 'job_1' });
    store = createSampleStore(database, systemClock);
  });
  afterEach(() => database.close());

  test('are kept, replaced, listed by name and removed', async () => {
    await store.put('job_1', 'orders', { rows: [{ a: 1 }] }, 'ann');
    await store.put('job_1', 'lake.d.payments', { rows: [{ b: '流' }], kinds: ['-D'], origin: 'recorded' }, 'ann');
    await store.put('job_1', 'orders', { rows: [{ a: 2 }, { a: null }] }, 'bob');

    expect(await store.list('job_1')).toMatchObject([
      { table: 'lake.d.payments', origin: 'recorded', rows: [{ b: '流' }], kinds: ['-D'] },
      { table: 'orders', origin: 'given', rows: [{ a: 2 }, { a: null }], updatedBy: 'bob' },
    ]);

    await store.remove('job_1', 'orders');
    const again = await store.remove('job_1', 'orders').catch((error: unknown) => error);

    expect(hasCode(again, 'NOT_FOUND')).toBe(true);
    expect(await store.list('job_1')).toHaveLength(1);
  });

  test('go with the job', async () => {
    await store.put('job_1', 'orders', { rows: [] }, 'ann');
    await database.db.deleteFrom('job').where('id', '=', 'job_1').execute();

    expect(await store.list('job_1')).toEqual([]);
  });

  test('too large are refused', async () => {
    const rows = Array.from({ length: 3 }, () => ({ text: 'x'.repeat(800_000) }));
    const refused = await store.put('job_1', 'orders', { rows }, 'ann').catch((error: unknown) => error);

    expect(hasCode(refused, 'PAYLOAD_TOO_LARGE')).toBe(true);
  });
});

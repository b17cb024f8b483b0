import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { hasOpenAttempt, type RunRow } from './run-repository.ts';

const process = 'boot-1:4711:99';
let database: Database;

beforeEach(async () => {
  database = await openTestDatabase();
  await insertTestJob(database.db, { id: 'job_1' });
});
afterEach(() => database.close());

test.each<[string, Partial<RunRow>, boolean]>([
  ['being sent', { submission: 'sending' }, true],
  ['of unknown outcome', { submission: 'unknown' }, true],
  [
    'of unknown outcome, marked by one of several platform processes',
    { submission: 'unknown', gateway_incarnation: JSON.stringify({ replica: 'r', url: 'u', process }) },
    true,
  ],
  ['that Flink took', { submission: 'sent' }, false],
  ['that was not sent', { submission: 'not-sent' }, false],
  ['of unknown outcome of another gateway', { submission: 'unknown', gateway_incarnation: 'boot-1:4712:99' }, false],
  ['before it has a gateway', { submission: 'sending', gateway_incarnation: null }, false],
  ['of a run that has ended', { submission: 'unknown', ended_at: '2026-01-01T00:00:00.000Z', phase: 'LOST' }, false],
])('a gateway is held by an attempt %s: %j', async (_, run, isHeld) => {
  await insertTestRun(database.db, { id: 'run_1', flink_job_id: 'f1', gateway_incarnation: process, ...run });

  expect(await hasOpenAttempt(database.db, process)).toBe(isHeld);
});

import { expect, it } from 'vitest';

import { openTestDatabase } from '../db/test-database.ts';
import { newId } from '../lib/ids.ts';
import { EventCounts } from './event-counts.ts';
import { insertEvent } from './event-repository.ts';

it('counts what came since, for each project and job apart', async () => {
  const database = await openTestDatabase();
  try {
    const counts = new EventCounts(database);
    const add = (projectId: string, jobId: string) =>
      insertEvent(database.db, {
        id: newId('event'),
        project_id: projectId,
        job_id: jobId,
        run_id: null,
        at: '2026-01-01T00:00:00.000Z',
        kind: 'job.created',
        phase_from: null,
        phase_to: null,
        params: '{}',
        reason: '',
        actor: 'a',
        evidence: null,
        severity: 'info',
      });
    expect(await counts.of({ projectId: 'p' })).toBe(0);
    await add('p', 'a');
    await add('q', 'c');
    expect(await counts.of({ projectId: 'p' })).toBe(1);
    await add('p', 'b');
    await add('p', 'a');
    expect(await counts.of({ projectId: 'p' })).toBe(3);
    expect(await counts.of({ projectId: 'p' })).toBe(3);
    expect(await counts.of({ jobId: 'a' })).toBe(2);
    expect(await counts.of({ projectId: 'q' })).toBe(1);
  } finally {
    await database.close();
  }
});

import { beforeEach, describe, expect, test } from 'vitest';

import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { silentLog } from '../lib/log.ts';
import type { NotedProcess, ProcessFate } from '../lib/process-fate.ts';
import { ReplicatedSubmitter } from './replicated-submitter.ts';
import { lateRequestMs } from './session-properties.ts';
import type { SqlSubmitter, SubmissionAttempt, SubmissionRequest } from './submission.ts';

const place = { pids: 'pid:[1]', network: 'net:[1]', machine: 'm1' };

describe('attempts of several platform processes', () => {
  let clock: VirtualClock;
  let fate: ProcessFate;
  let asked: NotedProcess[];
  let closed: string[];
  /** What the gateway of the other process answers to the end of a session. */
  let answer: boolean | Error;
  let passedOn: SubmissionAttempt[];

  beforeEach(() => {
    clock = new VirtualClock();
    fate = 'alive';
    asked = [];
    closed = [];
    answer = true;
    passedOn = [];
  });

  function submitterOf(replicaId: string): ReplicatedSubmitter {
    const inner: SqlSubmitter = {
      countSteps: () => 1,
      submit: async (request) => {
        await request.onAttempt({ gatewayIncarnation: `b1:7:${replicaId}`, sessionHandle: 's' });
        return { kind: 'unknown', message: '' };
      },
      proveDead: async (attempt: SubmissionAttempt) => {
        passedOn.push(attempt);
        return 'open';
      },
    };
    return new ReplicatedSubmitter({
      inner,
      replicaId,
      place,
      gatewayUrl: () => `http://127.0.0.1:1/${replicaId}`,
      fateOf: (noted) => {
        asked.push(noted);
        return fate;
      },
      closeSession: async (url, session) => {
        closed.push(`${url} ${session}`);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      clock,
      log: silentLog(),
    });
  }

  /** The attempt as the run's row then holds it. */
  async function attemptBy(replicaId: string): Promise<SubmissionAttempt> {
    let noted: SubmissionAttempt | undefined;
    await submitterOf(replicaId).submit({
      cluster: { engine: 'flink-2.2' },
      onAttempt: async (attempt: SubmissionAttempt) => {
        noted = attempt;
      },
    } as unknown as SubmissionRequest);
    if (noted === undefined) throw new Error('no attempt was noted');
    return noted;
  }

  test('one of our own goes to our own gateway', async () => {
    expect(await submitterOf('a').proveDead(await attemptBy('a'), 'flink-2.2')).toBe('open');
    expect(passedOn).toEqual([{ gatewayIncarnation: 'b1:7:a', sessionHandle: 's' }]);
    expect(asked).toEqual([{ mark: 'b1:7:a', place, isOwn: true }]);
  });

  test('one of another is closed at its gateway, and is dead once nothing can be on its way', async () => {
    const attempt = await attemptBy('a');
    const b = submitterOf('b');
    answer = new Error('no answer');
    expect(await b.proveDead(attempt, 'flink-2.2')).toBe('open');
    answer = false;
    expect(await b.proveDead(attempt, 'flink-2.2')).toBe('open');
    await clock.run(lateRequestMs);
    answer = true;
    expect(await b.proveDead(attempt, 'flink-2.2')).toBe('open');
    await clock.run(lateRequestMs - 1_000);
    expect(await b.proveDead(attempt, 'flink-2.2')).toBe('open');
    await clock.run(1_000);
    expect(await b.proveDead(attempt, 'flink-2.2')).toBe('dead');
    expect(closed).toEqual(Array.from({ length: 3 }, () => 'http://127.0.0.1:1/a s'));
    expect(passedOn).toEqual([]);
  });

  test('one whose gateway process is gone is dead', async () => {
    fate = 'gone';
    expect(await submitterOf('b').proveDead(await attemptBy('a'), 'flink-2.2')).toBe('dead');
    expect(closed).toEqual([]);
  });

  test.each(['a', 'b'])('one where nothing can be seen is asked nowhere, and stays in doubt (%s)', async (asker) => {
    fate = 'unknown';
    expect(await submitterOf(asker).proveDead(await attemptBy('a'), 'flink-2.2')).toBe('unprovable');
    expect([...closed, ...passedOn]).toEqual([]);
  });

  test.each(['b1:7:100', '{"replica":"a"}'])('a mark of another form stays in doubt: %s', async (mark) => {
    const attempt = { gatewayIncarnation: mark, sessionHandle: 's' };
    expect(await submitterOf('a').proveDead(attempt, 'flink-2.2')).toBe('unprovable');
  });

  test('a mark of an older version, which does not tell where its process runs, stays in doubt', async () => {
    fate = 'unknown';
    const mark = JSON.stringify({ replica: 'a', url: 'http://127.0.0.1:1', process: 'b1:7:100' });
    const attempt = { gatewayIncarnation: mark, sessionHandle: 's' };
    expect(await submitterOf('b').proveDead(attempt, 'flink-2.2')).toBe('unprovable');
    expect(asked).toEqual([{ mark: 'b1:7:100', place: undefined, isOwn: false }]);
  });
});

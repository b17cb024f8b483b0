import { expect, it } from 'vitest';

import type { ExceptionEntry, FailedSubtask, JobDetailAnswer } from '../flink/flink-rest.ts';
import { withFailedTask } from './failed-task.ts';

const entry = (atMs: number, task: string | null = null): ExceptionEntry => ({
  ...{ atMs, task, location: null, taskManager: null },
  ...{ message: 'ArithmeticException: / by zero', stack: 'java.lang.ArithmeticException: / by zero' },
});
/** As Flink 2.2.1 with its adaptive scheduler told of a division by zero. */
const vertices = [
  { id: 'd3f2', name: 'Source: src[1] -> Calc[2]', parallelism: 1, status: 'FAILED' },
  { id: '33d9', name: 'hole[3]: Writer', parallelism: 1, status: 'CANCELED' },
];
const subtask: FailedSubtask = {
  ...{ index: 0, endMs: 1_795_705_604_133 },
  ...{ location: 'localhost:34657', taskManager: '127.0.0.1:37057-bfcafb' },
};
const rest = {
  findJob: async () => ({ vertices }) as JobDetailAnswer,
  failedSubtasks: async (_job: string, vertexId: string) => (vertexId === 'd3f2' ? [subtask] : []),
};

it('names the task that failed at the time of the newest failure', async () => {
  const [newest, older] = await withFailedTask(rest, 'f', [entry(1_795_705_604_133), entry(1_795_705_600_000)]);
  expect(newest).toMatchObject({
    task: 'Source: src[1] -> Calc[2] (1/1)',
    location: 'localhost:34657',
    taskManager: '127.0.0.1:37057-bfcafb',
  });
  expect(older?.task).toBeNull();
});

it('names none of another time, and leaves what Flink names', async () => {
  expect(await withFailedTask(rest, 'f', [entry(1_795_705_604_000)])).toEqual([entry(1_795_705_604_000)]);
  const named = [entry(1_795_705_604_133, 'Sink (1/1)')];
  expect(await withFailedTask(rest, 'f', named)).toBe(named);
});

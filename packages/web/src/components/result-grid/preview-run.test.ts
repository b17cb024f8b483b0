import type { PreviewEvent } from '@liusu/contract/sql';
import type { Problem } from '@liusu/contract/problem';
import { expect, test } from 'vitest';

import { PreviewRun } from './preview-run.ts';

function responseOf(events: PreviewEvent[], options: { keepOpen?: AbortSignal } = {}): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      for (const event of events) controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
      if (options.keepOpen === undefined) controller.close();
      else options.keepOpen.addEventListener('abort', () => controller.error(new DOMException('gone', 'AbortError')));
    },
  });
  return new Response(body);
}

const columns = [
  { name: 'k', type: 'STRING', nullable: true },
  { name: 'n', type: 'BIGINT', nullable: true },
];
const opening: PreviewEvent[] = [
  { type: 'started', previewId: 'pre_1', flinkJobId: null },
  { type: 'columns', columns },
];

function runOf(events: PreviewEvent[], keyColumns?: string[]) {
  return new PreviewRun({
    open: async () => responseOf(events),
    onChange: () => undefined,
    soon: (callback) => callback(),
    ...(keyColumns === undefined ? {} : { keyColumns }),
  });
}

test('keeps the changelog and the current table, by key columns', async () => {
  const run = runOf(
    [
      ...opening,
      {
        type: 'rows',
        rows: [
          { kind: '+I', cells: ['a', 1] },
          { kind: '+U', cells: ['a', 2] },
        ],
      },
      { type: 'ended', reason: 'limit', rows: 2 },
    ],
    ['k'],
  );

  await run.run();

  expect(run.snapshot()).toMatchObject({ state: 'limit', total: 2, columns });
  expect(run.snapshot().rows.map((row) => row.cells)).toEqual([['a', 2]]);
});

test('a problem in the stream fails the run and keeps its rows', async () => {
  const problem: Problem = {
    type: 'urn:liusu:error:SQL_INVALID',
    title: 'The SQL was rejected',
    status: 422,
    code: 'SQL_INVALID',
    detail: 'no such column',
    positions: [],
    requestId: 'req_test',
  };
  const run = runOf([
    ...opening,
    { type: 'rows', rows: [{ kind: '+I', cells: ['a', 1] }] },
    { type: 'failed', problem },
  ]);

  await run.run();

  expect(run.snapshot().state).toBe('failed');
  expect(run.snapshot().rows).toHaveLength(1);
  expect(run.snapshot().error).toMatchObject({ problem });
});

test('a stream that breaks off is a failure, not an end', async () => {
  const run = runOf(opening);

  await run.run();

  expect(run.snapshot().state).toBe('failed');
});

test('closing aborts the request and ends as stopped', async () => {
  let signal: AbortSignal | undefined;
  const run = new PreviewRun({
    open: async (given) => {
      signal = given;
      return responseOf(opening, { keepOpen: given });
    },
    onChange: () => undefined,
    soon: (callback) => callback(),
  });
  const done = run.run();
  await expect.poll(() => run.snapshot().state).toBe('running');

  run.close();
  await done;

  expect(signal?.aborted).toBe(true);
  expect(run.snapshot().state).toBe('stopped');
  expect(run.snapshot().error).toBeUndefined();
});

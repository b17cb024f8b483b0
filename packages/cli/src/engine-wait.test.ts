import { expect, test } from 'vitest';

import { ApiError } from '@liusu/contract/client';
import type { Problem } from '@liusu/contract/problem';

import type { CommandContext } from './command-context.ts';
import { whenEngineIsReady } from './engine-wait.ts';

const context = { language: 'en', output: 'table', environment: { plain: true } } as CommandContext;

function starting(stage: string, progress: string): ApiError {
  const params = { engine: 'flink-1.20', stage, progress };
  return new ApiError('ENGINE_STARTING', 503, 'starting', { params } as unknown as Problem);
}

function scripted(answers: (ApiError | string)[]) {
  const written: string[] = [];
  const call = async () => {
    const next = answers.shift() ?? '';
    if (next instanceof ApiError) throw next;
    return next;
  };
  return { written, run: () => whenEngineIsReady(context, call, { everyMs: 0, write: (line) => written.push(line) }) };
}

test('what an engine answers at once is given without a word', async () => {
  const { written, run } = scripted(['rows']);
  expect(await run()).toBe('rows');
  expect(written).toEqual([]);
});

test('each stage of an engine that is made ready is one line, then the answer comes', async () => {
  const { written, run } = scripted([
    starting('FETCHING', '1 / 2 MiB'),
    starting('FETCHING', '2 / 2 MiB'),
    starting('STARTING', ''),
    'rows',
  ]);
  expect(await run()).toBe('rows');
  expect(written.map((line) => line.replace(/ \(.*/s, ''))).toEqual([
    'liusu: Making the engine flink-1.20 complete; it is downloaded at first use only',
    'liusu: Starting the SQL gateway of flink-1.20',
    'liusu: the engine is ready',
  ]);
});

test('an engine that cannot be had ends the wait', async () => {
  const { run } = scripted([starting('FETCHING', ''), new ApiError('DOWNLOAD_FAILED', 502, 'no network')]);
  await expect(run()).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
});

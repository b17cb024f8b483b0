/**
 * One platform process among several, for tests: the real controller on PostgreSQL, in a process that can be killed and paused. Its
 * world (Flink, gateway, state files) is a server of the test's own, see world-server.ts. Commands come as lines on standard input.
 */
import { createInterface } from 'node:readline';

import { JobCreate } from '@liusu/contract/job';
import { ErrorCode } from '@liusu/contract/error-code';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { openPostgres } from '../db/postgres-database.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { createJobController } from '../jobs/job-controller.ts';
import type { StateFiles } from '../jobs/state-files.ts';
import { systemClock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import type { SubmissionAttempt, SubmissionOutcome } from '../sql/submission.ts';

const [databaseUrl = '', worldUrl = '', holder = '', ttlMs = ''] = process.argv.slice(2);

/** Calls the world. `undefined` arrives as a missing key. */
async function call<T>(target: string, method: string, args: unknown[]): Promise<T> {
  const response = await fetch(worldUrl, { method: 'POST', body: JSON.stringify({ target, method, args }) });
  const answer = (await response.json()) as { value?: T; error?: { code: string | null; message: string } };
  if (answer.error === undefined) return answer.value as T;
  const code = ErrorCode.safeParse(answer.error.code).data;
  throw code === undefined ? new Error(answer.error.message) : new LiusuError(code, answer.error.message);
}

function remote(target: string): object {
  return new Proxy(
    {},
    {
      get: (_target, method) =>
        // Not a promise itself.
        method === 'then' ? undefined : (...args: unknown[]) => call(target, String(method), args),
    },
  );
}

const cluster: ClusterHandle & { close(): Promise<void> } = {
  id: 'clu_local00',
  name: 'local',
  engine: 'flink-2.2',
  driver: {
    kind: 'local',
    capabilities: { managed: true, absenceIsEvidence: true },
    start: async () => {},
    endpoint: () => ({ url: worldUrl }),
    stateRoot: () => ({ checkpoints: 'file:///data/chk', savepoints: 'file:///data/svp' }),
    incarnation: () => undefined,
    fenceOff: (incarnation) => call('driver', 'fenceOff', [incarnation]),
    classPath: () => undefined,
    processes: () => [],
    stop: async () => {},
  },
  rest: remote('rest') as FlinkRest,
  gatewayTarget: async () => ({ address: '127.0.0.1', port: 1 }),
  close: async () => {},
};

const refuse = () => {
  throw new Error('not part of this test');
};
const platform = createJobController({
  database: await openPostgres(databaseUrl, { connections: 8 }),
  bus: new EventBus(),
  clock: systemClock,
  log: silentLog(),
  submitter: {
    countSteps: () => 1,
    submit: async ({ onAttempt, signal: _signal, cluster: _cluster, ...request }) => {
      const attempt = await call<SubmissionAttempt>('gateway', 'begin', [request]);
      await onAttempt(attempt);
      return call<SubmissionOutcome>('gateway', 'go', [attempt.sessionHandle]);
    },
    proveDead: (attempt) => call('gateway', 'proveDead', [attempt]),
  },
  vault: { seal: (text) => text, open: (text) => text },
  factories: { createRest: refuse, gatewayTargetOf: refuse },
  createRemoteDriver: refuse,
  engines: [{ id: 'flink-2.2', line: '2.2' }],
  compileCandidate: refuse,
  variablesOf: async () => ({}),
  installId: 'ins_test000',
  localFiles: remote('files') as StateFiles,
  lease: { isShared: true, holder, ttlMs: Number(ttlMs), tryEveryMs: 200 },
});
platform.directory.add(cluster);
await platform.background.start();

const { service } = platform;
const commands: Record<string, (...args: string[]) => Promise<unknown>> = {
  create: (name = '') => service.create('prj_test000', JobCreate.parse({ name, script: 'x' }) as never, 'me'),
  start: (jobId = '') => service.start(jobId, { restore: { kind: 'latest' }, allowNonRestored: false }, 'me'),
  stop: (jobId = '') => service.stop(jobId, { mode: 'savepoint' }, 'me'),
  get: (jobId = '') => platform.reader.get(jobId),
};

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, command, args } = JSON.parse(line) as { id: number; command: string; args: string[] };
  const run = commands[command] ?? refuse;
  void run(...args).then(
    (value) => process.stdout.write(`${JSON.stringify({ id, value })}\n`),
    (error: unknown) =>
      process.stdout.write(
        `${JSON.stringify({ id, error: { code: error instanceof LiusuError ? error.code : null, message: messageOf(error) } })}\n`,
      ),
  );
}

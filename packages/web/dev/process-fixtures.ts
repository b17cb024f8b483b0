/** Typed fixtures of the mocked API: exceptions, logs and processes. */
import type { SystemInfo } from '@liusu/contract/overview';
import type { RouteResponse } from '@liusu/contract/routes';

import { ago } from './clock.ts';
import { rootCause } from './fixtures.ts';

export function exceptions(stale: boolean): RouteResponse<'getJobExceptions'> {
  return {
    at: ago(1),
    stale,
    items: [
      {
        at: ago(1_480),
        task: 'Calc[8] (1/2)',
        location: '10.2.0.17:6122',
        taskManager: '10.2.0.17:6122-8f21aa',
        message: 'NumberFormatException: For input string: "NA"',
        stack: rootCause,
      },
    ],
  };
}

export function connectionTest(): RouteResponse<'testCluster'> {
  const names = ['resolve', 'connect', 'tls', 'auth', 'flink', 'version', 'slots'] as const;
  return {
    ok: true,
    flinkVersion: '2.2.1',
    engine: 'flink-2.2',
    checks: names.map((name, index) => ({ name, ok: true, message: 'as it should be', zh: '正常', ms: 2 + index })),
  };
}

export function logText(): string {
  return Array.from({ length: 60 }, (_, index) => {
    const level = index % 23 === 9 ? 'WARN ' : index === 51 ? 'ERROR' : 'INFO ';
    return `${ago((60 - index) * 7)
      .replace('T', ' ')
      .replace(
        'Z',
        '',
      )} ${level} org.apache.flink.runtime.checkpoint.CheckpointCoordinator [] - Completed checkpoint ${9262 + index} (216 MiB, checkpointDuration=${400 + index} ms).`;
  }).join('\n');
}

export function system(): SystemInfo {
  const process = (
    name: string,
    role: SystemInfo['processes'][number]['role'],
    rssMiB: number,
  ): SystemInfo['processes'][number] => ({
    name,
    role,
    pid: 4000 + rssMiB,
    state: 'running',
    startedAt: ago(93_900),
    restarts: 0,
    rssBytes: rssMiB * 1_048_576,
    reason: null,
  });
  return {
    version: '0.1.0',
    installId: 'ins_mock000000',
    startedAt: ago(93_900),
    dataDir: '/home/lin/.liusu',
    engine: 'flink-2.2',
    database: 'sqlite',
    modules: (['overview', 'development', 'operations', 'data', 'resources', 'knowledge', 'system'] as const).map(
      (id) => ({ id, enabled: id !== 'data' && id !== 'knowledge' }),
    ),
    processes: [
      process('platform', 'platform', 118),
      process('guard', 'guard', 46),
      process('jobmanager', 'jobmanager', 318),
      process('taskmanager-1', 'taskmanager', 616),
      process('gateway', 'gateway', 383),
    ],
  };
}

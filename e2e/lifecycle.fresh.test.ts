/** The life of an installation, by its commands: up, kill, down, up from state, clean. */
import { existsSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { readConfig } from '@liusu/server/src/config.ts';
import { describeDifference, dwsTables, selectTable } from '@liusu/server/src/scenarios/flights/dws-comparison.ts';
import { countFlights, readFlightsReference } from '@liusu/server/src/scenarios/flights/test-reference.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  clientOf,
  eventually,
  isRunning,
  liusu,
  liusuJson,
  makeTemporaryFolder,
  repositoryRoot,
  type StatusAnswer,
  type UpAnswer,
} from './liusu-command.ts';

const days = 3;
const folder = makeTemporaryFolder('lifecycle');
const dataDir = join(folder.path, 'data');
const options = { dataDir };

afterAll(async () => {
  await liusu(['clean', '--yes'], options);
  folder.remove();
});

async function statusNow(): Promise<StatusAnswer> {
  return liusuJson<StatusAnswer>(['status'], options);
}

async function pidOf(role: string): Promise<number> {
  return eventually(
    `a process ${role}`,
    async () => (await statusNow()).processes.find((item) => item.role === role)?.pid,
  );
}

/** Every row of a batch query through the command line. */
async function rowsOf(query: string): Promise<(number | string | null)[][]> {
  const file = join(folder.path, 'query.sql');
  writeFileSync(file, query);
  const answer = await liusuJson<{ reason: string; rows: { values: (number | string | null)[] }[] }>(
    ['sql', 'run', file, '--mode', 'batch', '--timeout', '120', '--limit', '100000'],
    options,
  );
  expect(answer.reason).toBe('finished');
  return answer.rows.map((row) => row.values);
}

describe('an installation with the demo', () => {
  let first: UpAnswer;

  beforeAll(async () => {
    first = await liusuJson<UpAnswer>(['up', '--demo', '--detach', '--days', String(days), '--speed', '60'], options);
  });

  it('answers as promised, with a password the first time', () => {
    expect(first).toMatchObject({ user: 'admin', dataDir, engine: 'flink-2.2' });
    expect(first.password).toMatch(/\S{8,}/);
    expect(first.consoleUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first.apiUrl).toBe(`${first.consoleUrl}/api/v1`);
    expect(first.jobs.length).toBeGreaterThanOrEqual(3);
    for (const job of first.jobs) expect(job.flinkJobId).toMatch(/^[0-9a-f]{32}$/);
    expect(first.stages.every((stage) => stage.ms >= 0)).toBe(true);
  });

  it('serves the console', async () => {
    const response = await fetch(first.consoleUrl);

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<div id="root">');
  });

  it('is told to be running by a second up, which changes nothing', async () => {
    const again = await liusuJson<UpAnswer>(['up', '--detach'], options);

    expect(again.consoleUrl).toBe(first.consoleUrl);
    expect(again.password).toBeUndefined();
    expect(again.jobs.map((job) => job.flinkJobId).sort()).toEqual(first.jobs.map((job) => job.flinkJobId).sort());
  });

  it('lists its processes with their memory', async () => {
    const { processes } = await statusNow();

    expect(new Set(processes.map((item) => item.role))).toEqual(
      new Set(['guard', 'platform', 'jobmanager', 'taskmanager', 'gateway']),
    );
    for (const item of processes) expect(item.rssBytes).toBeGreaterThan(0);
  });

  it('tells where a query is wrong', async () => {
    const file = join(folder.path, 'wrong.sql');
    writeFileSync(file, 'SELECT *\nFROM nope;\n');

    const result = await liusu(['sql', 'run', file], options);

    expect(result.code).toBe(3);
    expect(result.stderr).toContain('SQL_OBJECT_NOT_FOUND');
    expect(result.stderr).toMatch(/2:6 .*nope/);
    expect(result.stderr).not.toContain('    at ');
  });

  it('warns of errors in the version it publishes, and publishes it', async () => {
    const file = join(folder.path, 'wrong.sql');
    writeFileSync(
      file,
      "CREATE TABLE k (a INT) WITH ('connector' = 'blackhole');\nINSERT INTO k SELECT a FROM nope;\n",
    );
    await liusuJson(['job', 'create', 'wrong', file], options);

    const result = await liusu(['job', 'publish', 'wrong'], options);
    const deleted = await liusu(['job', 'delete', 'wrong'], options);

    expect(result.code).toBe(0);
    expect(result.stdout).toContain('the latest version of wrong is 1.');
    expect(result.stderr).toContain('warning: the script has 1 error');
    expect(result.stderr).toMatch(/2:29: .*nope/);
    expect(deleted.code).toBe(0);
  });

  it.each(['taskmanager', 'gateway', 'platform', 'jobmanager'])(
    'comes back by itself after kill -9 of the %s',
    async (role) => {
      const killed = await pidOf(role);

      process.kill(killed, 'SIGKILL');

      const next = await eventually(`another ${role}`, async () => {
        const found = (await statusNow()).processes.find((item) => item.role === role);
        return found === undefined || found.pid === killed ? undefined : found.pid;
      });
      expect(next).not.toBe(killed);
      await eventually(
        'every streaming job RUNNING again',
        async () => {
          const { platform, jobs } = await statusNow();
          const well = jobs.filter((job) => job.phase === 'RUNNING').length >= 3 && platform.health === 'ok';
          return well ? true : undefined;
        },
        240_000,
      );
    },
  );

  it('gets a new guard from up after the guard was killed, around the same platform', async () => {
    const guard = await pidOf('guard');
    const platform = await pidOf('platform');
    process.kill(guard, 'SIGKILL');
    await eventually('the end of the guard', async () => ((await isRunning(guard)) ? undefined : true));
    expect((await statusNow()).platform).toMatchObject({ running: true, guarded: false });

    await liusuJson<UpAnswer>(['up', '--detach'], options);

    expect(await pidOf('guard')).not.toBe(guard);
    expect(await pidOf('platform')).toBe(platform);
  });

  it('goes down, leaves no process, and comes back from its state with exact tables', async () => {
    const before = (await statusNow()).processes.map((item) => item.pid);

    const down = await liusuJson<{ stopped: { pid: number }[]; jobs: number }>(['down'], options);

    expect(down.jobs).toBeGreaterThanOrEqual(3);
    for (const pid of before) expect(await isRunning(pid)).toBe(false);
    expect((await statusNow()).platform.running).toBe(false);
    expect((await liusuJson<{ stopped: unknown[] }>(['down'], options)).stopped).toEqual([]);

    const again = await liusuJson<UpAnswer>(['up', '--detach'], options);
    expect(again.jobs.filter((job) => job.phase === 'RUNNING').length).toBeGreaterThanOrEqual(3);
    const client = await clientOf(again);
    const project = (await client.call('listProjects')).items[0];
    const params = { projectId: project?.id ?? '', scenarioId: 'flights' };
    await client.call('controlFeeder', { params, body: { action: 'start', speed: 'max' } });
    const expected = await eventually(
      'the end of the feeder',
      async () => {
        const { feeder } = await client.call('getScenario', { params });
        return feeder?.state === 'finished' ? feeder.recordsTotal : undefined;
      },
      240_000,
    );
    const reference = readFlightsReference(readConfig({ ...process.env, LIUSU_DATA: dataDir }).cacheDir, days);
    expect(expected).toBe(reference.counts[0]);
    await eventually(
      'every flight in the tables',
      async () => {
        const found = (await rowsOf(countFlights)).flat().map(Number);
        return reference.counts.every((count, i) => (found[i] ?? 0) >= count) ? true : undefined;
      },
      240_000,
    );
    // Sums hide what balances out: every row must be the one that the published data give.
    for (const table of dwsTables)
      expect(
        describeDifference(table, reference.totals[table.rowsOf], await rowsOf(selectTable(table))),
      ).toBeUndefined();
  });

  it('is cleaned away: no process, no port, no folder', async () => {
    const before = (await statusNow()).processes.map((item) => item.pid);

    const answer = await liusuJson<{ removed: { path: string }[]; freedBytes: number }>(['clean', '--yes'], options);

    expect(answer.removed.map((item) => item.path)).toEqual([dataDir]);
    expect(answer.freedBytes).toBeGreaterThan(0);
    for (const pid of before) expect(await isRunning(pid)).toBe(false);
    await expect(fetch(first.consoleUrl)).rejects.toThrow('fetch failed');
    expect(existsSync(dataDir)).toBe(false);
    expect(await liusuJson(['clean', '--yes'], options)).toMatchObject({ removed: [], processes: [] });
  });
});

describe('the launcher and refusals', () => {
  it('works through a link, from any folder', async () => {
    const link = join(folder.path, 'linked');
    symlinkSync(join(repositoryRoot, 'liusu'), link);

    const result = await liusu(['version'], { ...options, launcher: link, cwd: '/' });

    expect(result).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });

  it('tells of an engine it does not know before anything is made', async () => {
    const other = { dataDir: join(folder.path, 'unknown-engine') };

    const result = await liusu(['up', '--detach', '--engine', 'flink-9'], other);

    expect(result.stderr).toContain('ENGINE_UNKNOWN');
    expect(existsSync(other.dataDir)).toBe(false);
  });

  it('tells of a taken port, and starts nothing', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const other = { dataDir: join(folder.path, 'taken') };

    const result = await liusu(['up', '--detach', '--port', String(port)], other);
    await new Promise((resolve) => holder.close(resolve));

    expect(result.code).toBe(4);
    expect(result.stderr).toContain('PORT_TAKEN');
    expect(result.stderr).toContain('--port');
    expect((await liusuJson<StatusAnswer>(['status'], other)).processes).toEqual([]);
  });

  it('refuses a folder that is not its own, for up and for clean', async () => {
    const foreign = join(folder.path, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter.txt'), 'mine');

    const up = await liusu(['up', '--detach'], { dataDir: foreign });
    const clean = await liusu(['clean', '--yes'], { dataDir: foreign });

    expect([up.code, clean.code]).toEqual([3, 3]);
    expect(existsSync(join(foreign, 'letter.txt'))).toBe(true);
  });

  it('speaks Chinese when asked', async () => {
    const result = await liusu(['job', 'list', '--lang', 'zh'], { dataDir: join(folder.path, 'none') });

    expect(result.code).toBe(4);
    expect(result.stderr).toContain('平台未在运行');
  });

  it('ends a wrong use with 2', async () => {
    expect((await liusu(['up', '--port', 'many'], options)).code).toBe(2);
    expect((await liusu(['nonsense'], options)).code).toBe(2);
  });
});

describe('with a warm cache and no network', () => {
  const offline = { dataDir: join(folder.path, 'offline') };

  afterAll(async () => {
    await liusu(['clean', '--yes'], offline);
  });

  it('says so when not even the loopback works, and starts nothing', async () => {
    const other = { dataDir: join(folder.path, 'no-loopback'), wrapper: ['unshare', '--net'] };

    const result = await liusu(['up', '--detach'], other);

    expect(result.code).toBe(4);
    expect(result.stderr).toContain('LOOPBACK_DOWN');
    expect((await liusuJson<StatusAnswer>(['status'], { dataDir: other.dataDir })).processes).toEqual([]);
  });

  it('comes up all the same', async () => {
    // A network namespace with nothing but its own loopback; the processes stay in it.
    const wrapper = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

    const answer = await liusuJson<UpAnswer>(['up', '--detach'], { ...offline, wrapper });

    expect(answer.engine).toBe('flink-2.2');
    const clean = await liusuJson<{ processes: unknown[] }>(['clean', '--yes'], offline);
    expect(clean.processes.length).toBeGreaterThanOrEqual(4);
  });
});

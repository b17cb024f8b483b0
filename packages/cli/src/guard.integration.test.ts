/** The guard with a stand-in for the platform: it notes each start and ends as it is told. */
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readCliEnvironment } from './cli-environment.ts';
import type { CommandContext } from './command-context.ts';
import { guardMark } from './guard.ts';
import { endProcesses, findInstanceProcesses } from './instance-processes.ts';
import { text } from './language.ts';
import { awaitStart, connect } from './platform-connection.ts';
import { processTable, startDetached } from './run-process.ts';
import { until } from './until.ts';

const guardScript = join(import.meta.dirname, 'guard.sh');

describe('guard.sh', () => {
  let root: string;
  let program: string;
  let guardPid: number;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'liusu-guard-'));
    mkdirSync(join(root, 'run'));
    program = join(root, 'program.sh');
    // Notes its pid; ends with the code in the file `code`, else stays until TERM.
    writeFileSync(
      program,
      `trap 'exit 0' TERM\necho $$ >>"${root}/starts"\n[ ! -e "${root}/code" ] || exit "$(cat "${root}/code")"\nwhile :; do sleep 0.1; done\n`,
    );
  });

  afterEach(async () => {
    await endProcesses(findInstanceProcesses(dataFolderAt(root), processTable), processTable, 100);
    for (const pid of starts()) if (processTable.identify(pid) !== undefined) process.kill(pid, 'SIGKILL');
    rmSync(root, { recursive: true });
  });

  function guard(adopt?: string): void {
    const log = openSync(join(root, 'out'), 'a');
    const env = { PATH: process.env['PATH'], ...(adopt === undefined ? {} : { LIUSU_GUARD_ADOPT: adopt }) };
    guardPid = startDetached('/bin/sh', [guardScript, root, '--', '/bin/sh', program], env, log);
    closeSync(log);
  }

  function starts(): number[] {
    try {
      return readFileSync(join(root, 'starts'), 'utf8').trim().split('\n').map(Number);
    } catch {
      return [];
    }
  }

  const within = { everyMs: 50, timeoutMs: 15_000 };
  const startsReach = (count: number) =>
    until(() => (starts().length >= count ? starts() : undefined), {
      ...within,
      what: text(`第 ${count} 次启动`, `start ${count}`),
    });
  const guardEnds = () =>
    until(() => (processTable.identify(guardPid) === undefined ? true : undefined), {
      ...within,
      what: text('守护进程的结束', 'the end of the guard'),
    });

  it('starts the program again when it is killed', async () => {
    guard();
    const [first = 0] = await startsReach(1);

    process.kill(first, 'SIGKILL');

    const [, second = 0] = await startsReach(2);
    expect(processTable.identify(second)).toBeDefined();
  });

  it('is told from no platform at all, and waited for', async () => {
    const context: CommandContext = {
      environment: readCliEnvironment({}),
      dataDir: root,
      cacheDir: join(root, 'cache'),
      output: 'table',
      language: 'en',
    };
    expect(() => connect(context)).toThrow(expect.objectContaining({ code: 'INSTANCE_NOT_RUNNING' }));
    guard();
    await startsReach(1);
    expect(() => connect(context)).toThrow(expect.objectContaining({ code: 'INSTANCE_STARTING' }));

    const waiting = awaitStart(context);
    const platform = { host: '127.0.0.1', port: 1, urls: [], version: '0', engine: 'flink-2.2' };
    const identity = processTable.identify(process.pid);
    writeFileSync(join(root, 'run', 'platform.json'), JSON.stringify({ ...identity, ...platform }));
    await waiting;
    expect(connect(context).baseUrl).toBe('http://127.0.0.1:1');

    rmSync(join(root, 'run', 'platform.json'));
    const inVain = awaitStart(context);
    process.kill(guardPid, 'SIGTERM');
    await expect(inVain).rejects.toMatchObject({ code: 'INSTANCE_NOT_RUNNING' });
  });

  it('ends with a program that ended by itself', async () => {
    writeFileSync(join(root, 'code'), '0');
    guard();

    await guardEnds();

    expect(starts()).toHaveLength(1);
  });

  it('does not repeat a start that was refused', async () => {
    writeFileSync(join(root, 'code'), '4');
    guard();

    await guardEnds();

    expect(starts()).toHaveLength(1);
  });

  it('passes TERM on and starts nothing again', async () => {
    guard();
    const [first = 0] = await startsReach(1);

    process.kill(guardPid, 'SIGTERM');
    await guardEnds();

    expect(processTable.identify(first)).toBeUndefined();
    expect(starts()).toHaveLength(1);
  });

  it('adopts a living program, and starts another only after a hard end', async () => {
    writeFileSync(join(root, 'run', 'platform.lock'), '');
    const log = openSync(join(root, 'out'), 'a');
    const adopted = startDetached('/bin/sh', [program], { PATH: process.env['PATH'] }, log);
    closeSync(log);
    await startsReach(1);
    guard(`${adopted} ${processTable.identify(adopted)?.startTime}`);
    await until(() => (processTable.findByCommandLine(guardMark(root)).includes(guardPid) ? true : undefined), within);
    expect(starts()).toEqual([adopted]);

    process.kill(adopted, 'SIGKILL');

    const [, second = 0] = await startsReach(2);
    expect(second).not.toBe(adopted);
  });

  it('ends when the adopted program ended in order', async () => {
    const log = openSync(join(root, 'out'), 'a');
    const adopted = startDetached('/bin/sh', [program], { PATH: process.env['PATH'] }, log);
    closeSync(log);
    await startsReach(1);
    guard(`${adopted} ${processTable.identify(adopted)?.startTime}`);

    process.kill(adopted, 'SIGTERM');
    await guardEnds();

    expect(starts()).toEqual([adopted]);
  });

  it('is found by its data folder, apart from folders with a longer name', () => {
    guard();

    const mine = findInstanceProcesses(dataFolderAt(root), processTable).map(({ identity }) => identity.pid);
    const other = findInstanceProcesses(dataFolderAt(root.slice(0, -1)), processTable);

    expect(mine).toContain(guardPid);
    expect(other).toEqual([]);
  });
});

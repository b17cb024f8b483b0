import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { createProcessTable } from '../../lib/process-identity.ts';
import { createFolders, instanceMark } from './local-folders.ts';
import { isPortFree } from './ports.ts';
import { choosePorts } from './process-files.ts';
import { readRunRecord, writeRunRecord } from './run-record.ts';
import { runForOutput, spawnDetached } from './spawn.ts';
import { SupervisedProcess } from './supervised-process.ts';

const table = createProcessTable(runForOutput);
let dataDir: string;
let opened: SupervisedProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'liusu-process-'));
  opened = [];
});
afterEach(async () => {
  for (const one of opened) await one.end(0);
  await rm(dataDir, { recursive: true, force: true });
});

function open(onExit = () => undefined as void): SupervisedProcess {
  const around = {
    folders: createFolders(dataDir),
    mark: instanceMark(dataDir),
    table,
    clock: systemClock,
    log: silentLog(),
  };
  const one = new SupervisedProcess('gateway-x', 'gateway', around, onExit);
  opened.push(one);
  return one;
}

/** Node itself stands in for the program; it ignores SIGTERM when told to. */
function aPlan(script = 'setInterval(() => {}, 1000)') {
  const args = ['-e', script, '--', instanceMark(dataDir), '-Dliusu.process=gateway-x'];
  return { command: process.execPath, args, env: {}, ports: { rest: 1 }, clusterIncarnation: null };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + 5000; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > end) throw new Error('not within 5 s');
}

describe('SupervisedProcess', () => {
  it('is noted when started and adopted by a later life', async () => {
    const first = open();
    first.launch(aPlan());
    const second = open();
    await second.adopt();
    expect(second.incarnation()).toBe(first.incarnation());
    expect(second.info()).toMatchObject({ state: 'starting', restarts: 0 });
    expect(second.info().rssBytes).toBeGreaterThan(1_000_000);
  });

  it('ends one that was started but never noted', async () => {
    const { command, args } = aPlan();
    const outFile = join(createFolders(dataDir).logs, 'x.out');
    const pid = spawnDetached({ command, args, env: {}, cwd: dataDir, outFile }, () => undefined);
    await open().adopt();
    expect(table.identify(pid)).toBeUndefined();
  });

  it('does not take a stranger with the same pid for its own, nor signal it', async () => {
    const first = open();
    first.launch(aPlan());
    const record = readRunRecord(join(dataDir, 'run'), 'gateway-x');
    if (record === undefined) throw new Error('no record');
    await first.end(0);
    // Our own pid, under another start time.
    writeRunRecord(join(dataDir, 'run'), { ...record, pid: process.pid });
    const second = open();
    await second.adopt();
    expect(second.isAlive).toBe(false);
    await second.end(0);
  });

  it('notices an end, tells the reason and waits before the next start', async () => {
    let exits = 0;
    const one = open(() => (exits += 1));
    one.launch(aPlan('process.exit(7)'));
    await until(() => exits === 1);
    expect(one.observe()).toBe(false);
    expect(one.info()).toMatchObject({ state: 'backing-off', pid: null, reason: 'exit code 7' });
    expect(one.mayLaunch()).toBe(false);
    await until(() => one.mayLaunch());
    one.launch(aPlan());
    expect(one.info().restarts).toBe(1);
  });

  it('kills what does not heed SIGTERM', async () => {
    const one = open();
    one.launch(aPlan('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'));
    await until(() => existsSync(one.outFile));
    const pid = one.record?.pid ?? 0;
    await one.end(300);
    expect(table.identify(pid)).toBeUndefined();
  });

  it('gives the process no more of the environment than the plan says', async () => {
    const one = open();
    one.launch({
      ...aPlan('console.log(JSON.stringify(process.env)); setInterval(() => {}, 1000)'),
      env: { ONLY: 'this' },
    });
    const output = () => readFile(one.outFile, 'utf8');
    for (const end = Date.now() + 5000; (await output()) === '' && Date.now() < end;) await systemClock.sleep(20);
    expect(JSON.parse(await output())).toEqual({ ONLY: 'this' });
  });
});

describe('choosePorts', () => {
  it('keeps the ports it had, and takes others when one is taken', async () => {
    const file = join(dataDir, 'ports.json');
    const first = await choosePorts(file, 'a', ['rest', 'rpc']);
    expect(await choosePorts(file, 'a', ['rest', 'rpc'])).toEqual(first);
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(first.rpc, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    expect(await isPortFree(first.rpc)).toBe(false);
    const second = await choosePorts(file, 'a', ['rest', 'rpc']);
    await new Promise((resolve) => squatter.close(resolve));
    expect(second.rpc).not.toBe(first.rpc);
  });
});

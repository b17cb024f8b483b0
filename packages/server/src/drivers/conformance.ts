/**
 * What every driver that manages its cluster must do, told by killing things. Run by each such driver's `*.flink.test.ts`, once
 * per engine, on real Flink. The tests of a suite follow on each other: one cluster lives through them all.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Driver, GatewayProcess } from './driver.ts';
import { getJson, selectOne } from './test-flink-http.ts';

/** A cluster and its gateway over one data folder, with what only tests need. */
export interface ConformanceSubject {
  driver: Driver;
  gateway: GatewayProcess;
  /** Drops the objects and leaves the processes running, as a crash of the platform does. */
  abandon(): Promise<void>;
  /** False once the process has left the process table; one that is being torn down is still there. */
  exists(pid: number): boolean;
  /** Command line, environment and listening addresses of a living process. */
  describe(pid: number): { commandLine: string; environment: string; listensOn: string[] };
}

export interface ConformanceOptions {
  title: string;
  /** What `/config` of the cluster must say. */
  flinkVersion: string;
  open(dataDir: string): ConformanceSubject;
}

const pollMs = 100;

export function managedDriverConformance(options: ConformanceOptions): void {
  describe(`${options.title}: a managed cluster`, () => {
    let dataDir: string;
    let subject: ConformanceSubject;
    const seenPids = new Set<number>();

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'liusu-conformance-'));
      subject = options.open(dataDir);
    });
    afterAll(async () => {
      await subject.gateway.stop();
      await subject.driver.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    it('starts, and its REST endpoint tells the engine version', async () => {
      await Promise.all([subject.driver.start(), subject.gateway.start()]);
      const config = await until(() => getJson(`${subject.driver.endpoint()?.url}/config`), 90_000);
      expect(config).toMatchObject({ 'flink-version': options.flinkVersion });
      await until(() => taskManagerCount(subject), 60_000);
      expect(subject.driver.capabilities.managed).toBe(true);
    });

    it('has a gateway that answers a query', async () => {
      const url = await until(() => Promise.resolve(subject.gateway.url()), 90_000);
      const rows = await selectOne(url, subject.driver.endpoint()?.url ?? '');
      expect(rows).toEqual([1]);
      notePids();
    });

    it('listens on the loopback interface alone and inherits nothing of our environment', () => {
      for (const { pid } of processes()) {
        const seen = subject.describe(pid ?? 0);
        expect(seen.commandLine).toContain('-Dliusu.instance=');
        expect(seen.environment).not.toContain('VITEST');
        expect(seen.listensOn.filter((address) => address !== '127.0.0.1')).toEqual([]);
      }
    });

    it('repairs a killed gateway, under a new mark', async () => {
      const before = subject.gateway.incarnation();
      await kill('gateway');
      const url = await until(
        () => Promise.resolve(subject.gateway.incarnation() === before ? undefined : subject.gateway.url()),
        90_000,
      );
      expect(await getJson(`${url}/info`)).toMatchObject({ version: expect.stringContaining('.') as string });
      notePids();
    });

    it('brings a killed TaskManager back to the same JobManager', async () => {
      const before = subject.driver.incarnation();
      const registered = await taskManagerIds(subject);
      const killed = await kill('taskmanager');
      await until(() => Promise.resolve(pidOf('taskmanager') !== killed ? pidOf('taskmanager') : undefined), 30_000);
      await until(async () => (await taskManagerIds(subject)).find((id) => !registered.includes(id)), 60_000);
      expect(subject.driver.incarnation()).toBe(before);
      notePids();
    });

    it('replaces a killed JobManager only after its TaskManagers are gone', async () => {
      const before = subject.driver.incarnation() ?? '';
      const taskManager = pidOf('taskmanager') ?? 0;
      await kill('jobmanager');
      await subject.driver.fenceOff(before);
      expect(subject.exists(taskManager)).toBe(false);
      await until(() => getJson(`${subject.driver.endpoint()?.url}/config`), 90_000);
      expect(subject.driver.incarnation()).not.toBe(before);
      await until(() => taskManagerCount(subject), 60_000);
      notePids();
    });

    it('adopts what a dropped driver left running', async () => {
      const before = processes().map((process) => process.pid);
      const marks = [subject.driver.incarnation(), subject.gateway.incarnation()];
      await subject.abandon();
      subject = options.open(dataDir);
      await Promise.all([subject.driver.start(), subject.gateway.start()]);
      expect(processes().map((process) => process.pid)).toEqual(before);
      expect([subject.driver.incarnation(), subject.gateway.incarnation()]).toEqual(marks);
      await until(() => taskManagerCount(subject), 10_000);
    });

    it('replaces a JobManager killed while nobody watched, with its TaskManagers', async () => {
      const left = processes().map((process) => process.pid ?? 0);
      const before = subject.driver.incarnation();
      const jobManager = pidOf('jobmanager') ?? 0;
      await subject.abandon();
      process.kill(jobManager, 'SIGKILL');
      await untilGone(jobManager);
      subject = options.open(dataDir);
      await Promise.all([subject.driver.start(), subject.gateway.start()]);
      expect(subject.driver.incarnation()).not.toBe(before);
      expect(left).not.toContain(pidOf('taskmanager'));
      await until(() => taskManagerCount(subject), 90_000);
      notePids();
    });

    it('leaves no process and no port when stopped, and may be started again', async () => {
      const ports = [subject.driver.endpoint()?.url ?? '', subject.gateway.url() ?? ''].map((url) =>
        Number(new URL(url).port),
      );
      await subject.gateway.stop();
      await subject.driver.stop();
      for (const pid of seenPids) expect(subject.exists(pid)).toBe(false);
      for (const port of ports) expect(await accepts(port)).toBe(false);
      await subject.driver.start();
      await until(() => getJson(`${subject.driver.endpoint()?.url}/config`), 90_000);
      notePids();
      await subject.driver.stop();
      for (const pid of seenPids) expect(subject.exists(pid)).toBe(false);
      expect(existsSync(join(dataDir, 'run', 'jobmanager.json'))).toBe(false);
    });

    function processes() {
      return [...subject.driver.processes(), ...subject.gateway.processes()];
    }

    function pidOf(role: string): number | undefined {
      return processes().find((process) => process.role === role)?.pid ?? undefined;
    }

    function notePids(): void {
      for (const { pid } of processes()) if (pid !== null) seenPids.add(pid);
    }

    /** Returns when the process is gone: a large one is torn down for a while after the signal, and lives until then. */
    async function kill(role: string): Promise<number> {
      const pid = await until(() => Promise.resolve(pidOf(role)), 10_000);
      process.kill(pid, 'SIGKILL');
      await untilGone(pid);
      return pid;
    }

    async function untilGone(pid: number): Promise<void> {
      await until(() => Promise.resolve(!subject.exists(pid) || undefined), 10_000);
    }
  });
}

/** Polls until `look` gives something; a throw counts as nothing yet. */
async function until<T>(look: () => Promise<T | undefined>, timeoutMs: number): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    const found = await look().catch((error: unknown) => {
      lastError = error;
      return undefined;
    });
    if (found !== undefined && found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`nothing within ${timeoutMs} ms`, { cause: lastError });
}

/** Registered TaskManagers of the cluster; undefined while there is none. */
async function taskManagerCount(subject: ConformanceSubject): Promise<number | undefined> {
  const overview = await getJson(`${subject.driver.endpoint()?.url}/overview`);
  return Number(overview['taskmanagers']) > 0 ? Number(overview['taskmanagers']) : undefined;
}

async function taskManagerIds(subject: ConformanceSubject): Promise<string[]> {
  const answer = await getJson(`${subject.driver.endpoint()?.url}/taskmanagers`);
  return (answer['taskmanagers'] as { id: string }[]).map((taskManager) => taskManager.id);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

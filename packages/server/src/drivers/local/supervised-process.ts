/**
 * One process of the local engine: adopted or started, watched, ended. It decides nothing: its owner's loop asks `observe` and
 * calls `launch` when `mayLaunch`. No signal is sent before pid and start time are found to be those noted.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import type { ProcessInfo } from '@liusu/contract/cluster';

import { type Clock, isoOf } from '../../lib/clock.ts';
import { LiusuError } from '../../lib/errors.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import type { Log } from '../../lib/log.ts';
import { isAlive, markOf, type ProcessIdentity, type ProcessTable } from '../../lib/process-identity.ts';
import { words } from '../../lib/words.ts';
import { type BackoffState, backOff } from './backoff.ts';
import type { LocalFolders } from './local-folders.ts';
import { readRunRecord, removeRunRecord, type RunRecord, writeRunRecord } from './run-record.ts';
import { spawnDetached } from './spawn.ts';

export interface ProcessSurroundings {
  folders: LocalFolders;
  /** See `instanceMark`. */
  mark: string;
  table: ProcessTable;
  clock: Clock;
  log: Log;
}

export interface LaunchPlan {
  command: string;
  args: string[];
  env: Record<string, string>;
  ports: Record<string, number>;
  clusterIncarnation: string | null;
}

const pollMs = 50;
const maxOutBytes = 20 * 1024 * 1024;

export class SupervisedProcess {
  readonly name: string;
  readonly role: RunRecord['role'];
  readonly #around: ProcessSurroundings;
  readonly #onExit: () => void;
  #record: RunRecord | undefined;
  #alive = false;
  #isAnswering = false;
  #reason: string | null = null;
  #exitText: string | undefined;
  #backoff: BackoffState = { failures: 0 };
  #notBeforeMs = 0;

  /** `onExit`: called soon after a process started by us has ended (an adopted one is only noticed by `observe`). */
  constructor(name: string, role: RunRecord['role'], around: ProcessSurroundings, onExit: () => void) {
    this.name = name;
    this.role = role;
    this.#around = around;
    this.#onExit = onExit;
    this.#record = readRunRecord(around.folders.run, name);
  }

  /** Takes over the process noted by an earlier life, if it still runs, and ends marked ones of this name that nobody noted. */
  async adopt(): Promise<void> {
    this.#alive = this.#record !== undefined && isAlive(this.#around.table, this.#record);
    const { table, mark, log } = this.#around;
    if (this.#alive) log.info({ process: this.name, pid: this.#record?.pid }, 'process adopted');
    for (const pid of table.findByCommandLine(mark)) {
      const words = table.commandLine(pid)?.split(' ') ?? [];
      const identity = table.identify(pid);
      if (identity === undefined || (this.#alive && pid === this.#record?.pid)) continue;
      if (!words.includes(mark) || !words.includes(`-Dliusu.process=${this.name}`)) continue;
      log.warn({ process: this.name, pid }, 'ending a process that was started but never noted');
      await this.#endIdentity(identity, 0);
    }
  }

  /** Looks whether it lives; notes an end and when the next start may be. */
  observe(): boolean {
    if (!this.#alive || this.#record === undefined) return false;
    if (isAlive(this.#around.table, this.#record)) return true;
    const nowMs = this.#around.clock.nowMs();
    const { state, delayMs } = backOff(this.#backoff, nowMs - this.#record.startedAtMs);
    this.#backoff = state;
    this.#notBeforeMs = nowMs + delayMs;
    this.#alive = false;
    this.#isAnswering = false;
    this.#reason = this.#exitText ?? 'it was found gone';
    const details = { process: this.name, pid: this.#record.pid, reason: this.#reason, delayMs };
    this.#around.log.warn(details, 'process ended, to be started again');
    return false;
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** Ends in a row without a while of good running between them. */
  get failures(): number {
    return this.#alive ? 0 : this.#backoff.failures;
  }

  mayLaunch(): boolean {
    return !this.#alive && this.#around.clock.nowMs() >= this.#notBeforeMs;
  }

  /** Starts it and notes it. The scratch folder is emptied before: what an earlier process left there is of no use. */
  launch(plan: LaunchPlan): void {
    const { folders, table, clock, log } = this.#around;
    rmSync(this.tmpDir, { recursive: true, force: true });
    mkdirSync(this.tmpDir, { recursive: true, mode: 0o700 });
    this.#exitText = undefined;
    const { command, args, env } = plan;
    const restarts = this.#record === undefined ? 0 : this.#record.restarts + 1;
    const pid = spawnDetached({ command, args, env, cwd: this.tmpDir, outFile: this.outFile }, (reason) => {
      this.#exitText = reason;
      this.#onExit();
    });
    // A child that ended at once is a zombie and has no identity: an impossible start time makes `observe` find it gone.
    const identity = table.identify(pid) ?? { pid, startTime: 'ended at once', bootId: '' };
    const argsDigest = createHash('sha256')
      .update([command, ...args].join('\0'))
      .digest('hex');
    const { ports, clusterIncarnation } = plan;
    const about = { name: this.name, role: this.role, startedAtMs: clock.nowMs(), argsDigest, restarts };
    this.#record = { ...about, ...identity, ports, clusterIncarnation };
    writeRunRecord(folders.run, this.#record);
    this.#alive = true;
    this.#isAnswering = this.role === 'taskmanager';
    log.info({ process: this.name, pid, restarts }, 'process started');
  }

  /** Ends it: SIGTERM, after `graceMs` SIGKILL; returns when it is gone. Does not count as a failure. */
  async end(graceMs: number): Promise<void> {
    const record = this.#record;
    if (record !== undefined && isAlive(this.#around.table, record))
      await keepingAlive(() => this.#endIdentity(record, graceMs));
    this.#alive = false;
    this.#isAnswering = false;
  }

  /** After a deliberate end: forgets the process, its failures and its scratch files. */
  forget(): void {
    removeRunRecord(this.#around.folders.run, this.name);
    rmSync(this.tmpDir, { recursive: true, force: true });
    this.#record = undefined;
    this.#reason = null;
    this.#backoff = { failures: 0 };
    this.#notBeforeMs = 0;
  }

  /** Mark of the living process; undefined when it does not run. */
  incarnation(): string | undefined {
    return this.#alive && this.#record !== undefined ? markOf(this.#record) : undefined;
  }

  /** What was noted of the living process. */
  get record(): RunRecord | undefined {
    return this.#alive ? this.#record : undefined;
  }

  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** What the last look at its REST endpoint said; `reason` when it has been silent for too long. */
  noteAnswer(isAnswering: boolean, reason: string | null): void {
    if (isAnswering) {
      this.#isAnswering = true;
      this.#reason = null;
    } else if (reason !== null) this.#reason = reason;
  }

  get tmpDir(): string {
    return join(this.#around.folders.tmp, this.name);
  }

  get confDir(): string {
    return join(this.#around.folders.conf, this.name);
  }

  get logFile(): string {
    return join(this.#around.folders.logs, `${this.name}.log`);
  }

  get outFile(): string {
    return join(this.#around.folders.logs, `${this.name}.out`);
  }

  /** Keeps what was printed bounded. The writer appends, so cutting the file under it is safe. */
  rotateOutput(): void {
    if (!existsSync(this.outFile) || statSync(this.outFile).size <= maxOutBytes) return;
    copyFileSync(this.outFile, `${this.outFile}.1`);
    truncateSync(this.outFile);
  }

  info(): ProcessInfo {
    const record = this.record;
    const isBackingOff = record === undefined && this.#backoff.failures > 0;
    return {
      name: this.name,
      role: this.role,
      pid: record?.pid ?? null,
      state:
        record !== undefined ? (this.#isAnswering ? 'running' : 'starting') : isBackingOff ? 'backing-off' : 'stopped',
      startedAt: record === undefined ? null : isoOf(record.startedAtMs),
      restarts: this.#record?.restarts ?? 0,
      rssBytes: record === undefined ? null : (this.#around.table.rssBytes(record.pid) ?? null),
      reason: this.#reason,
    };
  }

  async #endIdentity(identity: ProcessIdentity, graceMs: number): Promise<void> {
    const { table, clock } = this.#around;
    const killAtMs = clock.nowMs() + graceMs;
    const giveUpAtMs = killAtMs + 20_000;
    if (graceMs > 0) send(identity.pid, 'SIGTERM');
    for (let isKilled = false; isAlive(table, identity); await clock.sleep(pollMs)) {
      const nowMs = clock.nowMs();
      if (!isKilled && nowMs >= killAtMs) {
        send(identity.pid, 'SIGKILL');
        isKilled = true;
      }
      if (nowMs >= giveUpAtMs)
        throw new LiusuError(
          'PROCESS_FAILED',
          words(`${this.name}（pid ${identity.pid}）没有结束`, `${this.name} (pid ${identity.pid}) does not end`),
          {
            params: { log: this.logFile },
          },
        );
    }
  }
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The only place where the server starts programs: argument arrays, no shell, a minimal environment. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import { LiusuError } from '../../lib/errors.ts';
import { words } from '../../lib/words.ts';

export interface SpawnSpec {
  command: string;
  args: string[];
  /** The whole environment: nothing of ours is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Standard output and error are appended here. */
  outFile: string;
}

/**
 * Starts a program in a session of its own, so that it outlives us and a signal to our group does not reach it. `onExit` is
 * called once, with a text for people. Throws PROCESS_FAILED when it cannot be started at all.
 */
export function spawnDetached(spec: SpawnSpec, onExit: (reason: string) => void): number {
  const out = openSync(spec.outFile, 'a', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', out, out],
    });
    child.on('error', (error) => onExit(error.message));
    child.on('exit', (code, signal) => onExit(signal === null ? `exit code ${code}` : `ended by ${signal}`));
    child.unref();
    if (child.pid === undefined)
      throw new LiusuError(
        'PROCESS_FAILED',
        words(`无法启动 ${spec.command}`, `${spec.command} could not be started`),
        { params: { log: spec.outFile } },
      );
    return child.pid;
  } finally {
    closeSync(out);
  }
}

/** Runs a program to its end, for a time. `code` is null when it could not be started (`notStarted`: the system's code) or was ended. */
export function runCommand(
  command: string,
  args: string[],
  timeoutMs = 20_000,
): Promise<{ code: number | null; stdout: string; stderr: string; notStarted?: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: timeoutMs, env: { LC_ALL: 'C' } }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      const { syscall, code: why } = (error ?? {}) as NodeJS.ErrnoException;
      const isStarted = typeof why !== 'string' || syscall?.startsWith('spawn') !== true;
      resolve({ code, stdout, stderr, ...(isStarted ? {} : { notStarted: why }) });
    });
  });
}

/** Output of a short command such as `ps`; undefined when it fails. */
export function runForOutput(command: string, args: string[]): string | undefined {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 5000,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
  });
  return result.status === 0 ? result.stdout : undefined;
}

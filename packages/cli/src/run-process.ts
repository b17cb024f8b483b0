/** The one place where the command line starts programs: always a file with a list of arguments, never a shell line. */
import { spawn, spawnSync, type StdioOptions } from 'node:child_process';

import { createProcessTable, type ProcessTable } from '@liusu/server/src/lib/process-identity.ts';

/** A program that is only asked something and does not answer is none. */
const probeTimeoutMs = 10_000;

/** Runs a program to its end and returns what it wrote; undefined when it cannot run or fails. */
export function runForOutput(
  command: string,
  args: string[],
  stream: 'stdout' | 'stderr' = 'stdout',
): string | undefined {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: probeTimeoutMs,
    killSignal: 'SIGKILL',
  });
  return result.status === 0 ? result[stream] : undefined;
}

export const processTable: ProcessTable = createProcessTable((command, args) => runForOutput(command, args));

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Receives each line of output; without it the output goes to standard error. */
  onLine?: (line: string) => void;
  /** `onLine` receives standard output alone; standard error goes to ours. */
  errorsApart?: boolean;
}

export interface RunResult {
  /** Exit code; null when a signal ended it or it could not start. */
  code: number | null;
  /** Why it could not start. */
  failure: string | undefined;
}

/** Runs a program to its end. Ctrl-C reaches it by itself: it is in the same process group. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const stdio: StdioOptions =
    options.onLine === undefined ? ['ignore', 2, 2] : ['ignore', 'pipe', options.errorsApart === true ? 2 : 'pipe'];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    let rest = '';
    const onData = (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.on('error', (error) => resolve({ code: null, failure: error.message }));
    child.on('close', (code) => {
      if (rest !== '') options.onLine?.(rest);
      resolve({ code, failure: undefined });
    });
  });
}

/** Starts a program that outlives this one, with its output in the open file `log`. Returns its pid. */
export function startDetached(command: string, args: string[], env: NodeJS.ProcessEnv, log: number): number {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], cwd: '/', env });
  child.on('error', () => {
    // Without a pid the caller reports it; the event must not end this process.
  });
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return child.pid;
}

/** Runs a program of a test to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramRun {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
  /** Default one minute. */
  timeoutMs?: number;
}

/** What it printed. Throws with its words when it ends with anything but 0. */
export async function runProgram(run: ProgramRun): Promise<string> {
  const child = spawn(run.command, run.args, {
    env: run.env ?? { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    stdio: 'pipe',
    timeout: run.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-10_000)));
  // A program that ends before it has read everything says so by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(run.input ?? '');
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) {
    throw new Error(`${run.command} ${run.args.join(' ')} ended with ${code ?? signal}:\n${errors}${output}`);
  }
  return output;
}

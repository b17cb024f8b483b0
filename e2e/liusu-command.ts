/** Running the command line as a user does: the launcher, a data folder of its own, the shared cache. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiusuClient } from '@liusu/contract/client';

export const repositoryRoot = join(import.meta.dirname, '..');

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  dataDir: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Program and arguments put before the launcher, such as one that opens a network namespace. */
  wrapper?: string[];
  launcher?: string;
}

/** Runs `liusu` with arguments to its end. */
export function liusu(args: string[], options: CommandOptions): Promise<CommandResult> {
  const words = [...(options.wrapper ?? []), options.launcher ?? join(repositoryRoot, 'liusu'), ...args];
  const [command = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: options.cwd ?? tmpdir(),
      env: { ...process.env, LIUSU_DATA: options.dataDir, LIUSU_LANG: 'en', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const result: CommandResult = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
  });
}

/** Runs `liusu … -o json` and returns what it printed; throws with both outputs when it fails. */
export async function liusuJson<T>(args: string[], options: CommandOptions): Promise<T> {
  const result = await liusu([...args, '-o', 'json'], options);
  if (result.code !== 0)
    throw new Error(`liusu ${args.join(' ')} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}

export interface UpAnswer {
  consoleUrl: string;
  apiUrl: string;
  user: string;
  password?: string;
  dataDir: string;
  engine: string;
  jobs: { id: string; name: string; phase: string; flinkJobId: string | null }[];
  stages: { name: string; ms: number }[];
}

export interface StatusAnswer {
  platform: { running: boolean; health: string };
  jobs: UpAnswer['jobs'];
  processes: { name: string; role: string; pid: number; rssBytes: number | null }[];
}

/** A temporary folder for one test file. */
export function makeTemporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `liusu-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Client with the token of the command line of this data folder. */
export async function clientOf(answer: Pick<UpAnswer, 'consoleUrl' | 'dataDir'>): Promise<LiusuClient> {
  const { readFile } = await import('node:fs/promises');
  const token = (await readFile(join(answer.dataDir, 'secrets', 'cli-token'), 'utf8')).trim();
  return new LiusuClient({ baseUrl: answer.consoleUrl, token });
}

/** Looks every quarter second until `look` gives something. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 120_000,
): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadlineMs)
      throw new Error(`${what} did not come within ${timeoutMs / 1000} s`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** True while a process of this number is there and no zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  const { createProcessTable } = await import('@liusu/server/src/lib/process-identity.ts');
  return createProcessTable().identify(pid) !== undefined;
}

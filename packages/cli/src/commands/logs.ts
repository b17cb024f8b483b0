/** `liusu logs [name] [-f]`: straight from the data folder, so that it also works when nothing runs. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { bytesText } from '../units.ts';

export interface LogsOptions {
  follow?: boolean;
  lines: number;
}

const readBlockBytes = 64 * 1024;

export async function logs(context: CommandContext, name: string | undefined, options: LogsOptions): Promise<void> {
  const files = logFiles(dataFolderAt(context.dataDir).logs);
  if (name === undefined) {
    printResult(context, files, () => files.map((file) => `${file.name.padEnd(24)} ${bytesText(file.bytes)}`));
    return;
  }
  const file = files.find((item) => item.name === name) ?? files.find((item) => item.name.startsWith(name));
  if (file === undefined)
    throw new LiusuError(
      'NOT_FOUND',
      text(
        `没有日志 ${name}；现有：${files.map((item) => item.name).join('、') || '无'}`,
        `there is no log ${name}; there are: ${files.map((item) => item.name).join(', ') || 'none'}`,
      ),
    );
  const end = lastLines(file.path, options.lines);
  printResult(context, { name: file.name, path: file.path, text: end }, () => (end === '' ? [] : [end]));
  if (options.follow === true) await follow(file.path);
}

interface LogFile {
  name: string;
  path: string;
  bytes: number;
}

/** Logs now being written, without the rotated ones; newest first where several have the same beginning. */
function logFiles(folder: string): LogFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /\.(log|out)$/.test(name))
    .map((name) => {
      const path = join(folder, name);
      const stat = statSync(path);
      return { name: name.replace(/\.log$/, ''), path, bytes: stat.size, changedMs: stat.mtimeMs };
    })
    .sort((a, b) => b.changedMs - a.changedMs)
    .map(({ name, path, bytes }) => ({ name, path, bytes }));
}

/** The last `count` lines of a file of any size, without a final line break. */
export function lastLines(path: string, count: number): string {
  const file = openSync(path, 'r');
  try {
    let position = statSync(path).size;
    let tail = Buffer.alloc(0);
    while (position > 0 && tail.toString('latin1').split('\n').length <= count + 1) {
      const length = Math.min(readBlockBytes, position);
      position -= length;
      const block = Buffer.alloc(length);
      readSync(file, block, 0, length, position);
      tail = Buffer.concat([block, tail]);
    }
    return tail.toString('utf8').replace(/\n$/, '').split('\n').slice(-count).join('\n');
  } finally {
    closeSync(file);
  }
}

/** Prints what is added until the process is interrupted. A file that shrank was rotated: read from its start. */
async function follow(path: string): Promise<never> {
  let position = statSync(path).size;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < position) position = 0;
    if (size === position) continue;
    const file = openSync(path, 'r');
    try {
      const block = Buffer.alloc(size - position);
      const read = readSync(file, block, 0, block.length, position);
      process.stdout.write(block.subarray(0, read));
      position += read;
    } finally {
      closeSync(file);
    }
  }
}

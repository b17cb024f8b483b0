/** The end of a log file, without reading the rest. */
import { open } from 'node:fs/promises';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { LogTail } from '@liusu/contract/job';

import { redactText } from '../lib/redact.ts';

const maxTailBytes = 2 * 1024 * 1024;

/** The newest log of a process in the folder; undefined when it has written none. */
export function findLog(folder: string, name: string): string | undefined {
  return readdirSync(folder)
    .filter((file) => file.startsWith(name) && file.endsWith('.log'))
    .map((file) => join(folder, file))
    .sort((left, right) => statSync(left).mtimeMs - statSync(right).mtimeMs)
    .at(-1);
}

/** The last `lines` lines of a file, secrets removed; empty when there is no file. */
export async function readTail(source: string, path: string | undefined, lines: number): Promise<LogTail> {
  if (path === undefined) return { source, text: '', truncated: false };
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - maxTailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const all = buffer.subarray(0, bytesRead).toString('utf8').replace(/\n$/, '').split('\n');
    // The first line of a part is cut at its front.
    const whole = from > 0 ? all.slice(1) : all;
    const kept = whole.slice(-lines);
    return { source, text: redactText(kept.join('\n')), truncated: from > 0 || kept.length < whole.length };
  } finally {
    await file.close();
  }
}

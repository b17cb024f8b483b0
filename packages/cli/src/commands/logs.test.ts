import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lastLines } from './logs.ts';

describe('lastLines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liusu-logs-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads back over several blocks, keeping characters whole', () => {
    const path = join(folder, 'a.log');
    const lines = Array.from({ length: 20_000 }, (_, index) => `第 ${index} 行`);
    writeFileSync(path, `${lines.join('\n')}\n`);

    expect(lastLines(path, 15_000)).toBe(lines.slice(-15_000).join('\n'));
  });

  it('gives all of a short file, and nothing of an empty one', () => {
    const path = join(folder, 'a.log');
    writeFileSync(path, 'one\ntwo');
    expect(lastLines(path, 10)).toBe('one\ntwo');
    writeFileSync(path, '');
    expect(lastLines(path, 10)).toBe('');
  });
});

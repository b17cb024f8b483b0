import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { checkMachine, portCheck, refuseIfFailed } from './machine-checks.ts';

describe('machine checks', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liusu-machine-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds a port that is taken, and the same port free afterwards', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;

    const taken = await portCheck('127.0.0.1', port);
    await new Promise((resolve) => holder.close(resolve));
    const free = await portCheck('127.0.0.1', port);

    expect(taken.code).toBe('PORT_TAKEN');
    expect(free.ok).toBe(true);
  });

  it('refuses a data folder below a file, naming it', async () => {
    const dataDir = join('/proc/self/status', 'data');
    const questions = { dataDir, cacheDir: folder, port: undefined, host: '127.0.0.1', engineCached: true };

    const checks = await checkMachine(questions);

    const code = checks.find((check) => check.name === 'data-folder')?.code;
    expect(code).toBe('FOLDER_NOT_WRITABLE');
    expect(() => refuseIfFailed(checks)).toThrow(dataDir);
  });

  it('leaves no folder behind by looking', async () => {
    const dataDir = join(folder, 'never', 'made');

    await checkMachine({ dataDir, cacheDir: folder, port: undefined, host: '127.0.0.1', engineCached: true });

    const { existsSync } = await import('node:fs');
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

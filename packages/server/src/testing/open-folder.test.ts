import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { firstReachable } from './open-folder.ts';

it('passes over folders that are not there, or lie below one of a single user', () => {
  const root = mkdtempSync(join(tmpdir(), 'liusu-open-'));
  try {
    const below = join(root, 'tmp');
    mkdirSync(below);
    chmodSync(below, 0o755);
    chmodSync(root, 0o700);
    expect(firstReachable([join(root, 'none'), below, '/usr'])).toBe('/usr');
    expect(firstReachable([below])).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

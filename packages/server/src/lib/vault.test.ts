import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { hasCode } from './errors.ts';
import { createVault, loadMasterKey, parseMasterKey } from './vault.ts';

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a sealed secret opens with the same key and context only', () => {
  const vault = createVault(randomBytes(32));
  const sealed = vault.seal('p4ss 密码', 'cluster:clu_1');

  expect(sealed).not.toContain('p4ss');
  expect(vault.open(sealed, 'cluster:clu_1')).toBe('p4ss 密码');
  expect(
    hasCode(
      failureOf(() => vault.open(sealed, 'cluster:clu_2')),
      'INTERNAL',
    ),
  ).toBe(true);
  expect(
    hasCode(
      failureOf(() => createVault(randomBytes(32)).open(sealed, 'cluster:clu_1')),
      'INTERNAL',
    ),
  ).toBe(true);
});

test('a changed secret does not open', () => {
  const vault = createVault(randomBytes(32));
  const sealed = vault.seal('secret', 'a');
  const other = sealed.at(-3) === 'A' ? 'B' : 'A';

  expect(
    hasCode(
      failureOf(() => vault.open(sealed.slice(0, -3) + other + sealed.slice(-2), 'a')),
      'INTERNAL',
    ),
  ).toBe(true);
});

test('two seals of one text differ', () => {
  const vault = createVault(randomBytes(32));

  expect(vault.seal('x', 'a')).not.toBe(vault.seal('x', 'a'));
});

test('the master key is made once, readable by its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liusu-vault-'));
  try {
    const first = loadMasterKey(folder);

    expect(loadMasterKey(folder)).toEqual(first);
    expect(statSync(join(folder, 'master-key')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a master key of another length is refused', () => {
  expect(
    hasCode(
      failureOf(() => parseMasterKey('abcd')),
      'INVALID_INPUT',
    ),
  ).toBe(true);
  expect(parseMasterKey('00'.repeat(32))).toHaveLength(32);
});

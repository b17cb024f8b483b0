import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { readConfig } from './config.ts';
import { LiusuError } from './lib/errors.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liusu-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('defaults: loopback, a free port, every module on', () => {
  const config = readConfig({ LIUSU_DATA: folder });

  expect(config).toMatchObject({ dataDir: folder, host: '127.0.0.1', port: 0, engine: undefined, sqlPaths: [] });
  expect(config.localEngine).toBe(true);
  expect(config.modules.size).toBe(7);
});

test('the file turns modules off; the environment has the last word', () => {
  writeFileSync(join(folder, 'config.json'), '{"modules": {"knowledge": false}, "sqlPaths": ["/srv/in"]}');

  expect(readConfig({ LIUSU_DATA: folder }).modules.has('knowledge')).toBe(false);
  expect(readConfig({ LIUSU_DATA: folder, LIUSU_SQL_PATHS: '/a:/b' }).sqlPaths).toEqual(['/a', '/b', '/srv/in']);
  expect([...readConfig({ LIUSU_DATA: folder, LIUSU_MODULES: 'overview, system' }).modules]).toEqual([
    'overview',
    'system',
  ]);
});

test('the address of a database is checked, and never told in a problem', () => {
  expect(readConfig({ LIUSU_DATA: folder, LIUSU_DATABASE_URL: 'postgres://u:p@db:5432/liusu' }).databaseUrl).toBe(
    'postgres://u:p@db:5432/liusu',
  );
  const read = () => readConfig({ LIUSU_DATA: folder, LIUSU_DATABASE_URL: 'mysql://u:geheim@db/liusu' });
  expect(read).toThrow('LIUSU_DATABASE_URL');
  expect(read).not.toThrow('geheim');
});

test('all problems are told at once', () => {
  writeFileSync(join(folder, 'config.json'), '{"modules": {"nonsense": false}}');

  let failure: unknown;
  try {
    readConfig({ LIUSU_DATA: folder, LIUSU_PORT: 'abc', LIUSU_MAVEN_URL: 'ftp://x', LIUSU_MASTER_KEY: 'short' });
  } catch (error) {
    failure = error;
  }

  expect(failure).toBeInstanceOf(LiusuError);
  const paths = (failure as LiusuError).details.fields?.map((field) => field.path) ?? [];
  expect(paths).toEqual(expect.arrayContaining(['LIUSU_PORT', 'LIUSU_MAVEN_URL', 'LIUSU_MASTER_KEY']));
  expect(paths.some((path) => path.includes('config.json'))).toBe(true);
  expect((failure as LiusuError).zh).toMatch(/^配置不正确：.*LIUSU_MASTER_KEY：主密钥应为 32 字节/);
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { placePlugins } from './file-systems.ts';

let root: string;
let distribution: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liusu-plugins-'));
  distribution = join(root, 'plugins');
  folder = join(root, 'data', 'plugins');
  mkdirSync(join(distribution, 'metrics'), { recursive: true });
  writeFileSync(join(distribution, 'metrics', 'm.jar'), 'metrics');
});
afterEach(() => rmSync(root, { recursive: true }));

function jar(name: string): string {
  const path = join(root, name);
  writeFileSync(path, name);
  return path;
}

it('uses the folder of the distribution where nothing is added', () => {
  expect(placePlugins(distribution, folder, [])).toBe(distribution);
  expect(existsSync(folder)).toBe(false);
});

it('puts a file system beside the plug-ins of the distribution, and a newer one in its place', () => {
  placePlugins(distribution, folder, [{ name: 's3', jars: [jar('s3-1.jar')] }]);
  expect(placePlugins(distribution, folder, [{ name: 's3', jars: [jar('s3-2.jar')] }])).toBe(folder);

  expect(readdirSync(folder).sort()).toEqual(['metrics', 's3']);
  expect(readFileSync(join(folder, 'metrics', 'm.jar'), 'utf8')).toBe('metrics');
  expect(readdirSync(join(folder, 's3'))).toEqual(['s3-2.jar']);
  expect(readFileSync(join(folder, 's3', 's3-2.jar'), 'utf8')).toBe('s3-2.jar');
});

it('takes away what is not wanted any more', () => {
  placePlugins(distribution, folder, [{ name: 'old', jars: [jar('old.jar')] }]);
  placePlugins(distribution, folder, [{ name: 's3', jars: [jar('s3.jar')] }]);

  expect(readdirSync(folder).sort()).toEqual(['metrics', 's3']);
});

it('leaves a file system alone that the distribution has itself', () => {
  mkdirSync(join(distribution, 's3'));
  expect(placePlugins(distribution, folder, [{ name: 's3', jars: [jar('s3.jar')] }])).toBe(distribution);
});

/** State files in real folders, with the bytes Flink 1.20 (format 4) and 2.2 (format 6) begin `_metadata` with. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { liesBelow, localPathOf, localStateFiles, sameLocation, unseenStateFiles } from './state-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liusu-state-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, bytes: string): void {
  mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, path, '_metadata'), Buffer.from(bytes.replaceAll(' ', ''), 'hex'));
}
const sound = (format: number, id: number) =>
  `4960672d 0000000${format} ${id.toString(16).padStart(16, '0')} 00000000 00000001`;

describe('a folder of state', () => {
  it('is verified by its first bytes, which hold the checkpoint id', async () => {
    put('chk-13', sound(4, 13));
    put('big', sound(6, 0x1_0000_0001));
    expect(await localStateFiles.inspect(`file:${root}/chk-13`)).toEqual({ kind: 'verified', checkpointId: 13 });
    expect(await localStateFiles.inspect(`file://${root}/big/`)).toEqual({
      kind: 'verified',
      checkpointId: 0x1_0000_0001,
    });
  });

  it('is absent without _metadata, damaged with another or a short one, and unseen elsewhere', async () => {
    mkdirSync(join(root, 'unfinished'));
    put('foreign', 'cafebabe 00000006 0000000000000001');
    put('short', '4960672d 0000');
    put('empty', '');
    expect(await localStateFiles.inspect(`file://${root}/unfinished`)).toEqual({ kind: 'absent' });
    expect(await localStateFiles.inspect(`file://${root}/nowhere`)).toEqual({ kind: 'absent' });
    for (const name of ['foreign', 'short', 'empty']) {
      expect(await localStateFiles.inspect(`file://${root}/${name}`)).toMatchObject({ kind: 'damaged' });
    }
    expect(await localStateFiles.inspect('s3://bucket/chk-1')).toEqual({ kind: 'unseen' });
    expect(await unseenStateFiles.inspect(`file://${root}/foreign`)).toEqual({ kind: 'unseen' });
  });

  it('lists completed checkpoints by number, passing over one that was never finished', async () => {
    put('job/chk-9', sound(6, 9));
    put('job/chk-10', sound(6, 10));
    put('job/chk-11', 'ff');
    mkdirSync(join(root, 'job/chk-12'));
    mkdirSync(join(root, 'job/shared'));
    const found = await localStateFiles.listCheckpoints(`file://${root}/job`);
    expect(found?.map(({ number, verdict }) => [number, verdict.kind])).toEqual([
      [9, 'verified'],
      [10, 'verified'],
      [11, 'damaged'],
    ]);
    expect(await localStateFiles.listCheckpoints(`file://${root}/never-made`)).toEqual([]);
    expect(await localStateFiles.listCheckpoints('hdfs://host/job')).toBeUndefined();
  });

  it('finds the savepoint in the folder of its operation, not one that was begun only', async () => {
    mkdirSync(join(root, 'sp/savepoint-abc-1'), { recursive: true });
    expect(await localStateFiles.findSavepoint(`file://${root}/sp`)).toBeUndefined();
    put('sp/savepoint-abc-2', sound(6, 4));
    expect(await localStateFiles.findSavepoint(`file://${root}/sp`)).toEqual({
      path: `file://${root}/sp/savepoint-abc-2`,
      verdict: { kind: 'verified', checkpointId: 4 },
    });
    expect(await localStateFiles.findSavepoint('s3://bucket/sp')).toBe('unseen');
  });

  it('is measured and removed; what cannot be seen is neither', async () => {
    put('job/chk-1', sound(6, 1));
    writeFileSync(join(root, 'job/chk-1/part'), '0123456789');
    expect(await localStateFiles.sizeOf(`file://${root}/job`)).toEqual({
      files: 2,
      folders: 1,
      checkpoints: 1,
      bytes: 34,
    });
    expect(await localStateFiles.remove(`file://${root}/job`)).toBe(true);
    expect(await localStateFiles.inspect(`file://${root}/job/chk-1`)).toEqual({ kind: 'absent' });
    expect(await localStateFiles.remove('s3://bucket/job')).toBe(false);
    expect(await localStateFiles.sizeOf('s3://bucket/job')).toBeNull();
  });
});

describe('places', () => {
  it('are the same however many slashes Flink writes', () => {
    expect(sameLocation('file:/a/chk-1', 'file:///a/chk-1')).toBe(true);
    expect(sameLocation('file:///a/chk-1/', 'file:/a/chk-1')).toBe(true);
    expect(sameLocation('file:///a/chk-1', 'file:///a/chk-10')).toBe(false);
    expect(sameLocation('s3://a/chk-1', 'file:///a/chk-1')).toBe(false);
  });

  it('lie below a folder only behind a slash', () => {
    expect(liesBelow('file:/a/run/x/chk-1', 'file:///a/run')).toBe(true);
    expect(liesBelow('file:/a/run2/chk-1', 'file:///a/run')).toBe(false);
    expect(liesBelow('file:/a/run', 'file:///a/run')).toBe(false);
  });

  it('have a local path when they are files', () => {
    expect(localPathOf('file:/a/b%20c')).toBe('/a/b c');
    expect(localPathOf('file:///a')).toBe('/a');
    expect(localPathOf('s3://a')).toBeUndefined();
  });
});

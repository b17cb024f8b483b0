import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readFactoryClass } from './factory-name.ts';
import { readJar } from './jar-reader.ts';
import { zipOf } from '../lib/stored-zip.ts';
import { factoryClass } from './test-class.ts';

const services = 'META-INF/services/org.apache.flink.table.factories.Factory';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liusu-jar-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(content: Buffer) {
  const path = join(folder, 'a.jar');
  await writeFile(path, content);
  return readJar(path);
}

describe('an uploaded jar', () => {
  it('tells what it offers, by the classes its service file names', async () => {
    const jar = zipOf([
      [services, '# ours\norg.x.Sink\norg.x.Csv # a format\norg.x.Gone\n'],
      ['org/x/Sink.class', factoryClass('mqtt', 'createDynamicTableSource')],
      ['org/x/Csv.class', factoryClass('tsv', 'createDecodingFormat')],
      ['org/x/Other.class', factoryClass('not-listed', 'createCatalog')],
    ]);

    const { offers, classes } = await read(jar);

    expect(offers).toEqual([
      { kind: 'connector', name: 'mqtt', className: 'org.x.Sink' },
      { kind: 'format', name: 'tsv', className: 'org.x.Csv' },
    ]);
    expect(classes).toEqual(new Set(['org.x.Sink', 'org.x.Csv', 'org.x.Other']));
  });

  it('tells what its factories and what they make need of Flink, and nothing that it brings itself', async () => {
    const jar = zipOf([
      [services, 'org.x.Sink\n'],
      [
        'org/x/Sink.class',
        factoryClass('mqtt', 'createDynamicTableSource', [
          'org/x/Source',
          'org/apache/flink/table/factories/FactoryUtil$Helper',
        ]),
      ],
      [
        'org/x/Source.class',
        factoryClass('', '', ['[Lorg/apache/flink/own/Kept;', '[I', 'java/util/List', 'org/x/Reader']),
      ],
      ['org/x/Reader.class', factoryClass('', '', ['[[Lorg/apache/flink/api/Old;', 'org/x/Far'])],
      ['org/x/Far.class', factoryClass('', '', ['org/apache/flink/api/TooFar'])],
      ['org/x/Alone.class', factoryClass('', '', ['org/apache/flink/api/NotAsked'])],
      ['org/apache/flink/own/Kept.class', factoryClass('', '')],
    ]);

    expect((await read(jar)).needs).toEqual([
      'org.apache.flink.api.Old',
      'org.apache.flink.table.factories.FactoryUtil',
    ]);
  });

  it.each([
    ['something else', Buffer.from('not a jar at all'), /End of central directory/i],
    ['names that lead upwards', zipOf([['../../etc/x.class', 'x']]), /invalid relative path/],
    ['absolute names', zipOf([['/etc/x.class', 'x']]), /absolute path/],
    ['no class', zipOf([['readme.txt', 'x']]), /holds no class/],
    ['a huge service file', zipOf([[services, 'x'.repeat(70_000)]]), /larger than/],
    ['a cut archive', zipOf([['a.class', 'x']]).subarray(0, 40), /./],
  ])('is refused with %s', async (_, content, reason) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'CONNECTOR_FILE_REFUSED' });
    await expect(read(content)).rejects.toThrow(reason);
  });
});

describe('a class file', () => {
  it('is not understood when it ends early or is none', () => {
    const whole = factoryClass('mqtt', 'createDynamicTableSink');
    expect(readFactoryClass(whole)?.identifier).toBe('mqtt');
    for (const length of [0, 3, 9, 40, whole.length - 12])
      expect(readFactoryClass(whole.subarray(0, length))).toBeUndefined();
    expect(readFactoryClass(Buffer.from('PK-something-else'))).toBeUndefined();
  });
});

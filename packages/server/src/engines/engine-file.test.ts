import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { artifactFile, artifactUrl } from './artifact-source.ts';
import {
  compareVersions,
  EngineFile,
  getEngineFile,
  isVersionAcceptable,
  type Offer,
  readEngineFiles,
  readJavaRuntimes,
} from './engine-file.ts';
import { parseJavaVersion, selectRuntime } from './java.ts';

const enginesDir = join(import.meta.dirname, '../../../../engines');
const files = readEngineFiles(enginesDir);

describe('the engine files', () => {
  it('name one default, and list it first', () => {
    expect(files.filter((file) => file.default).map((file) => file.id)).toEqual([files[0]?.id]);
  });

  it.each(files.map((file) => [file.id, file] as const))('%s is not below its own security minimum', (_, file) => {
    expect(isVersionAcceptable(file, file.flinkVersion)).toBe(true);
    expect(file.id).toBe(`flink-${file.flinkVersion.split('.').slice(0, 2).join('.')}`);
  });

  it('put lakes on the class path and leave Kafka to the job', () => {
    for (const file of files) {
      const placements = (offer: Offer = []) =>
        new Set((Array.isArray(offer) ? offer : []).map((name) => file.artifacts[name]?.placement));
      expect(placements(file.catalogs['paimon'])).toEqual(new Set(['engine']));
      expect(placements(file.connectors['kafka'])).toEqual(new Set(['job']));
      expect(file.connectors['filesystem']).toEqual([]);
    }
  });

  it('may not name an artifact they do not have', () => {
    const broken = { ...files[0], connectors: { pulsar: ['nowhere'] } };
    expect(() => EngineFile.parse(broken)).toThrow('pulsar names the unknown artifact nowhere');
  });

  it('are found by id', () => {
    expect(getEngineFile(files, 'flink-2.2').flinkVersion).toBe('2.2.1');
    expect(() => getEngineFile(files, 'flink-9')).toThrow(expect.objectContaining({ code: 'ENGINE_UNKNOWN' }) as Error);
  });
});

describe('versions', () => {
  it('are compared by number', () => {
    expect(compareVersions('1.20.10', '1.20.9')).toBeGreaterThan(0);
    expect(compareVersions('2.2', '2.2.0')).toBe(0);
    expect(compareVersions('1.20.3', '1.20.4')).toBeLessThan(0);
  });

  it.each([
    ['1.20.4', true],
    ['1.20.6', true],
    ['1.20.3', false],
    ['1.19.9', false],
    ['2.2.1', false],
  ])('%s as flink-1.20: %s', (version, isAcceptable) => {
    expect(isVersionAcceptable(getEngineFile(files, 'flink-1.20'), version)).toBe(isAcceptable);
  });
});

describe('addresses', () => {
  const sources = { mavenUrl: 'https://maven.example/repo/', pypiFilesUrl: 'https://files.example' };
  const sum = { sha256: 'a'.repeat(64), sizeBytes: 1 };

  it('follow the layout of the repositories', () => {
    expect(artifactUrl({ maven: 'org.example.a:thing:1.0', ...sum }, sources)).toBe(
      'https://maven.example/repo/org/example/a/thing/1.0/thing-1.0.jar',
    );
    expect(artifactUrl({ pypi: 'packages/ab/x-1.whl', ...sum }, sources)).toBe(
      'https://files.example/packages/ab/x-1.whl',
    );
    expect(artifactFile({ pypi: 'packages/ab/x-1.whl', ...sum })).toBe('x-1.whl');
  });
});

describe('Java runtimes', () => {
  const runtimes = readJavaRuntimes(enginesDir);

  it('exist for Linux and macOS on both architectures', () => {
    const found = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].map(
      (platform) => selectRuntime(runtimes, [17, 21], platform)?.java,
    );
    expect(found).toEqual([17, 21, 17, 17]);
    expect(selectRuntime(runtimes, [17, 21], 'sunos-sparc')).toBeUndefined();
    expect(selectRuntime(runtimes, [11], 'linux-x64')).toBeUndefined();
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['command not found', undefined],
  ])('%s', (text, version) => {
    expect(parseJavaVersion(text)).toBe(version);
  });
});

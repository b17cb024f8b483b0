import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { create as createTar } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { artifactPath } from './download.ts';
import { type Artifact, EngineFile } from './engine-file.ts';
import { EngineStore } from './engine-store.ts';
import { findJava } from './java.ts';

const nowhere = { mavenUrl: 'http://127.0.0.1:9', pypiFilesUrl: 'http://127.0.0.1:9' };
const clock = { nowMs: () => Date.now(), sleep: () => new Promise<void>((resolve) => void setImmediate(resolve)) };

let root: string;
let enginesDir: string;
let cacheDir: string;
let engine: EngineFile;
let compiler: Artifact;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'liusu-store-'));
  enginesDir = join(root, 'engines');
  cacheDir = join(root, 'cache');
  const archive = await aDistribution();
  const jar = Buffer.from('a jar');
  const artifact = (name: string) => ({ maven: `org.example:${name}:1`, ...sumOf(jar) });
  engine = {
    id: 'flink-7.7',
    flinkVersion: '7.7.3',
    minimumSecureVersion: '7.7.2',
    default: true,
    java: [17],
    distribution: { pypi: 'packages/aa/flink-7.7.3.tar.gz', ...sumOf(archive) },
    artifacts: {
      gateway: { ...artifact('gateway'), placement: 'gateway' },
      lake: { ...artifact('lake'), placement: 'engine' },
      kafka: { ...artifact('kafka'), placement: 'job' },
    },
    connectors: { filesystem: [], lake: ['lake'], kafka: ['kafka'] },
    formats: { csv: [] },
    fileSystems: {},
    catalogs: { lake: ['lake'] },
  };
  compiler = artifact('ecj');
  await mkdir(enginesDir);
  await writeFile(join(enginesDir, 'flink-7.7.json'), JSON.stringify(engine));
  await writeFile(join(enginesDir, 'java.json'), JSON.stringify({ compiler, runtimes: [] }));
  await putIntoCache(engine.distribution, archive);
  for (const each of [...Object.values(engine.artifacts), compiler]) await putIntoCache(each, jar);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function sumOf(bytes: Buffer) {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

/** A package as PyPI has it: the class path under deps/, and Python beside it. */
async function aDistribution(): Promise<Buffer> {
  const files = [
    'deps/lib/flink-dist-7.7.3.jar',
    'deps/opt/flink-python.jar',
    'deps/plugins/gpu/x.jar',
    'pyflink/a.py',
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, 'sdist/flink-7.7.3', file)), { recursive: true });
    await writeFile(join(root, 'sdist/flink-7.7.3', file), file);
  }
  await createTar({ gzip: true, file: join(root, 'sdist.tar.gz'), cwd: join(root, 'sdist') }, ['flink-7.7.3']);
  return await readFile(join(root, 'sdist.tar.gz'));
}

async function putIntoCache(artifact: Artifact, bytes: Buffer): Promise<void> {
  await mkdir(dirname(artifactPath(cacheDir, artifact)), { recursive: true });
  await writeFile(artifactPath(cacheDir, artifact), bytes);
}

function aStore(more: { flinkHome?: string } = {}) {
  return new EngineStore({ enginesDir, cacheDir, sources: nowhere, clock, ...more });
}

describe('EngineStore', () => {
  const home = () => join(cacheDir, 'engines', 'flink-7.7-7.7.3');
  const names = (paths: string[]) => paths.map((path) => path.slice(path.lastIndexOf('/') + 1));

  it('unpacks the class path only, and puts each artifact where it belongs', async () => {
    const installed = await aStore().install('flink-7.7');
    expect(names(installed.clusterJars)).toEqual(['flink-dist-7.7.3.jar', 'lake-1.jar']);
    expect(names(installed.gatewayJars)).toEqual(['gateway-1.jar', 'flink-dist-7.7.3.jar', 'lake-1.jar']);
    expect([existsSync(join(home(), 'opt')), existsSync(join(home(), 'pyflink'))]).toEqual([false, false]);
  });

  it('needs neither the network nor the archive a second time', async () => {
    const first = await aStore().install('flink-7.7');
    expect(existsSync(artifactPath(cacheDir, engine.distribution))).toBe(false);
    expect(await aStore().install('flink-7.7')).toEqual(first);
  });

  it('notices a damaged folder and does not run it', async () => {
    await aStore().install('flink-7.7');
    await writeFile(join(home(), 'lib', 'flink-dist-7.7.3.jar'), 'cut');
    await expect(aStore().install('flink-7.7')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  it('leaves nothing half-unpacked when the archive is broken', async () => {
    const broken = Buffer.alloc(engine.distribution.sizeBytes, 7);
    await putIntoCache(engine.distribution, broken);
    await expect(aStore().install('flink-7.7')).rejects.toThrow(/unrecognized archive|TAR_/i);
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(join(cacheDir, 'engines'))).toEqual([]);
  });

  it.each([
    ['7.7.2', '7.7.2'],
    ['7.7.1', '7.7.3'],
    ['7.8.0', '7.7.3'],
  ])('given an installation of %s, runs %s', async (given, used) => {
    const flinkHome = join(root, 'given');
    await mkdir(join(flinkHome, 'lib'), { recursive: true });
    await writeFile(join(flinkHome, 'lib', `flink-dist-${given}.jar`), '');
    expect((await aStore({ flinkHome }).install('flink-7.7')).flinkVersion).toBe(used);
  });

  const connectors = (...given: string[]) => given.map((name) => ({ kind: 'connector' as const, name }));

  it('resolves what a script needs beyond the class path', async () => {
    const uses = [...connectors('kafka', 'lake', 'kafka'), { kind: 'format' as const, name: 'csv' }];
    expect(names(await aStore().resolveConnectors('flink-7.7', uses))).toEqual(['kafka-1.jar']);
    expect(aStore().clusterJarsFor('flink-7.7', uses)).toMatchObject([{ maven: 'org.example:lake:1' }]);
    await expect(aStore().resolveConnectors('flink-7.7', connectors('pulsar'))).rejects.toMatchObject({
      code: 'SQL_CONNECTOR_MISSING',
    });
  });

  it('takes an alternative that is there, and names all it tried when none can be had', async () => {
    const first = { maven: 'org.example:kafka:2', ...sumOf(Buffer.from('newer')) };
    const kafka = {
      ...first,
      placement: 'job' as const,
      alternatives: [{ maven: 'org.example:kafka:1', ...sumOf(Buffer.from('a jar')) }],
    };
    await writeFile(
      join(enginesDir, 'flink-7.7.json'),
      JSON.stringify({ ...engine, artifacts: { ...engine.artifacts, kafka } }),
    );

    expect(names(await aStore().resolveConnectors('flink-7.7', connectors('kafka')))).toEqual(['kafka-1.jar']);

    await rm(cacheDir, { recursive: true });
    const failure = await aStore()
      .resolveConnectors('flink-7.7', connectors('kafka'))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      details: { params: { kind: 'connector', type: 'kafka' } },
    });
    expect((failure as Error).message).toMatch(
      /^The connector kafka needs org\.example:kafka:2 or org\.example:kafka:1 .*LIUSU_MAVEN_URL.*none of kafka-2\.jar, kafka-1\.jar/,
    );
  });

  it('says which engines would do for what this one cannot have, and which names are near an unknown one', async () => {
    const other = { ...engine, id: 'flink-6.6', default: false };
    const without = { en: 'it is not built for it', zh: '没有对应版本' };
    await writeFile(join(enginesDir, 'flink-6.6.json'), JSON.stringify(other));
    const connectorsOf77 = { ...engine.connectors, kafka: { unavailable: without } };
    await writeFile(join(enginesDir, 'flink-7.7.json'), JSON.stringify({ ...engine, connectors: connectorsOf77 }));
    const check = (name: string) => () => aStore().checkConnectors('flink-7.7', connectors(name));

    expect(check('kafka')).toThrow(
      expect.objectContaining({
        code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
        message: 'The connector "kafka" cannot be used on flink-7.7: it is not built for it; it runs on flink-6.6.',
      }) as Error,
    );
    expect(check('filesytem')).toThrow(
      expect.objectContaining({
        code: 'SQL_CONNECTOR_MISSING',
        message: 'flink-7.7 knows no connector "filesytem"; did you mean filesystem.',
      }) as Error,
    );
    expect(check('constructor')).toThrow(expect.objectContaining({ code: 'SQL_CONNECTOR_MISSING' }) as Error);
    expect(check('lake')).not.toThrow();
  });
});

describe('a jar that is compiled', () => {
  const uses = [{ kind: 'connector' as const, name: 'jdbc', variant: 'house' }];
  const compiled = { dialect: { source: 'dialect', against: ['kafka'] } };

  async function withDialect(): Promise<void> {
    const file = { ...engine, compiled, connectors: { jdbc: [], 'jdbc:house': ['kafka', 'dialect'] } };
    await writeFile(join(enginesDir, 'flink-7.7.json'), JSON.stringify(file));
    await mkdir(join(enginesDir, 'java', 'dialect'), { recursive: true });
    await writeFile(join(enginesDir, 'java', 'dialect', 'D.java'), 'class D {}');
    await mkdir(join(root, 'java', 'bin'), { recursive: true });
    await writeFile(join(root, 'java', 'bin', 'java'), '');
  }

  function aStoreThatCompiles(calls: string[][]) {
    const run = async (_: string, args: string[]) => {
      if (args[0] === '-version') return { code: 0, stdout: '', stderr: 'openjdk version "17.0.1"' };
      calls.push(args);
      await writeFile(join(args[args.indexOf('-d') + 1] ?? '', 'D.class'), 'bytes');
      return { code: 0, stdout: '', stderr: '' };
    };
    const java = { mode: 'auto' as const, javaHome: join(root, 'java') };
    return new EngineStore({ enginesDir, cacheDir, sources: nowhere, clock, compiling: { java, run } });
  }

  it('is shipped beside the jars it is compiled against, chosen by the scheme of the address', async () => {
    await withDialect();
    const calls: string[][] = [];
    const store = aStoreThatCompiles(calls);
    const resolved = await store.resolveConnectors('flink-7.7', uses);
    const names = (paths: string[]) => paths.map((path) => path.slice(path.lastIndexOf('/') + 1));

    expect(names(resolved)).toEqual(['kafka-1.jar', 'liusu-dialect.jar']);
    const classPath = calls[0]?.[calls[0].lastIndexOf('-cp') + 1]?.split(':') ?? [];
    expect(names(classPath)).toEqual(['kafka-1.jar', 'flink-dist-7.7.3.jar', 'lake-1.jar']);
    expect(await store.resolveConnectors('flink-7.7', [{ kind: 'connector', name: 'jdbc' }])).toEqual([]);
    expect(await store.resolveConnectors('flink-7.7', uses)).toEqual(resolved);
    expect(calls).toHaveLength(1);
  });

  it('may not be compiled against a jar that the file does not have', async () => {
    const file = { ...engine, compiled: { dialect: { source: 'dialect', against: ['nowhere'] } } };
    expect(() => EngineFile.parse(file)).toThrow('dialect names the unknown artifact nowhere');
  });
});

describe('findJava', () => {
  async function find(versions: Record<string, string>, settings: { javaHome?: string; path?: string }) {
    for (const folder of Object.keys(versions)) {
      await mkdir(join(root, folder, 'bin'), { recursive: true });
      await writeFile(join(root, folder, 'bin', 'java'), '');
    }
    const run = (command: string) => {
      const folder = Object.keys(versions).find((each) => command === join(root, each, 'bin', 'java'));
      const stderr = folder === undefined ? '' : `openjdk version "${versions[folder]}"`;
      return Promise.resolve({ code: 0, stdout: '', stderr });
    };
    const options = { suitable: [17, 21], platform: 'linux-x64', enginesDir, cacheDir, sources: nowhere, run, clock };
    return await findJava({ ...options, settings: { mode: 'auto', ...settings } });
  }
  const bin = (folder: string) => join(root, folder, 'bin');

  it('prefers JAVA_HOME', async () => {
    const java = await find({ a: '21.0.1', b: '17.0.1' }, { javaHome: join(root, 'a'), path: bin('b') });
    expect(java).toEqual({ command: join(bin('a'), 'java'), version: 21, origin: 'JAVA_HOME' });
  });

  it('passes over an unsuitable one for a suitable one later on the PATH', async () => {
    const java = await find(
      { a: '1.8.0_1', b: '11.0.1', c: '17.0.1' },
      { javaHome: join(root, 'a'), path: `${bin('b')}:${bin('c')}` },
    );
    expect(java).toEqual({ command: join(bin('c'), 'java'), version: 17, origin: 'PATH' });
  });

  it('tells none from an unsuitable one when none can be fetched', async () => {
    await expect(find({}, { path: bin('none') })).rejects.toMatchObject({ code: 'JAVA_MISSING' });
    await expect(find({ a: '11.0.1' }, { path: bin('a') })).rejects.toMatchObject({
      code: 'JAVA_UNSUITABLE',
      details: { params: { version: 11, wanted: '17 or 21' } },
    });
  });
});

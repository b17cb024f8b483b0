/**
 * Server programs of Debian for tests, without installing them: the packages are fetched by apt and unpacked into the cache, so
 * that no service is started, nothing of the system changes, and no root is needed.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { testCacheDir } from '../../drivers/test-engines.ts';
import { withCacheLock } from '../../engines/cache-lock.ts';
import { isUnpacked, unpackInto } from '../../engines/unpack.ts';
import { systemClock } from '../../lib/clock.ts';
import { runProgram } from './run-program.ts';

export interface DebianPrograms {
  /** The unpacked tree: `usr/bin/…` stands below it. */
  root: string;
  /** What its programs need in their environment to find their libraries. */
  env: Record<string, string>;
}

const libraryFolders = ['usr/lib', 'lib'].flatMap((folder) => [
  `${folder}/x86_64-linux-gnu`,
  `${folder}/aarch64-linux-gnu`,
  folder,
]);

/** Programs of these packages and of what they need beyond the system. Throws when apt cannot get them. */
export async function debianPrograms(name: string, packages: readonly string[]): Promise<DebianPrograms> {
  const root = join(testCacheDir, 'debian', name);
  if (!(await isUnpacked(root))) {
    await withCacheLock({ cacheDir: testCacheDir, name: `debian-${name}` }, { clock: systemClock }, async () => {
      if (await isUnpacked(root)) return;
      await unpackInto(root, (into) => unpackPackages(packages, into));
    });
  }
  const libraries = libraryFolders.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  return { root, env: { LD_LIBRARY_PATH: libraries.join(':'), LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] ?? '' } };
}

async function unpackPackages(packages: readonly string[], into: string): Promise<void> {
  const folder = await mkdtemp(`${into}-fetch-`);
  try {
    await fetchPackages(packages, folder);
    for (const file of await readdir(folder)) {
      if (file.endsWith('.deb')) await runProgram({ command: 'dpkg', args: ['-x', join(folder, file), into] });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With the lists the system has; where those are missing or too old, with lists of our own. */
async function fetchPackages(packages: readonly string[], folder: string): Promise<void> {
  try {
    await download(packages, folder, []);
  } catch {
    const lists = join(testCacheDir, 'debian', 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${join(testCacheDir, 'debian', 'apt')}`];
    await mkdir(join(testCacheDir, 'debian', 'apt', 'archives', 'partial'), { recursive: true });
    await apt([...options, 'update'], folder);
    await download(packages, folder, options);
  }
}

async function download(packages: readonly string[], folder: string, options: readonly string[]): Promise<void> {
  // What apt would install says which libraries are missing here; nothing is installed.
  const plan = await apt([...options, 'install', '--simulate', '--no-install-recommends', ...packages], folder);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  await apt([...options, 'download', ...new Set([...packages, ...missing])], folder);
}

function apt(args: readonly string[], cwd: string): Promise<string> {
  const command = '/usr/bin/apt-get';
  const own = ['-q', '-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=true'];
  return runProgram({ command, args: [...own, ...args], cwd, timeoutMs: 300_000 });
}

/** The folder Flink loads its plug-ins from: those of the distribution, and file systems that were fetched besides. */
import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What Flink's processes are given when they start so that they can open paths of object stores. */
export interface FileSystemSetup {
  /** Options of their configuration. They hold secrets. */
  options: Record<string, string>;
  /** Jars of one file system, by the name of its folder; Flink loads each folder by a class loader of its own. */
  plugins: { name: string; jars: string[] }[];
}

export const noFileSystems: FileSystemSetup = { options: {}, plugins: [] };

/**
 * Path of the folder. `distribution`: of the distribution, used as it is where nothing is added, as it is where it has a file
 * system of that kind itself. Safe to call by several starts at once: links are replaced, never missing.
 */
export function placePlugins(distribution: string, folder: string, plugins: FileSystemSetup['plugins']): string {
  const given = namesIn(distribution);
  const added = plugins.filter(({ name }) => !given.includes(name));
  if (added.length === 0) return distribution;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const wanted = new Set([...given, ...added.map(({ name }) => name)]);
  for (const name of namesIn(folder))
    if (!wanted.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  for (const name of given) link(join(distribution, name), join(folder, name));
  for (const { name, jars } of added) {
    const place = join(folder, name);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const files = new Set(jars.map((jar) => basename(jar)));
    for (const file of namesIn(place)) if (!files.has(file)) rmSync(join(place, file), { force: true });
    for (const jar of jars) link(jar, join(place, basename(jar)));
  }
  return folder;
}

function link(target: string, path: string): void {
  if (targetOf(path) === target) return;
  const temporary = `${path}.${process.pid}.new`;
  rmSync(temporary, { force: true });
  symlinkSync(target, temporary);
  renameSync(temporary, path);
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EINVAL') return undefined;
    throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Where the local engine keeps its files below the platform's data folder, and the mark its processes carry. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LocalFolders {
  /** One record per process: `<name>.json`. */
  run: string;
  logs: string;
  /** Configuration, one folder per process. */
  conf: string;
  /** Scratch space, one folder per process, emptied at its start. */
  tmp: string;
  portsFile: string;
  /** Plug-ins of Flink by engine, where the distribution's are not enough. */
  plugins: string;
  checkpoints: string;
  savepoints: string;
}

/** Makes the folders. State and records are for this user alone. */
export function createFolders(dataDir: string): LocalFolders {
  const folders = foldersOf(dataDir);
  const { portsFile, plugins: _plugins, ...directories } = folders;
  for (const folder of [...Object.values(directories), dirname(portsFile)])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folders;
}

export function foldersOf(dataDir: string): LocalFolders {
  return {
    run: join(dataDir, 'run'),
    logs: join(dataDir, 'logs'),
    conf: join(dataDir, 'flink', 'conf'),
    tmp: join(dataDir, 'flink', 'tmp'),
    portsFile: join(dataDir, 'flink', 'ports.json'),
    plugins: join(dataDir, 'flink', 'plugins'),
    checkpoints: join(dataDir, 'state', 'checkpoints'),
    savepoints: join(dataDir, 'state', 'savepoints'),
  };
}

/**
 * A word in the command line of every process of this data folder. A platform killed between starting a process and noting it
 * leaves one that nothing else points to; by this mark the next start, and `clean`, find it.
 */
export function instanceMark(dataDir: string): string {
  const path = existsSync(dataDir) ? realpathSync(dataDir) : dataDir;
  return `-Dliusu.instance=${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o600, flush: true });
  renameSync(temporary, path);
}

/** The JSON of a file; undefined when it is absent or broken (a file of ours is written whole, so broken means foreign). */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

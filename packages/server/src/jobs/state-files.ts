/**
 * State files as the platform can see them: folders of `file:` URIs on this machine. What lies elsewhere can't be looked at,
 * and that is an answer of its own: it is never taken for absence.
 */
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Words, words } from '../lib/words.ts';

/** First four bytes of every `_metadata` file of Flink. */
const magicNumber = 0x4960672d;

export type StateVerdict =
  | { kind: 'verified'; checkpointId: number }
  | { kind: 'absent' }
  | { kind: 'damaged'; reason: Words }
  | { kind: 'unseen' };

export interface FoundCheckpoint {
  path: string;
  /** N of `chk-N`. */
  number: number;
  verdict: StateVerdict;
}

export interface StateFiles {
  /** Is there a completed checkpoint or savepoint at this very folder? */
  inspect(uri: string): Promise<StateVerdict>;
  /** Completed checkpoints `chk-N` right below a folder, lowest first; undefined when the folder can't be seen. */
  listCheckpoints(folderUri: string): Promise<FoundCheckpoint[] | undefined>;
  /** The completed savepoint right below a savepoint operation's own folder. */
  findSavepoint(folderUri: string): Promise<{ path: string; verdict: StateVerdict } | undefined | 'unseen'>;
  /** Size of all files below; null when it can't be seen. */
  sizeOf(uri: string): Promise<{ files: number; folders: number; checkpoints: number; bytes: number } | null>;
  /** Removes a folder; false when it can't be seen. */
  remove(uri: string): Promise<boolean>;
}

/** The local path of a `file:` URI, whether Flink wrote one slash or three; undefined for any other. */
export function localPathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:/')) return undefined;
  return fileURLToPath(uri.replace(/^file:\/*/, 'file:///'));
}

/** True when two URIs name the same place: Flink writes `file:/x` for `file:///x`. */
export function sameLocation(a: string, b: string): boolean {
  return normalised(a) === normalised(b);
}

/** True when `uri` lies below `folderUri`. */
export function liesBelow(uri: string, folderUri: string): boolean {
  return normalised(uri).startsWith(`${normalised(folderUri)}/`);
}

function normalised(uri: string): string {
  return uri.replace(/^file:\/*/, 'file:/').replace(/\/+$/, '');
}

export function joinUri(uri: string, ...parts: string[]): string {
  return [uri.replace(/\/+$/, ''), ...parts].join('/');
}

export const localStateFiles: StateFiles = {
  async inspect(uri) {
    const path = localPathOf(uri);
    return path === undefined ? { kind: 'unseen' } : inspectFolder(path);
  },
  async listCheckpoints(folderUri) {
    const path = localPathOf(folderUri);
    if (path === undefined) return undefined;
    const found: FoundCheckpoint[] = [];
    for (const name of await namesIn(path)) {
      const number = /^chk-(\d+)$/.exec(name)?.[1];
      if (number === undefined) continue;
      const verdict = await inspectFolder(join(path, name));
      // Without `_metadata` it was never completed: nothing was committed by it.
      if (verdict.kind !== 'absent') found.push({ path: joinUri(folderUri, name), number: Number(number), verdict });
    }
    return found.sort((a, b) => a.number - b.number);
  },
  async findSavepoint(folderUri) {
    const path = localPathOf(folderUri);
    if (path === undefined) return 'unseen';
    for (const name of await namesIn(path)) {
      const verdict = await inspectFolder(join(path, name));
      if (verdict.kind === 'verified' || verdict.kind === 'damaged') return { path: joinUri(folderUri, name), verdict };
    }
    return undefined;
  },
  async sizeOf(uri) {
    const path = localPathOf(uri);
    return path === undefined ? null : sizeBelow(path);
  },
  async remove(uri) {
    const path = localPathOf(uri);
    if (path === undefined) return false;
    await rm(path, { recursive: true, force: true });
    return true;
  },
};

/** Files that this machine can't see. */
export const unseenStateFiles: StateFiles = {
  inspect: () => Promise.resolve({ kind: 'unseen' }),
  listCheckpoints: () => Promise.resolve(undefined),
  findSavepoint: () => Promise.resolve('unseen'),
  sizeOf: () => Promise.resolve(null),
  remove: () => Promise.resolve(false),
};

async function inspectFolder(path: string): Promise<StateVerdict> {
  const header = await readHeader(join(path, '_metadata'));
  if (header === undefined) return { kind: 'absent' };
  if (header.length < 16) {
    const told = words(`_metadata 只有 ${header.length} 字节`, `_metadata has only ${header.length} bytes`);
    return { kind: 'damaged', reason: told };
  }
  if (header.readUInt32BE(0) !== magicNumber) {
    const told = words('_metadata 的开头不是 Flink 的标记', "_metadata does not begin with Flink's magic number");
    return { kind: 'damaged', reason: told };
  }
  // magic (4 bytes), format version (4), checkpoint id (8)
  return { kind: 'verified', checkpointId: Number(header.readBigInt64BE(8)) };
}

async function readHeader(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(16);
      const { bytesRead } = await file.read(buffer, 0, 16, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function sizeBelow(path: string) {
  const total = { files: 0, folders: 0, checkpoints: 0, bytes: 0 };
  let entries;
  try {
    entries = await readdir(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return total;
    throw error;
  }
  for (const entry of entries) {
    if (entry.isDirectory()) total.folders += 1;
    if (!entry.isFile()) continue;
    total.files += 1;
    if (entry.name === '_metadata') total.checkpoints += 1;
    try {
      total.bytes += (await stat(join(entry.parentPath, entry.name))).size;
    } catch (error) {
      // Flink may remove a file between the listing and the look.
      if (!isMissing(error)) throw error;
    }
  }
  return total;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

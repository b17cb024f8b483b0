/**
 * Fetches artifacts into the shared cache. A file appears under its name only when complete and verified; until then it is a
 * `.part` beside it, which a later attempt resumes. A file that is there is used without asking the network anything.
 *
 * Requests go through Node's own fetch, which honours HTTPS_PROXY when the process was started with NODE_USE_ENV_PROXY=1.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { type Clock, systemClock } from '../lib/clock.ts';
import { hasCode, LiusuError, messageOf } from '../lib/errors.ts';
import { keepingAlive } from '../lib/keep-alive.ts';
import { freeDiskBytes } from '../lib/machine.ts';
import { type Words, words } from '../lib/words.ts';
import { artifactFile, type ArtifactSources, artifactUrl } from './artifact-source.ts';
import { withCacheLock } from './cache-lock.ts';
import type { Artifact } from './engine-file.ts';
import { convertingFileErrors } from './file-error.ts';

export interface DownloadProgress {
  /** File name. */
  artifact: string;
  receivedBytes: number;
  totalBytes: number;
  /** Average of this attempt. */
  bytesPerS: number;
}

export interface DownloadOptions {
  cacheDir: string;
  sources: ArtifactSources;
  clock?: Clock;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Attempts before DOWNLOAD_FAILED; default 4. */
  attempts?: number;
  /** Free space of the cache's disk, in bytes; the real one by default. */
  freeBytes?: (folder: string) => Promise<number>;
}

/** An attempt without a byte for this long has failed. */
const silenceMs = 30_000;
const parallelDownloads = 3;
const progressEveryMs = 250;
/** Left free beside what is to be written. */
const spareBytes = 64 * 1024 * 1024;

/** Where an artifact lies in the cache once fetched. */
export function artifactPath(cacheDir: string, artifact: Artifact): string {
  return join(cacheDir, 'artifacts', artifact.sha256.slice(0, 16), artifactFile(artifact));
}

/**
 * Returns the path of the artifact in the cache, fetching it when it is not there. Safe to call from several processes at once:
 * one fetches, the others wait. Throws DOWNLOAD_FAILED, CHECKSUM_MISMATCH (the file is discarded), DISK_FULL, FOLDER_NOT_WRITABLE.
 */
export async function fetchArtifact(artifact: Artifact, options: DownloadOptions): Promise<string> {
  const path = artifactPath(options.cacheDir, artifact);
  if (await isComplete(path, artifact)) return path;
  const clock = options.clock ?? systemClock;
  const lock = { cacheDir: options.cacheDir, name: `artifact-${artifact.sha256.slice(0, 16)}` };
  await withCacheLock(lock, { clock, signal: options.signal }, async () => {
    if (await isComplete(path, artifact)) return;
    await convertingFileErrors(dirname(path), () => mkdir(dirname(path), { recursive: true }));
    await keepingAlive(() => downloadWithRetries(artifact, path, { ...options, clock }));
  });
  return path;
}

/**
 * Fetches all, three at a time; the first failure stops the others (what they received stays for the next attempt). `fetchOne`:
 * how each is fetched, where it is not simply the artifact itself.
 */
export async function fetchArtifacts<A extends Artifact>(
  artifacts: readonly A[],
  options: DownloadOptions,
  fetchOne: (artifact: A, options: DownloadOptions) => Promise<string> = fetchArtifact,
): Promise<string[]> {
  const abort = new AbortController();
  const signal = options.signal === undefined ? abort.signal : AbortSignal.any([options.signal, abort.signal]);
  const paths: string[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < artifacts.length; index = next++) {
      const artifact = artifacts[index];
      if (artifact !== undefined) paths[index] = await fetchOne(artifact, { ...options, signal });
    }
  };
  const workers = Array.from({ length: parallelDownloads }, () =>
    work().catch((error: unknown) => {
      abort.abort(error);
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).some((result) => result.status === 'rejected');
  if (failed) throw signal.reason;
  return paths;
}

/** True when the file is there in its full size. */
export async function isComplete(path: string, artifact: Artifact): Promise<boolean> {
  return (await sizeOf(path)) === artifact.sizeBytes;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function downloadWithRetries(
  artifact: Artifact,
  path: string,
  options: DownloadOptions & { clock: Clock },
): Promise<void> {
  const part = `${path}.part`;
  const attempts = options.attempts ?? 4;
  for (let attempt = 1; ; attempt += 1) {
    const offset = await usableOffset(part, artifact);
    await requireSpace(artifact, offset, path, options);
    try {
      if (offset < artifact.sizeBytes) await receive(artifact, part, offset, options);
      await verify(artifact, part);
      await convertingFileErrors(path, () => rename(part, path));
      return;
    } catch (error) {
      // A resumed file may have been begun from another mirror's different content: once more from the start.
      const isWorthAnother = error instanceof RetryableError || (hasCode(error, 'CHECKSUM_MISMATCH') && offset > 0);
      if (options.signal?.aborted === true) throw options.signal.reason;
      if (!isWorthAnother || attempt >= attempts) throw error instanceof RetryableError ? error.final : error;
      await options.clock.sleep(500 * 2 ** attempt, options.signal);
    }
  }
}

/** Bytes of the `.part` file that can be kept. */
async function usableOffset(part: string, artifact: Artifact): Promise<number> {
  const size = (await sizeOf(part)) ?? 0;
  if (size <= artifact.sizeBytes) return size;
  await convertingFileErrors(part, () => unlink(part));
  return 0;
}

async function requireSpace(artifact: Artifact, offset: number, path: string, options: DownloadOptions): Promise<void> {
  const neededBytes = artifact.sizeBytes - offset + spareBytes;
  const freeBytes = await (options.freeBytes ?? freeDiskBytes)(dirname(path));
  if (freeBytes >= neededBytes) return;
  const mib = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
  throw new LiusuError(
    'DISK_FULL',
    words(
      `把 ${artifactFile(artifact)} 下载到 ${options.cacheDir} 需要 ${mib(neededBytes)} MiB，只剩 ${mib(freeBytes)} MiB`,
      `fetching ${artifactFile(artifact)} into ${options.cacheDir} needs ${mib(neededBytes)} MiB, ${mib(freeBytes)} MiB are free`,
    ),
    { params: { path: options.cacheDir, neededBytes, freeBytes } },
  );
}

/** An attempt that failed but may succeed when repeated; `final` is what to say when it was the last. */
class RetryableError extends Error {
  readonly final: LiusuError;

  constructor(final: LiusuError) {
    super(final.message, { cause: final });
    this.name = 'RetryableError';
    this.final = final;
  }
}

async function receive(
  artifact: Artifact,
  part: string,
  offset: number,
  options: DownloadOptions & { clock: Clock },
): Promise<void> {
  const silence = new AbortController();
  const signals = [silence.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const silenceTimer = setTimeout(
    () => silence.abort(new LiusuError('DOWNLOAD_FAILED', words('30 秒没有收到数据', 'no data for 30 s'))),
    silenceMs,
  );
  try {
    const response = await request(artifact, offset, options, AbortSignal.any(signals));
    const isResumed = response.status === 206;
    const report = progressReporter(artifact, isResumed ? offset : 0, options);
    const file = await convertingFileErrors(part, () => open(part, isResumed ? 'a' : 'w'));
    try {
      for await (const chunk of bodyOf(artifact, response)) {
        silenceTimer.refresh();
        await convertingFileErrors(part, () => file.write(chunk));
        report(chunk.length);
      }
      await convertingFileErrors(part, () => file.sync());
    } finally {
      await file.close();
    }
    report(0, true);
  } finally {
    clearTimeout(silenceTimer);
  }
  if (((await sizeOf(part)) ?? 0) < artifact.sizeBytes)
    throw new RetryableError(downloadFailed(artifact, words('连接提前断开', 'the connection ended early')));
}

async function request(
  artifact: Artifact,
  offset: number,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Response> {
  const headers = offset > 0 ? { range: `bytes=${offset}-` } : {};
  let response: Response;
  try {
    response = await fetch(artifactUrl(artifact, options.sources), { headers, signal });
  } catch (error) {
    throw new RetryableError(downloadFailed(artifact, reasonOf(error), error));
  }
  const resumesElsewhere =
    response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${offset}-`) !== true;
  if (response.ok && !resumesElsewhere) return response;
  await response.body?.cancel();
  const failure = downloadFailed(
    artifact,
    resumesElsewhere
      ? words('应答的不是所要的那一段', 'it answered with another part')
      : words(`HTTP ${response.status}`, `HTTP ${response.status}`),
  );
  const mayPass = response.status >= 500 || response.status === 408 || response.status === 429;
  throw mayPass ? new RetryableError(failure) : failure;
}

async function* bodyOf(artifact: Artifact, response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (error) {
    throw new RetryableError(downloadFailed(artifact, reasonOf(error), error));
  }
}

/** Throws CHECKSUM_MISMATCH after discarding the file. */
async function verify(artifact: Artifact, part: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(part), hash);
  if (hash.digest('hex') === artifact.sha256) return;
  await convertingFileErrors(part, () => unlink(part));
  throw new LiusuError(
    'CHECKSUM_MISMATCH',
    words(
      `${artifactFile(artifact)} 的 SHA-256 与引擎文件不符，已丢弃`,
      `${artifactFile(artifact)} does not have the SHA-256 of the engine file; it was discarded`,
    ),
    { params: { artifact: artifactFile(artifact) } },
  );
}

function downloadFailed(artifact: Artifact, reason: Words, cause?: unknown): LiusuError {
  const file = artifactFile(artifact);
  const told = words(`下载 ${file} 失败：${reason.zh}`, `fetching ${file} failed: ${reason.en}`);
  return new LiusuError('DOWNLOAD_FAILED', told, {
    params: { artifact: file, reason: reason.en },
    cause,
  });
}

/** fetch says only "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): Words {
  const cause = error instanceof Error ? error.cause : undefined;
  const said = cause instanceof Error && cause.message !== '' ? cause : error;
  return words((said instanceof LiusuError ? said.zh : undefined) ?? messageOf(said), messageOf(said));
}

function progressReporter(artifact: Artifact, startBytes: number, options: DownloadOptions & { clock: Clock }) {
  const startMs = options.clock.nowMs();
  let receivedBytes = startBytes;
  let reportedMs = 0;
  return (bytes: number, isLast = false) => {
    receivedBytes += bytes;
    const nowMs = options.clock.nowMs();
    if (!isLast && nowMs - reportedMs < progressEveryMs) return;
    reportedMs = nowMs;
    const bytesPerS = Math.round(((receivedBytes - startBytes) * 1000) / Math.max(1, nowMs - startMs));
    options.onProgress?.({
      artifact: artifactFile(artifact),
      receivedBytes,
      totalBytes: artifact.sizeBytes,
      bytesPerS,
    });
  };
}

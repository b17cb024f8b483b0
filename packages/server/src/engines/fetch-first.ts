/** Fetches an artifact, or the first of its alternatives that can be had. Each has a checksum of its own. */
import { stat } from 'node:fs/promises';

import { hasCode, LiusuError } from '../lib/errors.ts';
import { artifactFile } from './artifact-source.ts';
import { artifactPath, type DownloadOptions, fetchArtifact } from './download.ts';
import type { Artifact } from './engine-file.ts';

type WithAlternatives = Artifact & { alternatives?: readonly Artifact[] | undefined };

/**
 * Path in the cache. What the cache has already goes first, in the order of the list, and then no network is asked. Throws
 * DOWNLOAD_FAILED naming each that was tried, or what else the last attempt threw.
 */
export async function fetchFirst(artifact: WithAlternatives, options: DownloadOptions): Promise<string> {
  const candidates: Artifact[] = [artifact, ...(artifact.alternatives ?? [])];
  if (candidates.length > 1) {
    for (const candidate of candidates) {
      const path = artifactPath(options.cacheDir, candidate);
      if (await isThere(path, candidate.sizeBytes)) return path;
    }
  }
  const failures: LiusuError[] = [];
  for (const candidate of candidates) {
    try {
      return await fetchArtifact(candidate, options);
    } catch (error) {
      const mayTryNext = hasCode(error, 'DOWNLOAD_FAILED') || hasCode(error, 'CHECKSUM_MISMATCH');
      if (!mayTryNext || !(error instanceof LiusuError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (failures.length === 1 && first !== undefined) throw first;
  const reason = failures.map((failure) => failure.message).join('; ');
  throw new LiusuError(
    'DOWNLOAD_FAILED',
    `none of ${candidates.map(artifactFile).join(', ')} could be had: ${reason}`,
    {
      params: { artifact: artifactFile(artifact), reason },
      cause: failures.at(-1),
    },
  );
}

/** Three at a time. The first failure ends it. */
export async function fetchFirstOf(
  artifacts: readonly WithAlternatives[],
  options: DownloadOptions,
): Promise<string[]> {
  const abort = new AbortController();
  const signal = options.signal === undefined ? abort.signal : AbortSignal.any([options.signal, abort.signal]);
  const paths: string[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < artifacts.length; index = next++) {
      const artifact = artifacts[index];
      if (artifact !== undefined) paths[index] = await fetchFirst(artifact, { ...options, signal });
    }
  };
  const workers = Array.from({ length: 3 }, () =>
    work().catch((error: unknown) => {
      abort.abort(error);
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).some((result) => result.status === 'rejected');
  if (failed) throw signal.reason;
  return paths;
}

async function isThere(path: string, sizeBytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === sizeBytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

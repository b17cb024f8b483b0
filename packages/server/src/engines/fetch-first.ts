/** Fetches an artifact, or the first of its alternatives that can be had. Each has a checksum of its own. */
import { hasCode, LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { artifactFile } from './artifact-source.ts';
import { artifactPath, type DownloadOptions, fetchArtifact, isComplete } from './download.ts';
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
      if (await isComplete(path, candidate)) return path;
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
  const reasonZh = failures.map((failure) => failure.zh ?? failure.message).join('；');
  const tried = candidates.map(artifactFile);
  throw new LiusuError(
    'DOWNLOAD_FAILED',
    words(`${tried.join('、')} 都没有下载到：${reasonZh}`, `none of ${tried.join(', ')} could be had: ${reason}`),
    {
      params: { artifact: artifactFile(artifact), reason },
      cause: failures.at(-1),
    },
  );
}

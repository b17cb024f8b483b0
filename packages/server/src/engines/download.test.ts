import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { artifactPath, fetchArtifact, fetchArtifacts, type DownloadProgress } from './download.ts';
import type { Artifact } from './engine-file.ts';

const content = randomBytes(300_000);
const instantClock = {
  nowMs: () => Date.now(),
  sleep: () => new Promise<void>((resolve) => void setImmediate(resolve)),
};

let cacheDir: string;
let server: Server;
let requests: { url: string; range: string | undefined }[];
/** What the server sends; by default the content. Tests replace parts of it. */
let served: { content: Buffer; cutAfter?: number[]; status?: number; ignoresRange?: boolean };

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'liusu-download-'));
  requests = [];
  served = { content };
  server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', range: request.headers.range });
    if (served.status !== undefined) return void response.writeHead(served.status).end();
    const start = served.ignoresRange === true ? 0 : Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const body = served.content.subarray(start);
    const last = served.content.length - 1;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${last}/${served.content.length}` } : {}),
    });
    const cut = served.cutAfter?.shift();
    if (cut === undefined) return void response.end(body);
    // Only what the client has read is sure to be kept by it: the rest is sent, then the end comes a moment later.
    response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(cacheDir, { recursive: true, force: true });
});

function anArtifact(bytes: Buffer = content, name = 'thing'): Artifact {
  return {
    maven: `org.example:${name}:1.0`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
  };
}

function options(more: object = {}) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { cacheDir, sources: { mavenUrl: `${url}/maven/`, pypiFilesUrl: url }, clock: instantClock, ...more };
}

describe('fetchArtifact', () => {
  it('stores the verified file and reports progress up to its size', async () => {
    const progress: DownloadProgress[] = [];
    const path = await fetchArtifact(anArtifact(), options({ onProgress: (p: DownloadProgress) => progress.push(p) }));
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(requests.map((r) => r.url)).toEqual(['/maven/org/example/thing/1.0/thing-1.0.jar']);
    expect(progress.at(-1)).toMatchObject({ artifact: 'thing-1.0.jar', receivedBytes: 300_000, totalBytes: 300_000 });
  });

  it('asks the network nothing when the file is there', async () => {
    await fetchArtifact(anArtifact(), options());
    requests = [];
    await fetchArtifact(anArtifact(), options());
    expect(requests).toEqual([]);
  });

  it('resumes after broken connections from the last byte received', async () => {
    served.cutAfter = [100_000, 50_000];
    const path = await fetchArtifact(anArtifact(), options());
    expect((await readFile(path)).equals(content)).toBe(true);
    const starts = requests.map((r) => Number(/\d+/.exec(r.range ?? '')?.[0] ?? 0));
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
  });

  it('resumes what an earlier process left', async () => {
    const path = artifactPath(cacheDir, anArtifact());
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, content.subarray(0, 1234));
    await fetchArtifact(anArtifact(), options());
    expect(requests.map((r) => r.range)).toEqual(['bytes=1234-']);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('starts over when the server does not resume', async () => {
    served.cutAfter = [100_000];
    served.ignoresRange = true;
    const path = await fetchArtifact(anArtifact(), options());
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('starts over once when the resumed whole does not match', async () => {
    const path = artifactPath(cacheDir, anArtifact());
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, randomBytes(5000));
    await fetchArtifact(anArtifact(), options());
    expect(requests.map((r) => r.range)).toEqual(['bytes=5000-', undefined]);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('discards what does not match its checksum', async () => {
    served.content = randomBytes(content.length);
    await expect(fetchArtifact(anArtifact(), options())).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      details: { params: { artifact: 'thing-1.0.jar' } },
    });
    const path = artifactPath(cacheDir, anArtifact());
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
  });

  it('gives up at once on 404, after several attempts on 503, naming the artifact and no host', async () => {
    served.status = 404;
    const message = 'fetching thing-1.0.jar failed: HTTP 404';
    await expect(fetchArtifact(anArtifact(), options())).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message });
    expect(requests).toHaveLength(1);
    served.status = 503;
    await expect(fetchArtifact(anArtifact(), options())).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(requests).toHaveLength(5);
  });

  it('reports that nobody listens', async () => {
    const sources = { mavenUrl: 'http://127.0.0.1:9', pypiFilesUrl: 'http://127.0.0.1:9' };
    await expect(fetchArtifact(anArtifact(), options({ sources }))).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  it('refuses before writing when the disk is too small', async () => {
    const freeBytes = () => Promise.resolve(1000);
    await expect(fetchArtifact(anArtifact(), options({ freeBytes }))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(requests).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('reports a disk that fills while writing', async () => {
    const path = artifactPath(cacheDir, anArtifact());
    await mkdir(dirname(path), { recursive: true });
    await symlink('/dev/full', `${path}.part`);
    await expect(fetchArtifact(anArtifact(), options())).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(existsSync(path)).toBe(false);
  });

  // Nobody may make a folder in /sys, not even root.
  it.runIf(existsSync('/sys/kernel'))('reports a cache that cannot be written', async () => {
    const broken = fetchArtifact(anArtifact(), { ...options(), cacheDir: '/sys/liusu' });
    await expect(broken).rejects.toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
  });

  it('downloads once when asked twice at the same time', async () => {
    const paths = await Promise.all([fetchArtifact(anArtifact(), options()), fetchArtifact(anArtifact(), options())]);
    expect(paths[0]).toBe(paths[1]);
    expect(requests).toHaveLength(1);
  });

  it('stops when told to and keeps the part for the next time', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('enough'));
    await expect(fetchArtifact(anArtifact(), options({ onProgress, signal: abort.signal }))).rejects.toThrow('enough');
    expect(existsSync(artifactPath(cacheDir, anArtifact()))).toBe(false);
  });
});

describe('fetchArtifacts', () => {
  it('returns the paths in the order asked', async () => {
    const artifacts = ['a', 'b', 'c', 'd', 'e'].map((name) => anArtifact(content, name));
    // Same checksum, other names: five files in one folder, one lock.
    const paths = await fetchArtifacts(artifacts, options());
    expect(paths.map((path) => path.slice(-9))).toEqual([
      'a-1.0.jar',
      'b-1.0.jar',
      'c-1.0.jar',
      'd-1.0.jar',
      'e-1.0.jar',
    ]);
  });

  it('throws the first failure, not the interruption it caused', async () => {
    served.status = 404;
    const artifacts = ['a', 'b', 'c', 'd'].map((name) => anArtifact(randomBytes(10), name));
    await expect(fetchArtifacts(artifacts, options())).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });
});

/**
 * An object store for tests: S3Proxy, which speaks the protocol of Amazon S3 with signatures of version 4, on a free port of the
 * loopback interface. It keeps objects in its memory: over a folder of the disk it takes `a` and `a/` for one object, which S3
 * does not, and Flink's file system fails at. Its one jar is fetched like those of engines.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AwsClient } from 'aws4fetch';
import { z } from 'zod';

import { testCacheDir, testSources } from '../../drivers/test-engines.ts';
import { fetchArtifact } from '../../engines/download.ts';
import { Artifact } from '../../engines/engine-file.ts';
import { serverJava } from './server-java.ts';
import { freePorts, ServerProcess } from './server-process.ts';

export interface S3Server {
  host: string;
  port: number;
  accessKey: string;
  secretKey: string;
  createBucket(bucket: string): Promise<void>;
  put(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void>;
  /** Keys of objects that begin so, in order. */
  keys(bucket: string, prefix: string): Promise<string[]>;
  text(bucket: string, key: string): Promise<string>;
  stop(): Promise<void>;
}

const region = 'us-east-1';

/** `folder`: an existing one of the test's own. */
export async function startS3(folder: string): Promise<S3Server> {
  const { artifact } = z
    .object({ artifact: Artifact })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, 's3-jar.json'), 'utf8')));
  const [jar, java] = await Promise.all([
    fetchArtifact(artifact, { cacheDir: testCacheDir, sources: testSources }),
    serverJava(),
  ]);
  const [port = 0] = await freePorts(1);
  const host = '127.0.0.1';
  const [accessKey, secretKey] = ['test-access-key', 's3-secret-of-the-test-71'];
  const settings = join(folder, 's3proxy.properties');
  await writeFile(
    settings,
    [
      `s3proxy.endpoint=http://${host}:${port}`,
      's3proxy.authorization=aws-v4',
      `s3proxy.identity=${accessKey}`,
      `s3proxy.credential=${secretKey}`,
      'jclouds.provider=transient',
      'jclouds.identity=unused',
      'jclouds.credential=unused',
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  const client = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    region,
    service: 's3',
    retries: 0,
  });
  const ask = async (method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) => {
    const url = `http://${host}:${port}/${path}`;
    const answer = await client.fetch(url, { method, ...(body === undefined ? {} : { body }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text}`);
    return text;
  };
  const encoded = (key: string) => key.split('/').map(encodeURIComponent).join('/');
  const flags = ['-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
  const server = await ServerProcess.start(
    {
      command: java,
      args: [...flags, `-Djava.io.tmpdir=${folder}`, '-DLOG_LEVEL=warn', '-jar', jar, '--properties', settings],
      cwd: folder,
      env: { LC_ALL: 'C.UTF-8' },
    },
    async () => (await ask('GET', '')) !== '',
  );
  return {
    ...{ host, port, accessKey, secretKey },
    createBucket: async (bucket) => void (await ask('PUT', bucket)),
    put: async (bucket, key, body) => void (await ask('PUT', `${bucket}/${encoded(key)}`, body)),
    keys: async (bucket, prefix) => {
      const xml = await ask('GET', `${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
      return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '').sort();
    },
    text: (bucket, key) => ask('GET', `${bucket}/${encoded(key)}`),
    stop: () => server.stop(),
  };
}

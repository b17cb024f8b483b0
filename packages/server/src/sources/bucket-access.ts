/**
 * Accounts of buckets, as Flink's S3 file system is given them: options of its configuration, for each bucket its own. The file
 * system hands what stands behind `s3.` to Hadoop's S3A as `fs.s3a.…`, where `bucket.NAME.` makes it that bucket's alone
 * (Hadoop, "Configuring different S3 buckets with Per-Bucket Configuration"). Pure.
 */
import type { BucketAccess } from '@liusu/contract/source';

import type { ConnectionOf } from './source-session.ts';
import { endpointOf } from './source-values.ts';

export const bucketPrefix = 's3.bucket.';

/** A source of the kind `s3`, with its secret key. */
export interface BucketSource {
  projectId: string;
  name: string;
  connection: ConnectionOf<'s3'>;
}

/** Flink shows `secret.key` masked, as the name of any key that holds `secret`. */
function optionsOf(connection: ConnectionOf<'s3'>): Record<string, string> {
  const { bucket, region, pathStyle, username, password } = connection;
  const options: Record<string, string> = {
    endpoint: endpointOf(connection),
    'endpoint.region': region,
    'path.style.access': String(pathStyle),
    // Some stores refuse to delete the marker of a folder that is not empty, and jobs then never start.
    'directory.marker.retention': 'keep',
    ...(username === ''
      ? { 'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider' }
      : { 'access.key': username, 'secret.key': password ?? '' }),
  };
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [`${bucketPrefix}${bucket}.${key}`, value]));
}

/** One account for each bucket: that of the first source in the order given. */
export function bucketOptions(sources: readonly BucketSource[]): Record<string, string> {
  const chosen = sources.filter((source) => chosenFor(source.connection.bucket, sources) === source);
  return Object.fromEntries(chosen.flatMap(({ connection }) => Object.entries(optionsOf(connection))));
}

/** `inForce`: the options each living process of Flink was started with. */
export function accessOf(
  source: BucketSource,
  all: readonly BucketSource[],
  inForce: readonly Readonly<Record<string, string>>[],
): BucketAccess {
  const chosen = chosenFor(source.connection.bucket, all);
  if (chosen?.projectId !== source.projectId || chosen.name !== source.name) return 'OTHER_SOURCE';
  return stateOf(source, inForce);
}

/** What a script that names a bucket has to know; undefined when no source is of it. */
export function stateOfBucket(
  bucket: string,
  all: readonly BucketSource[],
  inForce: readonly Readonly<Record<string, string>>[],
): 'READY' | 'RESTART_NEEDED' | undefined {
  const chosen = chosenFor(bucket, all);
  return chosen === undefined ? undefined : stateOf(chosen, inForce);
}

/** The one whose account counts. */
function chosenFor(bucket: string, all: readonly BucketSource[]): BucketSource | undefined {
  return all.find(({ connection }) => connection.bucket === bucket);
}

function stateOf(
  { connection }: BucketSource,
  inForce: readonly Readonly<Record<string, string>>[],
): 'READY' | 'RESTART_NEEDED' {
  const wanted = Object.entries(optionsOf(connection));
  const isInForce = inForce.every((options) => wanted.every(([key, value]) => options[key] === value));
  return inForce.length > 0 && isInForce ? 'READY' : 'RESTART_NEEDED';
}

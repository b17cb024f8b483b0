import { SourceConnection } from '@liusu/contract/source';
import { expect, it } from 'vitest';

import { accessOf, bucketOptions, type BucketSource, stateOfBucket } from './bucket-access.ts';

function source(name: string, bucket: string, more: object = {}): BucketSource {
  const given = { kind: 's3', host: 's3.example.com', bucket, username: 'id', password: 'key', ...more };
  const connection = SourceConnection.parse(given) as BucketSource['connection'];
  return { projectId: 'p', name, connection };
}

it('gives each bucket options of its own, and an account only where there is one', () => {
  const options = bucketOptions([source('a', 'logs'), source('b', 'open', { username: '', tls: 'off', port: 9000 })]);

  expect(options).toMatchObject({
    's3.bucket.logs.endpoint': 'https://s3.example.com',
    's3.bucket.logs.access.key': 'id',
    's3.bucket.logs.secret.key': 'key',
    's3.bucket.open.endpoint': 'http://s3.example.com:9000',
    's3.bucket.open.aws.credentials.provider': expect.stringContaining('Anonymous'),
  });
  expect(options).not.toHaveProperty('s3.bucket.open.secret.key');
});

it('says what is in force: in every process, with the account as it is now', () => {
  const logs = source('a', 'logs');
  const now = bucketOptions([logs]);

  expect(accessOf(logs, [logs], [now, now])).toBe('READY');
  expect(accessOf(logs, [logs], [now, {}])).toBe('RESTART_NEEDED');
  expect(accessOf(logs, [logs], [])).toBe('RESTART_NEEDED');
  expect(accessOf(source('a', 'logs', { password: 'new' }), [logs], [now])).toBe('RESTART_NEEDED');
});

it('lets the first source of a bucket count', () => {
  const [first, second] = [source('a', 'logs'), source('b', 'logs', { username: 'other' })];

  expect(bucketOptions([first, second])).toEqual(bucketOptions([first]));
  expect(accessOf(second, [first, second], [])).toBe('OTHER_SOURCE');
  expect(stateOfBucket('logs', [first, second], [bucketOptions([first])])).toBe('READY');
  expect(stateOfBucket('none', [first], [])).toBeUndefined();
});

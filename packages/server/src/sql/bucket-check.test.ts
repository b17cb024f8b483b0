import { expect, it } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { bucketCheck } from './bucket-check.ts';
import { connectorsOf } from './connectors.ts';
import { prepareScript } from './prepared-script.ts';

function cluster(managed: boolean): ClusterHandle {
  return { name: 'c', driver: { capabilities: { managed } } } as ClusterHandle;
}

function usesOf(sql: string) {
  return prepareScript(sql, {}).statements.flatMap(({ kind, tokens }) => connectorsOf(kind, tokens));
}

it('finds the buckets that a statement names', () => {
  const table = `CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 'S3://Logs.x/a b', 'format' = 'csv')`;
  const catalog = `CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 's3a://lake/w')`;

  expect(usesOf(table)).toContainEqual({ kind: 'fileSystem', name: 's3', variant: 'Logs.x' });
  expect(usesOf(catalog)).toContainEqual({ kind: 'fileSystem', name: 's3a', variant: 'lake' });
  expect(usesOf(`CREATE TABLE t (a INT) WITH ('path' = 'file:///s3://no')`)).toEqual([]);
});

it('refuses what the local Flink does not open, with the reason', async () => {
  const states = { open: 'READY', late: 'RESTART_NEEDED' } as const;
  const check = bucketCheck(async (bucket) => states[bucket as keyof typeof states]);
  const use = (bucket: string) => [{ kind: 'fileSystem', name: 's3', variant: bucket } as const];

  await expect(check(cluster(true), use('open'))).resolves.toBeUndefined();
  await expect(check(cluster(true), use('late'))).rejects.toMatchObject({
    code: 'BUCKET_NOT_READY',
    details: { params: { bucket: 'late', restart: true, kind: 'fileSystem', type: 's3' } },
  });
  await expect(check(cluster(true), use('none'))).rejects.toThrow(/no data source/);
  await expect(check(cluster(false), use('none'))).resolves.toBeUndefined();
});

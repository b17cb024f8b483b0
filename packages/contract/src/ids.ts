/**
 * Identifiers. Every id is a prefixed string, `job_4tz8…`: the prefix names the kind, the rest is 20 characters of
 * lower-case base 36. A Flink JobID is not one of ours: 32 hexadecimal characters, Flink's own form.
 */
import { z } from 'zod';

export const idPrefixes = {
  user: 'usr',
  project: 'prj',
  cluster: 'clu',
  job: 'job',
  version: 'ver',
  run: 'run',
  event: 'evt',
  savepoint: 'svp',
  plan: 'pln',
  storedPlan: 'spl',
  bulk: 'blk',
  alert: 'alt',
  preview: 'pre',
  connector: 'con',
  token: 'tok',
  install: 'ins',
  /** A platform process and its data folder, one of several on one database. */
  replica: 'rep',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Schema of an id of one kind. */
export function idOf(kind: IdKind) {
  return z.string().regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-z]{6,32}$`), `not a ${kind} id`);
}

export const FlinkJobId = z.string().regex(/^[0-9a-f]{32}$/, 'not a Flink JobID');
export type FlinkJobId = z.infer<typeof FlinkJobId>;

/** A point in time on the wire: ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime();

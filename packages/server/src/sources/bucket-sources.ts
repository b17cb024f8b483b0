/** Buckets of all projects, and whether the local Flink opens them: it has one account per bucket, whichever project asks. */
import type { BucketAccess, SourceConnection } from '@liusu/contract/source';

import { accessOf, bucketOptions, bucketPrefix, type BucketSource, stateOfBucket } from './bucket-access.ts';

export interface BucketSourcesDeps {
  /** Every source of every project with its password, in an order that does not change by itself. */
  everySource(): Promise<{ projectId: string; name: string; connection: SourceConnection }[]>;
  /** Of each living process of the local Flink: the options beginning so that it was started with. Absent without a local Flink. */
  optionsInForce: ((prefix: string) => Record<string, string>[]) | undefined;
}

export class BucketSources {
  readonly #deps: BucketSourcesDeps;

  constructor(deps: BucketSourcesDeps) {
    this.#deps = deps;
  }

  /** For the next start of a process of Flink. They hold secrets. */
  async options(): Promise<Record<string, string>> {
    return bucketOptions(await this.#all());
  }

  /** By project and name of the source. Null for all without a local Flink. */
  async lookUp(): Promise<(projectId: string, name: string) => BucketAccess | null> {
    const inForce = this.#deps.optionsInForce?.(bucketPrefix);
    if (inForce === undefined) return () => null;
    const all = await this.#all();
    return (projectId, name) => {
      const source = all.find((one) => one.projectId === projectId && one.name === name);
      return source === undefined ? null : accessOf(source, all, inForce);
    };
  }

  /** Undefined when no source is of the bucket. */
  async stateOf(bucket: string): Promise<'READY' | 'RESTART_NEEDED' | undefined> {
    return stateOfBucket(bucket, await this.#all(), this.#deps.optionsInForce?.(bucketPrefix) ?? []);
  }

  async #all(): Promise<BucketSource[]> {
    return (await this.#deps.everySource()).flatMap(({ projectId, name, connection }) =>
      connection.kind === 's3' ? [{ projectId, name, connection }] : [],
    );
  }
}

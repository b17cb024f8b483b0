/** A platform that can die: after the n-th thing it does that lasts, it does nothing more and learns nothing more. */
import type { KyselyPlugin } from 'kysely';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';

const never = new Promise<never>(() => {});

/** Kills the platform after the n-th thing it does that lasts. */
export class Fate {
  done = 0;
  isDead = false;
  readonly dieAfter: number;
  readonly nowMs: () => number;
  /** Told when the platform goes round in circles without letting time pass. */
  readonly onCircle: (what: string) => void;
  #lastMs = 0;
  #atOneTime = 0;

  constructor(dieAfter: number, nowMs: () => number, onCircle: (what: string) => void) {
    this.dieAfter = dieAfter;
    this.nowMs = nowMs;
    this.onCircle = onCircle;
  }

  /** Does it; a dead process does nothing, and one that dies now learns nothing of the outcome. */
  async lasting<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) return never;
    const result = await work();
    this.done += 1;
    if (this.done === this.dieAfter) this.isDead = true;
    return this.isDead ? never : result;
  }

  async passing<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) return never;
    this.#atOneTime = this.nowMs() === this.#lastMs ? this.#atOneTime + 1 : 0;
    this.#lastMs = this.nowMs();
    if (this.#atOneTime > 2_000) {
      this.isDead = true;
      this.onCircle(new Error('x').stack ?? '');
      return never;
    }
    const result = await work();
    return this.isDead ? never : result;
  }
}

const lastingCalls: ReadonlySet<string> = new Set([
  'cancel',
  'stopWithSavepoint',
  'triggerSavepoint',
  'findSavepointOperation',
  'putResourceRequirements',
  'disposeSavepoint',
]);

export function mortalDatabase(database: Database, fate: Fate): Database {
  const writes = new Set<unknown>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      if (node.kind !== 'SelectQueryNode') writes.add(queryId);
      return node;
    },
    transformResult: ({ result, queryId }) => {
      const isWrite = writes.delete(queryId);
      return isWrite ? fate.lasting(async () => result) : fate.passing(async () => result);
    },
  };
  return {
    ...database,
    db: database.db.withPlugin(plugin),
    transaction: (work) => fate.lasting(() => database.transaction(work)),
    close: database.close,
  };
}

export function mortalCluster(cluster: ClusterHandle, fate: Fate): ClusterHandle {
  const rest = new Proxy(cluster.rest, {
    get: (target, name: keyof FlinkRest) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => {
        const call = () => method.apply(target, args);
        return lastingCalls.has(name) ? fate.lasting(call) : fate.passing(call);
      };
    },
  });
  const driver = {
    ...cluster.driver,
    fenceOff: (incarnation: string) => fate.lasting(() => cluster.driver.fenceOff(incarnation)),
  };
  return { ...cluster, rest, driver };
}

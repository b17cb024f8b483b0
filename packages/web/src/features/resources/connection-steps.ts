/** The steps of a connection test as a list that is complete from the start: done, failed, or not reached. Pure. */
import type { ClusterTest } from '@liusu/contract/cluster';

export type StepName = ClusterTest['checks'][number]['name'];
export type StepState = 'waiting' | 'ok' | 'failed' | 'skipped';

export interface ConnectionStep {
  name: StepName;
  state: StepState;
  /** What the server found; absent before, and for a step not reached. */
  message?: string;
  /** The same in Chinese, where it is told so. */
  zh?: string;
  ms?: number;
}

const order: readonly StepName[] = ['resolve', 'connect', 'tls', 'auth', 'flink', 'version', 'slots'];

/** `https`: whether a TLS handshake belongs to the way there. `test` is undefined while it is being done. */
export function connectionSteps(https: boolean, test: ClusterTest | undefined): ConnectionStep[] {
  const checks = new Map(test?.checks.map((check) => [check.name, check]));
  return order
    .filter((name) => name !== 'tls' || https || checks.has('tls'))
    .map((name) => {
      const check = checks.get(name);
      if (check === undefined) return { name, state: test === undefined ? 'waiting' : 'skipped' };
      const { message, zh, ms } = check;
      return { name, state: check.ok ? 'ok' : 'failed', message, ...(zh === undefined ? {} : { zh }), ms };
    });
}

/** Time of all steps together, ms. */
export function totalMs(test: ClusterTest): number {
  return test.checks.reduce((sum, check) => sum + check.ms, 0);
}

/** Submissions of a platform process among several. Part of the composition root. */
import type { LocalEngine } from './engine-parts.ts';
import { markOf, type ProcessTable } from './lib/process-identity.ts';
import { ReplicatedSubmitter, type ReplicatedSubmitterDeps } from './sql/replicated-submitter.ts';

export function replicatedSubmitter(
  { table }: { table: ProcessTable },
  engine: LocalEngine,
  deps: Pick<ReplicatedSubmitterDeps, 'inner' | 'replicaId' | 'clock' | 'log'>,
): ReplicatedSubmitter {
  const bootId = table.identify(process.pid)?.bootId;
  return new ReplicatedSubmitter({
    ...deps,
    gatewayUrl: () => engine.gateway.url(),
    isAlive: (mark) => {
      // <boot id>:<pid>:<start time>
      const [boot, pid] = mark.split(':');
      if (boot === undefined || boot !== bootId) return undefined;
      const found = table.identify(Number(pid));
      return found !== undefined && markOf(found) === mark;
    },
  });
}

/** Submissions of a platform process among several. Part of the composition root. */
import { fateOf, fateOfOwn } from './lib/process-fate.ts';
import type { ProcessTable } from './lib/process-identity.ts';
import { ownPlace } from './lib/process-place.ts';
import type { Gateways } from './sql/gateways.ts';
import { ReplicatedSubmitter, type ReplicatedSubmitterDeps } from './sql/replicated-submitter.ts';

export function replicatedSubmitter(
  { table }: { table: ProcessTable },
  gateways: Gateways,
  deps: Pick<ReplicatedSubmitterDeps, 'inner' | 'replicaId' | 'clock' | 'log'>,
): ReplicatedSubmitter {
  const place = ownPlace();
  const here = { table, bootId: bootIdOf(table), place };
  return new ReplicatedSubmitter({
    ...deps,
    place,
    gatewayUrl: (engine) => gateways.forEngine(engine).url(),
    fateOf: (noted) => fateOf(noted, here),
  });
}

/** What becomes of this platform's own gateway processes. */
export function ownGatewayFates(table: ProcessTable): (mark: string) => 'alive' | 'gone' {
  const here = { table, bootId: bootIdOf(table) };
  return (mark) => fateOfOwn(mark, here);
}

function bootIdOf(table: ProcessTable): string {
  const self = table.identify(process.pid);
  if (self === undefined) throw new Error('the process table does not list this process');
  return self.bootId;
}

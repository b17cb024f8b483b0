/**
 * Where a process is looked for. A pid means something only among the processes that can see one another: two containers of one
 * machine share its boot id and nothing else, and a loopback address is another one in each network.
 */
import { readFileSync, readlinkSync } from 'node:fs';

import { z } from 'zod';

export const ProcessPlace = z.object({
  /** Namespaces of pids and of the network, as Linux names them; empty where there are none. */
  pids: z.string(),
  network: z.string(),
  /** Survives a restart of the machine; empty inside a container, whose image may have given it the id of another. */
  machine: z.string(),
});
export type ProcessPlace = z.infer<typeof ProcessPlace>;

/** The namespace of pids that a Linux machine starts with: the same number on every one. */
const firstPids = 'pid:[4026531836]';

/** The place of this process. */
export function ownPlace(): ProcessPlace {
  const pids = linkOf('/proc/self/ns/pid');
  return { pids, network: linkOf('/proc/self/ns/net'), machine: pids === firstPids ? textOf('/etc/machine-id') : '' };
}

function linkOf(path: string): string {
  return orEmpty(() => readlinkSync(path));
}

function textOf(path: string): string {
  return orEmpty(() => readFileSync(path, 'utf8').trim());
}

/** Not there on other systems, nor in every container. */
function orEmpty(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return '';
  }
}

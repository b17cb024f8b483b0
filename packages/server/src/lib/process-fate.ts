/** What can be told from here about a process noted earlier, by whichever process of the platform. */
import { markOf, type ProcessTable } from './process-identity.ts';
import type { ProcessPlace } from './process-place.ts';

/** `unknown`: it is, or was, where nothing can be seen of it from here. */
export type ProcessFate = 'alive' | 'gone' | 'unknown';

/** A process, and where it was noted. */
export interface NotedProcess {
  /** See `markOf`. */
  mark: string;
  /** Undefined: not noted. */
  place: ProcessPlace | undefined;
  /** It was noted by this installation folder, which is on one machine at a time. */
  isOwn: boolean;
}

export interface Whereabouts {
  table: Pick<ProcessTable, 'identify'>;
  bootId: string;
  place: ProcessPlace;
}

/**
 * Gone only with proof: its pid is not its own any more where it ran, or the machine it ran on was started anew. Of another machine,
 * or another container, nothing is known.
 */
export function fateOf({ mark, place, isOwn }: NotedProcess, here: Whereabouts): ProcessFate {
  if (place === undefined) return 'unknown';
  const [bootId, pid] = splitMark(mark);
  if (bootId !== here.bootId) {
    const isSameMachine = isOwn && place.machine !== '' && place.machine === here.place.machine;
    return isSameMachine && place.pids === here.place.pids ? 'gone' : 'unknown';
  }
  if (place.pids !== here.place.pids || place.network !== here.place.network) return 'unknown';
  return fateOnThisBoot(mark, pid, here.table);
}

/**
 * The same where one machine has the data folder to itself, as the lock on it sees to: what an earlier boot, or an earlier container,
 * left behind has ended with it.
 */
export function fateOfOwn(mark: string, here: Pick<Whereabouts, 'table' | 'bootId'>): 'alive' | 'gone' {
  const [bootId, pid] = splitMark(mark);
  return bootId === here.bootId ? fateOnThisBoot(mark, pid, here.table) : 'gone';
}

function fateOnThisBoot(mark: string, pid: number, table: Whereabouts['table']): 'alive' | 'gone' {
  const found = table.identify(pid);
  return found !== undefined && markOf(found) === mark ? 'alive' : 'gone';
}

/** Boot id and pid of `<boot id>:<pid>:<start time>`. */
function splitMark(mark: string): [bootId: string, pid: number] {
  const [bootId = '', pid = ''] = mark.split(':');
  return [bootId, Number(pid)];
}

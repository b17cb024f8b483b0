/** Leases of a process that is alone: it holds every one of them, always. For tests of what works under a lease. */
import type { Leases } from '../leases/lease.ts';

export const heldLeases: Leases = {
  held: (name) => ({ name, epoch: 1, signal: new AbortController().signal }),
  check: () => {},
  fence: async () => {},
};

/** Doors to a real Flink, each of which can be broken in one way and mended again. */
import { join } from 'node:path';

import { type FaultMode, FaultProxy } from './fault-proxy.ts';
import type { Loss, NetworkNamespace } from './network-namespace.ts';

type Target = () => { host: string; port: number };

export interface OutageDoor {
  /** Address to give to the platform; it stays the same. */
  readonly url: string;
  /** Requests other than GET that came to the door, in order, as `METHOD path`. */
  readonly mutations: readonly string[];
  break(): Promise<void>;
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/** A proxy that fails on purpose. */
export async function faultyDoor(target: Target, mode: FaultMode): Promise<OutageDoor> {
  const proxy = new FaultProxy(target);
  await proxy.start();
  return {
    url: proxy.url,
    mutations: proxy.mutations,
    break: () => proxy.become(mode),
    mend: () => proxy.become('pass'),
    stop: () => proxy.stop(),
  };
}

/** An address inside a network namespace whose packets are lost. `folder`: for the socket file that leads out of it. */
export async function lossyDoor(
  target: Target,
  { namespace, index, loss, folder }: { namespace: NetworkNamespace; index: number; loss: Loss; folder: string },
): Promise<OutageDoor> {
  const path = join(folder, `door-${index}`);
  const proxy = new FaultProxy(target, { path });
  await proxy.start();
  const address = namespace.addressOf(index);
  return {
    url: await namespace.openDoor(address, path),
    mutations: proxy.mutations,
    break: async () => namespace.drop(address, loss),
    mend: async () => {
      if (namespace.pass(address) === 0) throw new Error(`no packet of ${address} was dropped`);
    },
    stop: () => proxy.stop(),
  };
}

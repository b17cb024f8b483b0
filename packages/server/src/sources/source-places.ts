/** Where the servers of a data source listen. Pure. */
import type { SourceConnection } from '@liusu/contract/source';

import type { Place } from './reach.ts';

const metastorePort = 9083;

/** One, or each of several that stand for the same. */
export function placesOf(connection: SourceConnection): Place[] {
  if (connection.kind !== 'kafka' && connection.kind !== 'hive')
    return [{ host: connection.host, port: connection.port }];
  return serversOf(connection.servers).map((server) => {
    const plain = server.replace(/^thrift:\/\//, '');
    const at = plain.lastIndexOf(':');
    return at < 0
      ? { host: plain, port: metastorePort }
      : { host: plain.slice(0, at), port: Number(plain.slice(at + 1)) };
  });
}

/** The parts of a list by commas. */
export function serversOf(servers: string): string[] {
  return servers.split(',').map((one) => one.trim());
}

/** Addresses of metastores as Hive's clients are given them. */
export function metastoreUris(connection: Extract<SourceConnection, { kind: 'hive' }>): string {
  return placesOf(connection)
    .map(({ host, port }) => `thrift://${host}:${port}`)
    .join(',');
}

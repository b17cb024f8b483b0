import type { ConnectionOf, OpenOptions, SourceSession } from '../source-session.ts';
export function openClickhouse(_connection: ConnectionOf<'clickhouse'>, _options: OpenOptions): Promise<SourceSession> {
  throw new Error('not yet');
}

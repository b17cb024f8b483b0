/** Connects to a data source of any kind. The clients are loaded when a source of their kind is first used. */
import type { SourceConnection } from '@liusu/contract/source';

import type { OpenOptions, SourceSession } from './source-session.ts';

/** Throws what the client throws. The session must be closed. */
export async function openSource(connection: SourceConnection, options: OpenOptions): Promise<SourceSession> {
  switch (connection.kind) {
    case 'postgresql':
      return (await import('./postgresql/postgresql-session.ts')).openPostgresql(connection, options);
    case 'mysql':
      return (await import('./mysql/mysql-session.ts')).openMysql(connection, options);
    case 'kafka':
      return (await import('./kafka/kafka-session.ts')).openKafka(connection, options);
    case 'redis':
      return (await import('./redis/redis-session.ts')).openRedis(connection, options);
    case 's3':
      return (await import('./s3/s3-session.ts')).openS3(connection, options);
    case 'clickhouse':
      return (await import('./clickhouse/clickhouse-session.ts')).openClickhouse(connection, options);
    case 'hive':
      return (await import('./hive/hive-session.ts')).openHive(connection, options);
  }
}

/** The form of a data source: what is typed, and what is sent. Pure. */
import type { Source, SourceConnectionInput, SourceKind, SourceTls } from '@liusu/contract/source';

export type Sasl = 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export interface SourceFormValues {
  kind: SourceKind;
  name: string;
  host: string;
  port: number | null;
  database: string;
  servers: string;
  region: string;
  bucket: string;
  pathStyle: boolean;
  username: string;
  password: string;
  /** Of a source that has one: take it away. */
  noPassword: boolean;
  sasl: Sasl;
  tls: SourceTls;
  caPem: string;
  description: string;
}

export const kinds: readonly SourceKind[] = ['postgresql', 'mysql', 'clickhouse', 'kafka', 's3', 'redis', 'hive'];

/** Kinds that are reached by a list of servers; the others have one host and port. */
export type ListedKind = 'kafka' | 'hive';

export function isListed(kind: SourceKind): kind is ListedKind {
  return kind === 'kafka' || kind === 'hive';
}

export const usualPorts: Readonly<Record<Exclude<SourceKind, ListedKind>, number>> = {
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  s3: 443,
  clickhouse: 8123,
};

const usualDatabases: Partial<Record<SourceKind, string>> = { redis: '0', clickhouse: 'default' };

export function emptySourceForm(kind: SourceKind): SourceFormValues {
  return {
    kind,
    name: '',
    host: '',
    port: isListed(kind) ? null : usualPorts[kind],
    database: usualDatabases[kind] ?? '',
    servers: '',
    region: 'us-east-1',
    bucket: '',
    pathStyle: true,
    username: kind === 'clickhouse' ? 'default' : '',
    password: '',
    noPassword: false,
    sasl: 'none',
    tls: kind === 's3' ? 'verify' : 'off',
    caPem: '',
    description: '',
  };
}

export function formOf({ name, description, connection }: Source): SourceFormValues {
  const empty = emptySourceForm(connection.kind);
  const { tls, caPem = '', username } = connection;
  const shared = { ...empty, name, description, tls, caPem, username };
  if (connection.kind === 'hive') return { ...shared, servers: connection.servers };
  if (connection.kind === 'kafka') return { ...shared, servers: connection.servers, sasl: connection.sasl };
  const { host, port } = connection;
  if (connection.kind === 's3') {
    const { region, bucket, pathStyle } = connection;
    return { ...shared, host, port, region, bucket, pathStyle };
  }
  return { ...shared, host, port, database: String(connection.database) };
}

/** What is sent. Without a typed password none is named: a kept one stays. What belongs to another kind is left behind. */
export function connectionOf(values: SourceFormValues): SourceConnectionInput {
  const username = values.username.trim();
  const caPem = values.caPem.trim();
  const tls = { tls: values.tls, ...(values.tls === 'verify' && caPem !== '' ? { caPem } : {}) };
  const password = values.noPassword ? { password: '' } : values.password === '' ? {} : { password: values.password };
  const place = { host: values.host.trim(), ...(values.port === null ? {} : { port: values.port }) };
  switch (values.kind) {
    case 'postgresql':
    case 'mysql':
    case 'clickhouse':
      return { kind: values.kind, ...place, database: values.database.trim(), username, ...password, ...tls };
    case 'kafka': {
      const account = values.sasl === 'none' ? { password: '' } : { username, ...password };
      return { kind: 'kafka', servers: values.servers.trim(), sasl: values.sasl, ...account, ...tls };
    }
    case 's3': {
      const bucket = { region: values.region.trim(), bucket: values.bucket.trim(), pathStyle: values.pathStyle };
      return { kind: 's3', ...place, ...bucket, username, ...password, ...tls };
    }
    case 'redis':
      return { kind: 'redis', ...place, database: Number(values.database), username, ...password, ...tls };
    case 'hive':
      return { kind: 'hive', servers: values.servers.trim() };
  }
}

/** True when a password would cross the network readable. */
export function sendsPasswordInClear(values: SourceFormValues, hasPassword: boolean): boolean {
  const hasOne = !values.noPassword && (values.password !== '' || hasPassword);
  if (values.kind === 'hive') return false;
  return values.tls === 'off' && hasOne && (values.kind !== 'kafka' || values.sasl !== 'none');
}

/** Digits, so that it can be told what is wrong before it is sent. */
export function isPort(port: number | null): boolean {
  return port !== null && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

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
  username: string;
  password: string;
  /** Of a source that has one: take it away. */
  noPassword: boolean;
  sasl: Sasl;
  tls: SourceTls;
  caPem: string;
  description: string;
}

export const kinds: readonly SourceKind[] = ['postgresql', 'mysql', 'kafka', 'redis', 'hive'];

/** Kinds that are reached by a list of servers; the others have one host and port. */
export type ListedKind = 'kafka' | 'hive';

export function isListed(kind: SourceKind): kind is ListedKind {
  return kind === 'kafka' || kind === 'hive';
}

export const usualPorts: Readonly<Record<Exclude<SourceKind, ListedKind>, number>> = {
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
};

export function emptySourceForm(kind: SourceKind): SourceFormValues {
  return {
    kind,
    name: '',
    host: '',
    port: isListed(kind) ? null : usualPorts[kind],
    database: kind === 'redis' ? '0' : '',
    servers: '',
    username: '',
    password: '',
    noPassword: false,
    sasl: 'none',
    tls: 'off',
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
  return { ...shared, host: connection.host, port: connection.port, database: String(connection.database) };
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
      return { kind: values.kind, ...place, database: values.database.trim(), username, ...password, ...tls };
    case 'kafka': {
      const account = values.sasl === 'none' ? { password: '' } : { username, ...password };
      return { kind: 'kafka', servers: values.servers.trim(), sasl: values.sasl, ...account, ...tls };
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

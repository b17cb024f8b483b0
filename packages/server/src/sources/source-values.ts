/** What `${source.<name>.<field>}` stands for, by kind. Pure. */
import type { SourceConnection, SourceField } from '@liusu/contract/source';

import { plainKafkaPackage } from './kafka/kafka-package.ts';
import { metastoreUris, placesOf, serversOf } from './source-places.ts';
import type { ConnectionOf } from './source-session.ts';

/** Fields whose value must stand in no text that is shown. */
const secretFields: ReadonlySet<string> = new Set(['password', 'jaas-config', 'secret-key']);

export function isSecretField(field: string): boolean {
  return secretFields.has(field);
}

/** What values depend on beside the connection. */
export interface ValueSurroundings {
  /** Where the engine has the classes of Kafka's client, see kafka-package.ts. */
  kafkaPackage?: string;
  /** The folder with the configuration for these metastores, see hive-conf.ts. */
  hiveConfOf?(uris: string): string;
}

/** Values by field. A password is among them when the connection holds one. */
export function valuesOfConnection(
  connection: SourceConnection,
  { kafkaPackage = plainKafkaPackage, hiveConfOf }: ValueSurroundings = {},
): Record<string, string> {
  const password: Record<string, string> = connection.password === undefined ? {} : { password: connection.password };
  switch (connection.kind) {
    case 'postgresql': {
      const { host, port, database, username } = connection;
      const base = `jdbc:postgresql://${bracketed(host)}:${port}/${database}`;
      const url = `${base}?sslmode=${{ off: 'disable', trust: 'require', verify: 'verify-full' }[connection.tls]}`;
      return { url, hostname: host, port: String(port), database, username, ...password };
    }
    case 'mysql': {
      const { host, port } = connection;
      const base = `jdbc:mysql://${bracketed(host)}:${port}`;
      const parameters = [
        `sslMode=${{ off: 'DISABLED', trust: 'REQUIRED', verify: 'VERIFY_IDENTITY' }[connection.tls]}`,
        // Without TLS the password of newer accounts travels under the server's own key, which the driver must be let ask for.
        ...(connection.tls === 'off' ? ['allowPublicKeyRetrieval=true'] : []),
        // A YEAR as a number: as a date it would be the first of January.
        'yearIsDateType=false',
      ].join('&');
      return { ...jdbcFields(base, parameters, connection), ...password };
    }
    case 'kafka': {
      const { sasl, tls, username } = connection;
      return {
        'bootstrap-servers': serversOf(connection.servers).join(','),
        'security-protocol': `${sasl === 'none' ? '' : 'SASL_'}${tls === 'off' ? 'PLAINTEXT' : 'SSL'}`,
        ...(connection.caPem === undefined ? {} : { 'ca-pem': connection.caPem }),
        ...(sasl === 'none'
          ? {}
          : {
              'sasl-mechanism': sasl,
              username,
              ...password,
              ...jaasOf(`${kafkaPackage}.common.security`, connection),
            }),
      };
    }
    case 'redis': {
      const { host, port, database, username } = connection;
      return { hostname: host, port: String(port), database: String(database), username, ...password };
    }
    case 's3': {
      const { bucket, region, username } = connection;
      const secret: Record<string, string> =
        connection.password === undefined ? {} : { 'secret-key': connection.password };
      const account = username === '' ? {} : { 'access-key': username, ...secret };
      return { url: `s3://${bucket}`, bucket, endpoint: endpointOf(connection), region, ...account };
    }
    case 'clickhouse': {
      const { host, port } = connection;
      const base = `jdbc:clickhouse:${connection.tls === 'off' ? 'http' : 'https'}://${bracketed(host)}:${port}`;
      // The driver has no way to leave the certificate unlooked at.
      const parameters = `ssl=${connection.tls !== 'off'}`;
      return { ...jdbcFields(base, parameters, connection), ...password };
    }
    case 'hive': {
      const uris = metastoreUris(connection);
      return { uris, ...(hiveConfOf === undefined ? {} : { conf: hiveConfOf(uris) }) };
    }
  }
}

/** Of a driver whose addresses name the database between `base` and the parameters: another database can be written in its place. */
function jdbcFields(
  base: string,
  parameters: string,
  { host, port, database, username }: ConnectionOf<'mysql' | 'clickhouse'>,
): Record<string, string> {
  return {
    url: `${base}/${database}?${parameters}`,
    'base-url': base,
    'url-parameters': parameters,
    ...{ hostname: host, port: String(port), database, username },
  };
}

/** What may be shown of the fields; `hasPassword` tells of one that is kept sealed. */
export function fieldsOf(
  name: string,
  connection: SourceConnection,
  hasPassword: boolean,
  around: ValueSurroundings = {},
): SourceField[] {
  const values = valuesOfConnection(hasPassword ? { ...connection, password: 'kept' } : connection, around);
  return Object.entries(values).map(([field, value]) => ({
    field,
    reference: `\${source.${name}.${field}}`,
    value: isSecretField(field) ? null : value,
  }));
}

/** One line for lists. */
export function addressOf(connection: SourceConnection): string {
  switch (connection.kind) {
    case 'kafka':
      return serversOf(connection.servers).join(', ');
    case 'hive':
      return metastoreUris(connection).replaceAll(',', ', ');
    case 's3':
      return `${endpointOf(connection)}/${connection.bucket}`;
    case 'redis':
    case 'mysql':
    case 'postgresql':
    case 'clickhouse':
      return `${bracketed(connection.host)}:${connection.port}/${connection.database}`;
  }
}

/** Address of what speaks HTTP, without the usual port. */
export function endpointOf({ host, port, tls }: ConnectionOf<'s3' | 'clickhouse'>): string {
  const isUsual = port === (tls === 'off' ? 80 : 443);
  return `${tls === 'off' ? 'http' : 'https'}://${bracketed(host)}${isUsual ? '' : `:${port}`}`;
}

/** True when a password kept for one connection may be used for the other: the same server, reached the same way. */
export function isSameAddress(kept: SourceConnection, given: SourceConnection): boolean {
  return placeOf(kept) === placeOf(given);
}

function placeOf(connection: SourceConnection): string {
  const place = placesOf(connection).map(({ host, port }) => [host, port]);
  return JSON.stringify([
    connection.kind,
    place,
    connection.tls,
    connection.caPem ?? '',
    'sasl' in connection ? connection.sasl : '',
  ]);
}

function jaasOf(security: string, { sasl, username, password }: ConnectionOf<'kafka'>): Record<string, string> {
  if (password === undefined) return {};
  const module = sasl === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return {
    'jaas-config': `${security}.${module} required username=${quoted(username)} password=${quoted(password)};`,
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

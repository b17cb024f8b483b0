/** Option keys of the connectors people write most, for completion inside WITH. Not a judge: others are as good. */

const shared = ['connector'];
const csv = ['csv.field-delimiter', 'csv.null-literal', 'csv.ignore-parse-errors'];
const json = ['json.ignore-parse-errors', 'json.fail-on-missing-field', 'json.timestamp-format.standard'];

export const connectorOptions: Readonly<Record<string, readonly string[]>> = {
  datagen: ['rows-per-second', 'number-of-rows'],
  print: ['print-identifier', 'standard-error'],
  blackhole: [],
  filesystem: [
    'path',
    'format',
    'source.monitor-interval',
    'source.path.regex-pattern',
    'sink.rolling-policy.rollover-interval',
    'sink.rolling-policy.check-interval',
    ...csv,
    ...json,
  ],
  kafka: [
    'topic',
    'properties.bootstrap.servers',
    'properties.group.id',
    'scan.startup.mode',
    'scan.startup.timestamp-millis',
    'format',
    'key.format',
    'key.fields',
    'value.format',
    'sink.delivery-guarantee',
    'sink.transactional-id-prefix',
    ...csv,
    ...json,
  ],
  'upsert-kafka': ['topic', 'properties.bootstrap.servers', 'key.format', 'value.format'],
  jdbc: [
    'url',
    'table-name',
    'username',
    'password',
    'driver',
    'lookup.cache',
    'lookup.partial-cache.max-rows',
    'lookup.partial-cache.expire-after-write',
    'sink.buffer-flush.max-rows',
    'sink.buffer-flush.interval',
  ],
  'mysql-cdc': ['hostname', 'port', 'username', 'password', 'database-name', 'table-name', 'server-id'],
  'postgres-cdc': [
    'hostname',
    'port',
    'username',
    'password',
    'database-name',
    'schema-name',
    'table-name',
    'slot.name',
  ],
};

/** Options of tables of the lake catalog, which have no connector. */
export const lakeTableOptions: readonly string[] = [
  'bucket',
  'merge-engine',
  'changelog-producer',
  'sequence.field',
  'write-buffer-size',
  'snapshot.time-retained',
  'continuous.discovery-interval',
];

export const optionValues: Readonly<Record<string, readonly string[]>> = {
  connector: Object.keys(connectorOptions),
  format: ['csv', 'json', 'avro', 'parquet', 'orc', 'raw', 'debezium-json', 'canal-json'],
  'key.format': ['csv', 'json', 'avro', 'raw'],
  'value.format': ['csv', 'json', 'avro'],
  'scan.startup.mode': ['earliest-offset', 'latest-offset', 'group-offsets', 'timestamp', 'specific-offsets'],
  'merge-engine': ['deduplicate', 'partial-update', 'aggregation', 'first-row'],
  'changelog-producer': ['none', 'input', 'lookup', 'full-compaction'],
  'sink.delivery-guarantee': ['none', 'at-least-once', 'exactly-once'],
};

/** Keys to offer: the connector's own, or the lake's when the table names no connector. */
export function optionKeys(connector: string | undefined): readonly string[] {
  if (connector === undefined) return [...shared, ...lakeTableOptions];
  return [...shared, ...(connectorOptions[connector] ?? [...new Set(Object.values(connectorOptions).flat())])];
}

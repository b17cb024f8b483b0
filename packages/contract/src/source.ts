/**
 * Data sources: outside systems a project reads and writes, registered once with their address and account. Scripts refer to them
 * by `${source.<name>.<field>}`, so that no address and no password stands in their text.
 */
import { z } from 'zod';

import { Instant } from './ids.ts';
import { SourceFault } from './source-fault.ts';

export const SourceKind = z.enum(['postgresql', 'mysql', 'kafka', 'redis', 's3', 'clickhouse', 'hive']);
export type SourceKind = z.infer<typeof SourceKind>;

/** No dots: they part the name from the field in a reference. */
export const SourceName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'begins with a letter, then letters, digits, _ and - only');

/**
 * - off     plain text
 * - trust   encrypted, with whatever certificate the server shows
 * - verify  encrypted, with a certificate that is checked, by `caPem` when given, else by the authorities of the machine
 */
export const SourceTls = z.enum(['off', 'trust', 'verify']);
export type SourceTls = z.infer<typeof SourceTls>;

const Host = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9._:-]+$/, 'a host name or an address, without port');
const port = (usual: number) => z.number().int().min(1).max(65_535).default(usual);
/** Written only: no route gives it back. Absent in a change: the one that is kept stays. */
const Password = z.string().max(1000).optional();
const CaPem = z.string().max(100_000).optional();
const tls = { tls: SourceTls.default('off'), caPem: CaPem };
/** What goes into a JDBC address as it stands. */
const DatabaseName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[^\s/?&#;'"\\%]+$/, 'no spaces and none of / ? & # ; \' " \\ %');

export const PostgresqlConnection = z.object({
  kind: z.literal('postgresql'),
  host: Host,
  port: port(5432),
  database: DatabaseName,
  username: z.string().trim().min(1).max(128),
  password: Password,
  ...tls,
});
/** MariaDB too. */
export const MysqlConnection = z.object({
  kind: z.literal('mysql'),
  host: Host,
  port: port(3306),
  database: DatabaseName,
  username: z.string().trim().min(1).max(128),
  password: Password,
  ...tls,
});
export const KafkaConnection = z
  .object({
    kind: z.literal('kafka'),
    /** `host:port`, separated by commas. */
    servers: z
      .string()
      .trim()
      .max(2000)
      .regex(
        /^[A-Za-z0-9._-]+:\d{1,5}(\s*,\s*[A-Za-z0-9._-]+:\d{1,5})*$/,
        'host:port of one or more brokers, separated by commas',
      ),
    /** With an account, `username` and `password` are used. */
    sasl: z.enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('none'),
    username: z.string().trim().max(128).default(''),
    password: Password,
    ...tls,
  })
  .refine((given) => given.sasl === 'none' || given.username !== '', {
    path: ['username'],
    message: 'needed with SASL',
  });
export const RedisConnection = z.object({
  kind: z.literal('redis'),
  host: Host,
  port: port(6379),
  /** Number of the database. */
  database: z.number().int().min(0).max(9999).default(0),
  username: z.string().trim().max(128).default(''),
  password: Password,
  ...tls,
});
/** One bucket of an object store that speaks the protocol of Amazon S3. */
export const S3Connection = z.object({
  kind: z.literal('s3'),
  /** Of the endpoint, without the bucket. */
  host: Host,
  port: port(443),
  region: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits and - only')
    .default('us-east-1'),
  /** Without slashes and capitals: it becomes a part of addresses and of names of settings. */
  bucket: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, '3 to 63 lower-case letters, digits, . and -'),
  /** The bucket stands in the path of the address; else before the host name. */
  pathStyle: z.boolean().default(true),
  /** Id of the access key; empty for a bucket that asks for none. */
  username: z.string().trim().max(128).default(''),
  /** The secret access key. */
  password: Password,
  tls: SourceTls.default('verify'),
  caPem: CaPem,
});
/** By its HTTP interface. */
export const ClickhouseConnection = z.object({
  kind: z.literal('clickhouse'),
  host: Host,
  port: port(8123),
  database: DatabaseName.default('default'),
  username: z.string().trim().max(128).default('default'),
  password: Password,
  ...tls,
});

/** A Hive Metastore, by its address alone: its clients send no account, and one that asks for Kerberos is not reached. */
export const HiveConnection = z.object({
  kind: z.literal('hive'),
  /** `thrift://host:port` of one or more metastores, separated by commas; the port is 9083 when left out. */
  servers: z
    .string()
    .trim()
    .max(2000)
    .regex(
      /^(thrift:\/\/)?[A-Za-z0-9._-]+(:\d{1,5})?(\s*,\s*(thrift:\/\/)?[A-Za-z0-9._-]+(:\d{1,5})?)*$/,
      'thrift://host:port of one or more metastores, separated by commas',
    ),
  username: z.string().max(0, 'a metastore takes no account').default(''),
  password: z.string().max(0, 'a metastore takes no password').optional(),
  tls: SourceTls.default('off').refine((tls) => tls === 'off', 'metastores are reached in plain text only'),
  caPem: z.string().max(0, 'metastores are reached in plain text only').optional(),
});

export const SourceConnection = z.discriminatedUnion('kind', [
  PostgresqlConnection,
  MysqlConnection,
  KafkaConnection,
  RedisConnection,
  S3Connection,
  ClickhouseConnection,
  HiveConnection,
]);
export type SourceConnection = z.output<typeof SourceConnection>;
export type SourceConnectionInput = z.input<typeof SourceConnection>;

/** The kind of a source is fixed with its first writing. */
export const SourcePut = z.object({
  description: z.string().trim().max(200).default(''),
  connection: SourceConnection,
});
export type SourcePut = z.input<typeof SourcePut>;

export const SourceCreate = SourcePut.extend({ name: SourceName });
export type SourceCreate = z.input<typeof SourceCreate>;

/** A connection to be tested before it is saved. */
export const SourceTestNew = z.object({
  connection: SourceConnection,
  /** The source whose kept password is used when none is given; its address must be the one that is kept. */
  name: SourceName.optional(),
});

export const SourceStepName = z.enum(['resolve', 'connect', 'tls', 'login', 'version', 'read']);
export type SourceStepName = z.infer<typeof SourceStepName>;

/** One step of a test, in the order tried. A test stops at the first step that fails. */
export const SourceStep = z.object({
  name: SourceStepName,
  ok: z.boolean(),
  /** What was seen, in English, or what the other side said. */
  message: z.string(),
  /** What was seen, in Chinese; absent of what the other side said, and of tests by earlier releases. */
  zh: z.string().optional(),
  /** Why it failed; its words stand in source-fault.ts. Null when it did not. */
  fault: SourceFault.nullable(),
  ms: z.number(),
});
export type SourceStep = z.infer<typeof SourceStep>;

export const SourceTest = z.object({
  ok: z.boolean(),
  steps: z.array(SourceStep),
  /** What the server calls itself; null when it was not reached. */
  version: z.string().nullable(),
  at: Instant,
});
export type SourceTest = z.infer<typeof SourceTest>;

/** A value of a source that scripts may refer to. */
export const SourceField = z.object({
  field: z.string(),
  /** As written in the value of an option. */
  reference: z.string(),
  /** Null for a secret. */
  value: z.string().nullable(),
});
export type SourceField = z.infer<typeof SourceField>;

/**
 * Whether the local Flink opens `s3://` of a bucket with the account of this source. Flink reads such accounts when it starts.
 *
 * - READY           it does
 * - RESTART_NEEDED  it will, after its next start
 * - OTHER_SOURCE    another source names the same bucket, and its account counts: Flink has one per bucket
 */
export const BucketAccess = z.enum(['READY', 'RESTART_NEEDED', 'OTHER_SOURCE']);
export type BucketAccess = z.infer<typeof BucketAccess>;

/** What is told of a source: never its password. */
export const Source = z.object({
  name: SourceName,
  kind: SourceKind,
  description: z.string(),
  connection: SourceConnection,
  hasPassword: z.boolean(),
  /** The address in one line. */
  address: z.string(),
  fields: z.array(SourceField),
  /** Of the newest test of what is saved; null before the first, and after a change of the connection. */
  lastTest: SourceTest.nullable(),
  /** Null for what is no bucket, and on a platform that runs no Flink of its own. */
  bucketAccess: BucketAccess.nullable(),
  updatedAt: Instant,
  updatedBy: z.string(),
});
export type Source = z.infer<typeof Source>;

/** A schema of PostgreSQL, a database of MySQL, ClickHouse, Redis or Hive. Kafka and buckets have none. */
export const SourceNamespace = z.object({ name: z.string(), tables: z.number().int() });
export type SourceNamespace = z.infer<typeof SourceNamespace>;

export const SourceTable = z.object({
  /** Empty for Kafka and buckets. */
  namespace: z.string(),
  name: z.string(),
  /** `keys`: keys of Redis that begin alike. `files`: a folder of a bucket, its name ending in `/`, or one file. */
  kind: z.enum(['table', 'view', 'topic', 'keys', 'files']),
  comment: z.string(),
  /** An estimate of the server; null when it has none. For a topic, messages held. */
  rows: z.number().nullable(),
  /** Of a topic. */
  partitions: z.number().int().nullable(),
});
export type SourceTable = z.infer<typeof SourceTable>;

export const SourceColumn = z.object({
  name: z.string(),
  /** In the words of the source, such as `numeric(10,2)`. */
  type: z.string(),
  nullable: z.boolean(),
  /** The expression of its default; null without one. */
  default: z.string().nullable(),
  /** Place in the primary key, from 1; null outside of it. */
  keyPosition: z.number().int().nullable(),
  comment: z.string(),
  /** The type in Flink by the connector that is proposed first; null when that gives it none, and a table leaves it out. */
  flinkType: z.string().nullable(),
  /** The type in Flink by captured changes alone, where `flinkType` is null. */
  captured: z.string().optional(),
  /** True for a column that rows are kept apart by, in folders of their own. */
  isPartition: z.boolean().optional(),
});
export type SourceColumn = z.infer<typeof SourceColumn>;

export const TopicFormat = z.enum(['json', 'debezium-json', 'canal-json', 'avro-confluent', 'csv', 'raw', 'unknown']);
export type TopicFormat = z.infer<typeof TopicFormat>;

export const TopicMessage = z.object({
  partition: z.number().int(),
  offset: z.string(),
  at: Instant.nullable(),
  /** Text, or hexadecimal after `0x` for what is no text; cut at 4,000 characters. */
  key: z.string().nullable(),
  /** Null: a tombstone. */
  value: z.string().nullable(),
});
export type TopicMessage = z.infer<typeof TopicMessage>;

export const FileFormat = z.enum(['csv', 'json', 'parquet', 'avro', 'unknown']);
export type FileFormat = z.infer<typeof FileFormat>;

/** A table, a topic, a group of keys, or a folder of files, from the inside. */
export const SourceTableDetail = SourceTable.extend({
  columns: z.array(SourceColumn),
  /** Of a topic; null for others. */
  topic: z
    .object({
      partitions: z.array(
        z.object({ partition: z.number().int(), leader: z.number().int(), earliest: z.string(), latest: z.string() }),
      ),
      messages: z.array(TopicMessage),
      /** Guessed from the messages, as are the columns. */
      format: TopicFormat,
    })
    .nullable(),
  /** Of a folder or file of a bucket; null for others. */
  files: z
    .object({
      /** Guessed from names and from the sample. */
      format: FileFormat,
      count: z.number().int(),
      sizeBytes: z.number(),
      /** The bucket holds more than was listed, so the two above may be short. */
      isPartial: z.boolean(),
      /** Names of `name=value` folders, outermost first. Their columns come last. */
      partitionKeys: z.array(z.string()),
      /** The file that format and columns were guessed from; null when none was. */
      sampled: z.string().nullable(),
      /** First lines of it, when it is text; each cut at 4,000 characters. */
      lines: z.array(z.string()),
      /** The first line of a CSV file seems to name its columns. */
      hasHeader: z.boolean(),
      delimiter: z.string(),
    })
    .nullable(),
});
export type SourceTableDetail = z.infer<typeof SourceTableDetail>;

export const SourceTableQuery = z.object({
  namespace: z.string().max(200).default(''),
  table: z.string().min(1).max(300),
});

/** Connectors of Flink that a table can be read or written by; `hive` is a catalog. */
export const SourceConnector = z.enum([
  'jdbc',
  'postgres-cdc',
  'mysql-cdc',
  'kafka',
  'upsert-kafka',
  'filesystem',
  'hive',
]);
export type SourceConnector = z.infer<typeof SourceConnector>;

export const SourceDdlRequest = SourceTableQuery.extend({
  /** The first that the engine has when absent. */
  connector: SourceConnector.optional(),
  /** The name of the table, or catalog, in Flink; that of the table, or source, itself when absent. */
  as: z.string().trim().min(1).max(200).optional(),
});

/** Why a statement differs from the table it stands for. */
export const SourceDdlNote = z.object({
  code: z.enum([
    'NOT_MAPPED',
    'ONLY_CAPTURED',
    'KEY_DROPPED',
    'QUOTED_NAME',
    'NARROWED',
    'WATERMARK',
    'NO_WATERMARK',
    'GUESSED',
    'CDC_NEEDS',
    'CONNECTOR_MISSING',
    'OTHER_ENGINE',
    'NO_TLS_FILE',
    'GUESSED_FILE',
    'HEADER_LINE',
    'PARTITIONS',
    'ORDER_IS_KEY',
  ]),
  /** Null when it is about the whole table. */
  column: z.string().nullable(),
  /** What is put into the words of the code, such as the type. */
  what: z.string(),
});
export type SourceDdlNote = z.infer<typeof SourceDdlNote>;

export const SourceDdl = z.object({
  ddl: z.string(),
  connector: SourceConnector,
  /** What could be chosen instead. `available`: the engine of the platform has it. */
  connectors: z.array(z.object({ name: SourceConnector, available: z.boolean() })),
  notes: z.array(SourceDdlNote),
});
export type SourceDdl = z.infer<typeof SourceDdl>;

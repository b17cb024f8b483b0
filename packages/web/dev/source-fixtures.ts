/** Data sources of the mocked API. */
import type {
  Source,
  SourceColumn,
  SourceConnection,
  SourceDdl,
  SourceTable,
  SourceTableDetail,
  SourceTest,
} from '@liusu/contract/source';

import { ago } from './clock.ts';

function steps(...told: [zh: string, en: string][]): SourceTest['steps'] {
  const names = ['resolve', 'connect', 'login', 'version', 'read'] as const;
  return told.map(([zh, message], i) => ({
    name: names[i] ?? 'read',
    ok: true,
    message,
    zh,
    fault: null,
    ms: [2, 4, 31, 3, 12][i] ?? 1,
  }));
}

export function goodTest(): SourceTest {
  const told = steps(
    ['db.example.com 的地址是 10.0.8.30', 'db.example.com is 10.0.8.30'],
    ['db.example.com：端口 5432 接受连接', 'db.example.com: port 5432 accepts connections'],
    ['已接受账号 flink_reader', 'accepted as flink_reader'],
    ['PostgreSQL 15.20', 'PostgreSQL 15.20'],
    ['236 张表和视图中可读 214 张；可以捕获变更', '214 of 236 tables and views can be read; changes can be captured'],
  );
  return { ok: true, steps: told, version: 'PostgreSQL 15.20', at: ago(5_400) };
}

export function failedTest(): SourceTest {
  const [resolve, connect] = steps(
    ['10.0.8.41 是地址', '10.0.8.41 is an address'],
    ['10.0.8.41：端口 3306 接受连接', '10.0.8.41: port 3306 accepts connections'],
  );
  const login = {
    ...{ name: 'login' as const, ok: false, fault: 'LOGIN_REFUSED' as const, ms: 18 },
    message: "Access denied for user 'report'@'10.0.8.2' (using password: YES)",
  };
  return {
    ok: false,
    steps: [resolve, connect, login].filter((step) => step !== undefined),
    version: null,
    at: ago(86_000),
  };
}

function source(
  name: string,
  connection: SourceConnection,
  more: Pick<Source, 'address' | 'description' | 'lastTest'>,
): Source {
  const names = connection.kind === 'kafka' ? ['bootstrap-servers'] : ['url', 'username', 'password'];
  return {
    name,
    kind: connection.kind,
    connection,
    hasPassword: connection.kind !== 'kafka',
    fields: names.map((field) => ({
      field,
      reference: `\${source.${name}.${field}}`,
      value: field === 'password' ? null : field === 'username' ? 'flink_reader' : more.address,
    })),
    bucketAccess: null,
    updatedAt: ago(260_000),
    updatedBy: 'wang.min',
    ...more,
  };
}

const account = { username: 'flink_reader', tls: 'off' as const };

export function sources(): Source[] {
  return [
    source(
      'orders-db',
      { kind: 'postgresql', host: 'db.example.com', port: 5432, database: 'shop', ...account },
      { address: 'db.example.com:5432/shop', description: '订单主库，只读账号', lastTest: goodTest() },
    ),
    source(
      'report-db',
      { kind: 'mysql', host: '10.0.8.41', port: 3306, database: 'report', ...account, username: 'report' },
      { address: '10.0.8.41:3306/report', description: '', lastTest: failedTest() },
    ),
    source(
      'events',
      { kind: 'kafka', servers: '10.0.8.21:9092,10.0.8.22:9092', sasl: 'none', username: '', tls: 'off' },
      { address: '10.0.8.21:9092, 10.0.8.22:9092', description: '埋点与订单事件', lastTest: null },
    ),
  ];
}

export function tables(): SourceTable[] {
  const names = ['customers', 'order_items', 'orders', 'orders_paid', 'payments', 'products', 'stock', 'stores'];
  return names.map((name, i) => ({
    namespace: 'sales',
    name,
    kind: name === 'orders_paid' ? 'view' : 'table',
    comment: name === 'orders' ? '订单：一行一单' : '',
    rows: name === 'orders_paid' ? null : 1_200 * (i + 1) ** 3,
    partitions: null,
  }));
}

function column(name: string, type: string, flinkType: string | null, more: Partial<SourceColumn> = {}): SourceColumn {
  return { name, type, flinkType, nullable: true, default: null, keyPosition: null, comment: '', ...more };
}

export function table(): SourceTableDetail {
  return {
    ...{ namespace: 'sales', name: 'orders', kind: 'table', comment: '订单：一行一单', rows: 32_400, partitions: null },
    columns: [
      column('id', 'bigint', 'BIGINT', { keyPosition: 1, nullable: false, comment: '订单号' }),
      column('customer_id', 'bigint', 'BIGINT', { nullable: false }),
      column('amount', 'numeric(12,2)', 'DECIMAL(12, 2)', { nullable: false, default: '0' }),
      column('state', 'order_state', 'STRING', { default: "'new'::order_state", comment: '状态：new、paid、sent' }),
      column('detail', 'jsonb', null, { captured: 'STRING' }),
      column('place', 'point', null),
      column('created_at', 'timestamp(6) without time zone', 'TIMESTAMP(6)', { nullable: false, default: 'now()' }),
    ],
    topic: null,
    files: null,
  };
}

export function ddl(): SourceDdl {
  return {
    ddl: `CREATE TABLE \`orders\` (
  \`id\` BIGINT NOT NULL COMMENT '订单号',
  \`customer_id\` BIGINT NOT NULL,
  \`amount\` DECIMAL(12, 2) NOT NULL,
  \`state\` STRING COMMENT '状态：new、paid、sent',
  \`created_at\` TIMESTAMP(6) NOT NULL,
  PRIMARY KEY (\`id\`) NOT ENFORCED
) COMMENT '订单：一行一单' WITH (
  'connector'  = 'jdbc',
  'url'        = '\${source.orders-db.url}',
  'table-name' = 'sales.orders',
  'username'   = '\${source.orders-db.username}',
  'password'   = '\${source.orders-db.password}'
);
`,
    connector: 'jdbc',
    connectors: [
      { name: 'jdbc', available: true },
      { name: 'postgres-cdc', available: false },
    ],
    notes: [
      { code: 'ONLY_CAPTURED', column: 'detail', what: 'jsonb' },
      { code: 'NOT_MAPPED', column: 'place', what: 'point' },
      {
        code: 'WATERMARK',
        column: 'created_at',
        what: "`created_at` TIMESTAMP(3), WATERMARK FOR `created_at` AS `created_at` - INTERVAL '5' SECOND",
      },
    ],
  };
}

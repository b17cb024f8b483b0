/** Typed fixtures of the mocked API: uploaded connectors. */
import type { Connector } from '@liusu/contract/connector';

import { ago } from './clock.ts';

const sha256 = '9f2c41b7d8035ea6'.repeat(4);

export function connectors(): Connector[] {
  return [
    {
      id: 'con_mock00',
      name: 'pulsar',
      version: '4.3.0',
      description: '消息平台的 Pulsar 连接器',
      fileName: 'flink-sql-connector-pulsar-4.3.0.jar',
      sha256,
      sizeBytes: 46_912_208,
      engines: ['flink-2.2'],
      unfit: [
        { engine: 'flink-1.20', missing: ['org.apache.flink.table.connector.source.legacy.SourceFunctionProvider'] },
      ],
      offers: [
        { kind: 'connector', name: 'pulsar', className: 'org.apache.flink.connector.pulsar.table.PulsarTableFactory' },
        {
          kind: 'connector',
          name: 'upsert-pulsar',
          className: 'org.apache.flink.connector.pulsar.table.UpsertPulsarTableFactory',
        },
        { kind: 'catalog', name: 'pulsar', className: 'org.apache.flink.table.catalog.pulsar.PulsarCatalogFactory' },
      ],
      classCount: 3_412,
      createdAt: ago(86_400),
      createdBy: 'admin',
    },
    {
      id: 'con_mock01',
      name: 'geo-functions',
      version: '',
      description: '',
      fileName: 'geo-functions.jar',
      sha256,
      sizeBytes: 184_320,
      engines: [],
      unfit: [],
      offers: [],
      classCount: 14,
      createdAt: ago(420),
      createdBy: 'wang.min',
    },
  ];
}

import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { describe, expect, it } from 'vitest';

import { addressOf, fieldsOf, isSameAddress, valuesOfConnection } from './source-values.ts';

const parse = (given: SourceConnectionInput) => SourceConnection.parse(given);
const postgresql = {
  kind: 'postgresql',
  host: 'db.example.com',
  database: 'shop',
  username: 'u',
  password: 'p',
} as const;
const kafka = { kind: 'kafka', servers: 'a:9092, b:9092' } as const;

describe('valuesOfConnection', () => {
  it.each([
    [postgresql, { url: 'jdbc:postgresql://db.example.com:5432/shop?sslmode=disable', password: 'p' }],
    [
      { ...postgresql, host: '::1', tls: 'verify' } as const,
      { url: 'jdbc:postgresql://[::1]:5432/shop?sslmode=verify-full' },
    ],
    [
      { ...postgresql, kind: 'mysql', tls: 'trust' } as const,
      { url: 'jdbc:mysql://db.example.com:3306/shop?sslMode=REQUIRED&yearIsDateType=false' },
    ],
    [
      { ...postgresql, kind: 'clickhouse', port: 8443, tls: 'verify' } as const,
      { url: 'jdbc:clickhouse:https://db.example.com:8443/shop?ssl=true', 'url-parameters': 'ssl=true' },
    ],
    [kafka, { 'bootstrap-servers': 'a:9092,b:9092', 'security-protocol': 'PLAINTEXT' }],
    [
      { ...kafka, sasl: 'PLAIN', username: 'me', password: 'a"\\b', tls: 'verify' } as const,
      {
        'security-protocol': 'SASL_SSL',
        'jaas-config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required username="me" password="a\\"\\\\b";',
      },
    ],
    [{ kind: 'hive', servers: 'm, thrift://n:1' } as const, { uris: 'thrift://m:9083,thrift://n:1' }],
    [{ kind: 'redis', host: 'r' } as const, { hostname: 'r', port: '6379', database: '0' }],
  ])('%j', (given, values) => {
    expect(valuesOfConnection(parse(given))).toMatchObject(values);
  });
});

describe('fieldsOf', () => {
  it('shows no secret, not even that of the jaas configuration', () => {
    const fields = fieldsOf('k', parse({ ...kafka, sasl: 'PLAIN', username: 'me' }), true);
    const hidden = fields.filter(({ value }) => value === null).map(({ reference }) => reference);

    expect(hidden).toEqual(['${source.k.password}', '${source.k.jaas-config}']);
  });
});

describe('isSameAddress', () => {
  it.each([
    [{ username: 'other' }, true],
    [{ database: 'other' }, true],
    [{ host: 'evil' }, false],
    [{ port: 1 }, false],
    [{ tls: 'trust' as const }, false],
  ])('%j', (more, same) => {
    expect(isSameAddress(parse(postgresql), parse({ ...postgresql, ...more }))).toBe(same);
  });
});

describe('addressOf', () => {
  it('is one line', () => {
    expect([addressOf(parse(postgresql)), addressOf(parse(kafka))]).toEqual([
      'db.example.com:5432/shop',
      'a:9092, b:9092',
    ]);
  });
});

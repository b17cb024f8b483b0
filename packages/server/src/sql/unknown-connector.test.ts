import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { offeredElsewhere } from '../engines/connector-offer.ts';
import { EngineStore } from '../engines/engine-store.ts';
import { checkConnectorsAt, type ConnectorUse } from './connectors.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { prepareScript } from './prepared-script.ts';

const nowhere = 'http://127.0.0.1:9';
const engines = new EngineStore({
  enginesDir: join(import.meta.dirname, '../../../../engines'),
  cacheDir: '/nowhere',
  sources: { mavenUrl: nowhere, pypiFilesUrl: nowhere },
});
/** A jar that was uploaded for the older engine alone. */
const uploaded = {
  offers: (engine: string, { name }: Pick<ConnectorUse, 'name'>) =>
    engine === 'flink-1.20' && ['pulsar', 'mqtt'].includes(name),
  whyUnfit: (engine: string, { name }: Pick<ConnectorUse, 'name'>) =>
    engine === 'flink-2.2' && name === 'mqtt' ? words('它太旧', 'it is too old') : undefined,
};

function findingsOf(options: string, engine: string) {
  const script = prepareScript(`CREATE TABLE t (a INT) WITH (${options});`, {});
  const [statement] = script.statements;
  if (statement === undefined) throw new Error('the script has one statement');
  try {
    checkConnectorsAt(statement, script.lines, (uses) => {
      try {
        engines.checkConnectors(engine, uses);
      } catch (error) {
        const ids = engines.list().map(({ id }) => id);
        throw offeredElsewhere(error, ids, uploaded);
      }
    });
    return [];
  } catch (error) {
    if (!(error instanceof LiusuError)) throw error;
    return diagnosticsOf(error);
  }
}

describe('a connector that an engine cannot serve', () => {
  it('comes with the names that are near it, in both languages', () => {
    const [finding] = findingsOf("'connector' = 'kafak'", 'flink-2.2');

    expect(finding).toMatchObject({
      code: 'SQL_CONNECTOR_MISSING',
      unknown: { kind: 'connector', name: 'kafak', near: ['kafka'], engines: [] },
      zh: { message: 'flink-2.2 没有连接器“kafak”；是不是想写 kafka。' },
    });
  });

  it('comes with the names that this engine really has', () => {
    const [finding] = findingsOf("'connector' = 'nothing-like-it'", 'flink-2.2');

    expect(finding?.message).toMatch(/^flink-2\.2 knows no connector "nothing-like-it"; it has .*kafka/);
    expect(finding?.message).not.toMatch(/hive|-cdc/);
  });

  it('says why an uploaded jar that offers it cannot load there, and where it can', () => {
    const [finding] = findingsOf("'connector' = 'mqtt'", 'flink-2.2');

    expect(finding).toMatchObject({
      code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
      message: 'The connector "mqtt" cannot be used on flink-2.2: it is too old; it runs on flink-1.20.',
      unknown: { kind: 'connector', name: 'mqtt', engines: ['flink-1.20'] },
      zh: { message: '连接器“mqtt”不能用在 flink-2.2 上：它太旧；可用于 flink-1.20。' },
    });
  });

  it('comes with the engines that have it', () => {
    const [finding] = findingsOf("'connector' = 'mysql-cdc'", 'flink-2.2');

    expect(finding).toMatchObject({
      code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
      unknown: { kind: 'connector', name: 'mysql-cdc', engines: ['flink-1.20'] },
    });
    expect(finding?.zh?.message).toMatch(/^连接器“mysql-cdc”不能用在 flink-2\.2 上：.+；可用于 flink-1\.20。$/);
  });

  it('is found among the jars that were uploaded for another engine', () => {
    const [finding] = findingsOf("'connector' = 'pulsar'", 'flink-2.2');

    expect(finding).toMatchObject({
      code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
      message: 'The connector "pulsar" was uploaded for flink-1.20, not for flink-2.2.',
      unknown: { engines: ['flink-1.20'] },
    });
    expect(findingsOf("'connector' = 'nowhere-else'", 'flink-2.2')[0]?.code).toBe('SQL_CONNECTOR_MISSING');
  });
});

/**
 * A Hive Metastore for tests: Hive's own standalone distribution, on a database of its own of a PostgreSQL server of its own, with the
 * schema that Hive brings along; it listens on a free port of the loopback interface.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';
import { x as extractTar } from 'tar';

import { runCommand } from '../../drivers/local/spawn.ts';
import { testCacheDir, testJava, testSources } from '../../drivers/test-engines.ts';
import { fetchArtifact, fetchArtifacts } from '../../engines/download.ts';
import { getEngineFile, readEngineFiles } from '../../engines/engine-file.ts';
import { findJava } from '../../engines/java.ts';
import { readMachine } from '../../lib/machine.ts';
import { startPostgres } from '../postgres-server.ts';
import { accepts, freePorts, ServerProcess } from './server-process.ts';

export interface HiveMetastore {
  host: string;
  port: number;
  /** Address as Hive's clients are given it. */
  uri: string;
  /** Folder of tables that name none. */
  warehouse: string;
  stop(): Promise<void>;
}

/** The newest line that the Hive client in Flink's connector (2.3) can talk to: 4.0 has dropped calls that it makes. */
const distribution = {
  maven: 'org.apache.hive:hive-standalone-metastore:3.1.3:tar.gz:bin',
  sha256: '83ddf76717eeb789091d845c069a631c25cad561c3d31ec0843a1ddf21f29409',
  sizeBytes: 27_496_847,
};
/** What its distribution leaves to Hadoop, and Hadoop's client packs away under other names. */
const fromHadoop = [
  {
    maven: 'org.slf4j:slf4j-api:1.7.36',
    sha256: 'd3ef575e3e4979678dc01bf1dcce51021493b4d11fb7f1be8ad982877c16a1c0',
    sizeBytes: 41_125,
  },
  {
    maven: 'commons-cli:commons-cli:1.2',
    sha256: 'e7cd8951956d349b568b7ccfd4f5b2529a8c113e67c32b028f52ffda371259d9',
    sizeBytes: 41_123,
  },
  {
    maven: 'commons-collections:commons-collections:3.2.2',
    sha256: 'eeeae917917144a68a741d4c0dff66aa5c5c5fd85593ff217bced3fc8ca783b8',
    sizeBytes: 588_337,
  },
];
/** What of an engine's jars it needs beside its own. */
const engineJars = ['hadoop-client-api', 'hadoop-client-runtime', 'commons-logging', 'postgresql-driver'] as const;
const schemaFile = 'scripts/metastore/upgrade/postgres/hive-schema-3.1.0.postgres.sql';

/** `folder`: an existing one of the test's own. */
export async function startHiveMetastore(folder: string): Promise<HiveMetastore> {
  const enginesDir = join(import.meta.dirname, '../../../../../engines');
  const download = { cacheDir: testCacheDir, sources: testSources };
  const { artifacts } = getEngineFile(readEngineFiles(enginesDir), 'flink-1.20');
  const [archive, jars, java] = await Promise.all([
    fetchArtifact(distribution, download),
    fetchArtifacts([...fromHadoop, ...engineJars.flatMap((name) => artifacts[name] ?? [])], download),
    findJava({
      ...download,
      settings: testJava,
      suitable: [17, 21],
      platform: readMachine().platform,
      enginesDir,
      run: runCommand,
    }),
  ]);
  const home = join(folder, 'metastore');
  const warehouse = join(folder, 'warehouse');
  const conf = join(folder, 'conf');
  await Promise.all([home, warehouse, conf].map((path) => mkdir(path)));
  await extractTar({
    file: archive,
    cwd: home,
    strip: 1,
    filter: (path) => /\/(lib\/[^/]+\.jar$|scripts\/)/.test(path),
  });
  const postgres = await startPostgres();
  try {
    await loadSchema(postgres.url, readFileSync(join(home, schemaFile), 'utf8'));
    const [port = 0] = await freePorts(1);
    await writeFile(join(conf, 'metastore-site.xml'), siteOf(postgres.url, port, warehouse));
    await writeFile(
      join(conf, 'log4j2.properties'),
      'rootLogger.level = warn\nrootLogger.appenderRef.out.ref = out\nappender.out.type = Console\nappender.out.name = out\nappender.out.layout.type = PatternLayout\n',
    );
    const opens = ['java.lang', 'java.net', 'java.util', 'java.util.concurrent', 'java.io'].map(
      (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
    );
    const server = await ServerProcess.start(
      {
        command: java.command,
        args: [
          ...['-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', ...opens],
          ...[`-Djava.io.tmpdir=${folder}`, `-Dlog4j.configurationFile=file:${conf}/log4j2.properties`],
          ...['-cp', [conf, join(home, 'lib', '*'), ...jars].join(':')],
          ...['org.apache.hadoop.hive.metastore.HiveMetaStore', '-p', String(port)],
        ],
        cwd: folder,
        env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
      },
      () => accepts(port),
    );
    return {
      host: '127.0.0.1',
      port,
      uri: `thrift://127.0.0.1:${port}`,
      warehouse,
      stop: async () => {
        await server.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Hive makes some of its tables by itself, but not those of locks and transactions. */
async function loadSchema(url: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
}

function siteOf(database: string, port: number, warehouse: string): string {
  const { hostname, port: databasePort, pathname } = new URL(database);
  const settings = {
    'javax.jdo.option.ConnectionURL': `jdbc:postgresql://${hostname}:${databasePort}${pathname}`,
    'javax.jdo.option.ConnectionDriverName': 'org.postgresql.Driver',
    'javax.jdo.option.ConnectionUserName': 'postgres',
    'javax.jdo.option.ConnectionPassword': 'not-asked-for',
    'metastore.thrift.bind.host': '127.0.0.1',
    'metastore.thrift.port': String(port),
    'metastore.warehouse.dir': `file://${warehouse}`,
    'metastore.schema.verification': 'true',
    'datanucleus.schema.autoCreateAll': 'false',
    'metastore.task.threads.always': 'org.apache.hadoop.hive.metastore.events.EventCleanerTask',
    // The default one belongs to Hive itself, which is not here.
    'metastore.expression.proxy': 'org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy',
    'metastore.event.db.notification.api.auth': 'false',
  };
  const properties = Object.entries(settings).map(
    ([name, value]) => `<property><name>${name}</name><value>${value}</value></property>\n`,
  );
  return `<?xml version="1.0"?>\n<configuration>\n${properties.join('')}</configuration>\n`;
}

/** Every connector of the engine files really runs: jobs of the platform between real servers, judged by the rows they leave. */
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';

import { readEventStream } from '@liusu/contract/event-stream';
import type { JobDetail, JobSettings } from '@liusu/contract/job';
import { PreviewEvent } from '@liusu/contract/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testCacheDir, testEngines, testSources } from '../drivers/test-engines.ts';
import { fetchArtifact } from '../engines/download.ts';
import { HttpFlinkRest } from '../flink/http-flink-rest.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { startKafka } from '../testing/servers/kafka-server.ts';
import { startMariadb } from '../testing/servers/mariadb-server.ts';
import { useServer } from '../testing/servers/use-server.ts';
import { eventually, previewRows, TestPlatform } from '../testing/test-platform.ts';

const waitMs = 150_000;
/** Flink's own examples: a connector, a format and functions that no engine file has. */
const examples = {
  maven: 'org.apache.flink:flink-examples-table_2.12:2.3.0',
  sha256: 'f5ddd368e01eef61700440d09a8519ecf8657ff585f2f2d2cbd633681bba2c4e',
  sizeBytes: 55_703,
};

describe('connectors', () => {
  const kafka = useServer(startKafka);
  const mariadb = useServer(startMariadb);
  let postgres: PostgresServer;
  let database: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres({ wal_level: 'logical' });
    database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
  });
  afterAll(async () => {
    await database?.end();
    await postgres?.stop();
  });

  describe.each(testEngines)('on %s', (engine) => {
    const mark = engine.replaceAll(/\W/g, '_');
    let platform: TestPlatform;
    let projectId: string;

    beforeAll(async () => {
      platform = await TestPlatform.start(engine, { files: true });
      projectId = await platform.projectId();
    });
    afterAll(() => platform?.dispose());

    const port = () => new URL(postgres.url).port;
    const jdbc = (table: string) =>
      `'connector' = 'jdbc', 'url' = 'jdbc:postgresql://127.0.0.1:${port()}/postgres', 'table-name' = '${table}', ` +
      `'username' = 'postgres', 'password' = 'not-asked-for'`;
    const topic = (name: string, more: string, connector = 'kafka') =>
      `'connector' = '${connector}', 'topic' = '${name}', 'properties.bootstrap.servers' = '${kafka().bootstrapServers}', ${more}`;
    const fromStart = "'scan.startup.mode' = 'earliest-offset', 'format' = 'json', 'properties.group.id' = 'billing'";

    async function start(name: string, script: string, settings: Partial<JobSettings> = {}): Promise<string> {
      const body = { name, script, settings: { checkpointIntervalMs: 1_000, ...settings } };
      const job = await platform.client.call('createJob', { params: { projectId }, body });
      await platform.client.call('startJob', { params: { jobId: job.id }, body: { restore: { kind: 'none' } } });
      return job.id;
    }

    async function until(jobId: string, phase: JobDetail['phase']): Promise<void> {
      let last: JobDetail | undefined;
      await eventually(
        `${phase}`,
        async () => {
          last = await platform.client.call('getJob', { params: { jobId } });
          return last.phase === phase || last.phase === 'FAILED' ? true : undefined;
        },
        waitMs,
      );
      if (last?.phase !== phase) throw new Error(`the job is ${last?.phase}: ${JSON.stringify(last)}`);
    }

    async function runBatch(name: string, script: string): Promise<void> {
      await until(await start(name, script, { mode: 'batch' }), 'FINISHED');
    }

    const cancel = (jobId: string) => platform.client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
    const query = (script: string) => previewRows(platform.client, projectId, script, waitMs);

    async function rowsOf(sql: string): Promise<unknown[]> {
      return (await database.query({ text: sql, rowMode: 'array' })).rows as unknown[];
    }

    async function untilRows(sql: string, rows: unknown[], jobId: string): Promise<void> {
      let seen: unknown;
      try {
        await eventually(
          sql,
          async () => ((seen = await rowsOf(sql)), JSON.stringify(seen) === JSON.stringify(rows) ? true : undefined),
          waitMs,
        );
      } catch {
        const job = await platform.client.call('getJob', { params: { jobId } });
        throw new Error(`${sql} gives ${JSON.stringify(seen)}; the job: ${JSON.stringify(job)}`);
      }
    }

    /** Rows of a streaming preview, which ends after `limit` of them. */
    async function stream(script: string, limit: number): Promise<unknown[][]> {
      const response = await platform.client.open('previewSql', {
        params: { projectId },
        body: { script, limit, timeoutMs: waitMs },
      });
      const rows: unknown[][] = [];
      for await (const data of readEventStream(response.body ?? new ReadableStream())) {
        const event = PreviewEvent.parse(data);
        if (event.type === 'failed') throw new Error(JSON.stringify(event.problem));
        if (event.type === 'rows') rows.push(...event.rows.map((row) => row.cells));
      }
      return rows;
    }

    it('Kafka to Kafka exactly once, and to an upsert topic', async () => {
      const [input, output, counts] = ['in', 'out', 'counts'].map((name) => `${name}_${mark}`);
      for (const name of [input, output, counts]) await kafka().createTopic(name ?? '');
      await kafka().produce(input ?? '', ['{"id":1,"n":"a"}', '{"id":2,"n":"b"}', '{"id":3,"n":"a"}']);
      const jobId = await start(
        'kafka',
        `CREATE TABLE src (id INT, n STRING) WITH (${topic(input ?? '', fromStart)});
         CREATE TABLE snk (id INT, n STRING) WITH (${topic(
           output ?? '',
           `'format' = 'json', 'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '${mark}', 'properties.transaction.timeout.ms' = '600000'`,
         )});
         CREATE TABLE counts (n STRING, c BIGINT, PRIMARY KEY (n) NOT ENFORCED) WITH (${topic(counts ?? '', "'key.format' = 'json', 'value.format' = 'json'", 'upsert-kafka')});
         INSERT INTO snk SELECT id * 2, UPPER(n) FROM src;
         INSERT INTO counts SELECT n, COUNT(*) FROM src GROUP BY n;`,
      );
      await until(jobId, 'RUNNING');
      const copied = await kafka().consume(output ?? '', 3);
      const counted = await kafka().consume(counts ?? '', 3);
      await cancel(jobId);

      expect(copied).toEqual(['{"id":2,"n":"A"}', '{"id":4,"n":"B"}', '{"id":6,"n":"A"}']);
      expect(counted.map((one) => JSON.parse(one ?? 'null') as unknown)).toEqual([
        { n: 'a', c: 1 },
        { n: 'b', c: 1 },
        { n: 'a', c: 2 },
      ]);
    });

    it('a preview of a topic reads all of it and touches no consumer group', async () => {
      const name = `seen_${mark}`;
      await kafka().createTopic(name);
      await kafka().produce(name, ['{"id":1}', '{"id":2}']);
      const before = await kafka().consumerGroups();

      const rows = await stream(
        `CREATE TABLE t (id INT) WITH (${topic(name, "'format' = 'json', 'properties.group.id' = 'shared'")});\nSELECT id FROM t`,
        2,
      );

      expect(rows).toEqual([[1], [2]]);
      expect(await kafka().consumerGroups()).toEqual(before);
    });

    it('looks rows up in PostgreSQL by JDBC and writes them there', async () => {
      const [dim, wide, input] = [`dim_${mark}`, `wide_${mark}`, `orders_${mark}`];
      await database.query(
        `create table ${dim} (id int primary key, name text); insert into ${dim} values (1, '茶'), (2, 'tea');
         create table ${wide} (id int primary key, name text)`,
      );
      await kafka().createTopic(input);
      await kafka().produce(input, ['{"id":1}', '{"id":2}', '{"id":3}']);
      const jobId = await start(
        'jdbc',
        `CREATE TABLE src (id INT, p AS PROCTIME()) WITH (${topic(input, fromStart)});
         CREATE TABLE dim (id INT, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (${jdbc(dim)});
         CREATE TABLE wide (id INT, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (${jdbc(wide)});
         INSERT INTO wide SELECT s.id, d.name FROM src s LEFT JOIN dim FOR SYSTEM_TIME AS OF s.p AS d ON d.id = s.id`,
      );
      const rows = [
        [1, '茶'],
        [2, 'tea'],
        [3, null],
      ];
      await untilRows(`select id, name from ${wide} order by id`, rows, jobId);
      await cancel(jobId);
    });

    it('files of every format, Paimon and Iceberg keep what a batch job writes', async () => {
      const formats = ['csv', 'json', 'avro', 'parquet'];
      const columns = '(id INT, n STRING, d DECIMAL(10, 2))';
      // NULL is an empty field in a CSV, and no number is read from that unless it is said.
      const more = (format: string) => (format === 'csv' ? ", 'csv.null-literal' = ''" : '');
      const file = (format: string) =>
        `CREATE TABLE ${format}_t ${columns} WITH ('connector' = 'filesystem', 'path' = 'file://${platform.files}/${format}', 'format' = '${format}'${more(format)})`;
      const ice = `CREATE CATALOG ice WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${platform.files}/ice')`;
      const targets = [...formats.map((format) => `${format}_t`), 'lake.shop.t', 'ice.shop.t'];
      await runBatch(
        'files and lakes',
        [
          ...formats.map(file),
          'CREATE DATABASE IF NOT EXISTS lake.shop',
          `CREATE TABLE lake.shop.t ${columns}`,
          ice,
          'CREATE DATABASE IF NOT EXISTS ice.shop',
          `CREATE TABLE ice.shop.t ${columns}`,
          `EXECUTE STATEMENT SET BEGIN ${targets.map((table) => `INSERT INTO ${table} VALUES (1, '一', 1.50), (2, 'x', CAST(NULL AS DECIMAL(10, 2)));`).join('\n')} END`,
        ].join(';\n'),
      );

      const union = targets.map((table) => `SELECT '${table}' AS t, id, n, d FROM ${table}`).join(' UNION ALL ');
      const found = await query(`${[...formats.map(file), ice].join(';\n')};\n${union}`);
      expect(found.map((row) => JSON.stringify(row)).sort()).toEqual(
        targets
          .flatMap((t) => [
            [t, 1, '一', '1.50'],
            [t, 2, 'x', null],
          ])
          .map((row) => JSON.stringify(row))
          .sort(),
      );
    });

    it('datagen, print and blackhole', async () => {
      const rows = "'number-of-rows' = '10'";
      const jobId = await start(
        'generated',
        `CREATE TABLE g (id INT) WITH ('connector' = 'datagen', ${rows});
         CREATE TABLE p (id INT) WITH ('connector' = 'print');
         CREATE TABLE b (id INT) WITH ('connector' = 'blackhole');
         INSERT INTO p SELECT id FROM g; INSERT INTO b SELECT id FROM g`,
      );
      await until(jobId, 'FINISHED');
    });

    it('the cluster tells what is on its class path', async () => {
      const rest = new HttpFlinkRest(() => ({ url: platform.flinkUrl ?? '' }));
      const classPath = await rest.classPath();
      await rest.close();

      expect(classPath).toEqual(expect.arrayContaining([expect.stringMatching(/^paimon-flink-/)]));
    });

    const cdcTable = () => {
      const { host, port: mysqlPort, user, password } = mariadb();
      return {
        postgres: `CREATE TABLE pg_src (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'postgres-cdc',
          'hostname' = '127.0.0.1', 'port' = '${port()}', 'username' = 'postgres', 'password' = 'not-asked-for',
          'database-name' = 'postgres', 'schema-name' = 'public', 'table-name' = 'people', 'slot.name' = 'people_slot',
          'decoding.plugin.name' = 'pgoutput', 'scan.incremental.snapshot.enabled' = 'true')`,
        mysql: `CREATE TABLE my_src (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'mysql-cdc',
          'hostname' = '${host}', 'port' = '${mysqlPort}', 'username' = '${user}', 'password' = '${password}',
          'database-name' = 'shop', 'table-name' = 'goods', 'server-id' = '5400-5400', 'server-time-zone' = 'UTC')`,
      };
    };

    const only = (engineId: string) => [engine].filter((one) => one === engineId);

    it.each(only('flink-1.20'))(
      'captures changes of PostgreSQL and MySQL: what was there, inserts, updates and deletes',
      async () => {
        await database.query(
          `create table people (id int primary key, n text); alter table people replica identity full;
           insert into people values (1, 'a'), (2, 'b'); create table people_copy (id int primary key, n text);
           create table goods_copy (id int primary key, n text)`,
        );
        await mariadb().run(
          "create database shop; create table shop.goods (id int primary key, n varchar(20)); insert into shop.goods values (1, '茶'), (2, 'b')",
        );
        const { postgres: pgSource, mysql: mySource } = cdcTable();
        const jobId = await start(
          'cdc',
          `${pgSource};\n${mySource};
           CREATE TABLE people_copy (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (${jdbc('people_copy')});
           CREATE TABLE goods_copy (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (${jdbc('goods_copy')});
           INSERT INTO people_copy SELECT * FROM pg_src; INSERT INTO goods_copy SELECT * FROM my_src`,
        );
        await untilRows(
          'select * from people_copy order by id',
          [
            [1, 'a'],
            [2, 'b'],
          ],
          jobId,
        );
        await untilRows(
          'select * from goods_copy order by id',
          [
            [1, '茶'],
            [2, 'b'],
          ],
          jobId,
        );
        const changes = (table: string) =>
          `insert into ${table} values (3, 'c'); update ${table} set n = 'changed' where id = 1; delete from ${table} where id = 2;`;
        await database.query(changes('people'));
        await mariadb().run(changes('shop.goods'));
        const after = [
          [1, 'changed'],
          [3, 'c'],
        ];
        await untilRows('select * from people_copy order by id', after, jobId);
        await untilRows('select * from goods_copy order by id', after, jobId);

        // A preview beside the running job: the same tables, another slot and server id, and no slot left behind.
        const seen = await stream(`${pgSource};\n${mySource};\nSELECT n FROM pg_src UNION ALL SELECT n FROM my_src`, 4);
        expect(seen.flat().sort()).toEqual(['c', 'c', 'changed', 'changed']);
        await eventually(
          'one slot',
          async () => {
            const slots = await rowsOf('select slot_name from pg_replication_slots order by 1');
            if (JSON.stringify(slots) === '[["people_slot"]]') return true;
            throw new Error(JSON.stringify(slots));
          },
          20_000,
        );
        await database.query("insert into people values (4, 'still read')");
        await untilRows('select n from people_copy where id = 4', [['still read']], jobId);
        await cancel(jobId);
        await until(jobId, 'CANCELLED');
      },
    );

    it.each(only('flink-1.20'))('captured changes of PostgreSQL keep tables of Paimon and Iceberg true', async () => {
      await database.query(
        `create table members (id int primary key, n text); alter table members replica identity full;
         insert into members values (1, 'a'), (2, 'b')`,
      );
      const source = cdcTable().postgres.replaceAll('pg_src', 'members').replaceAll('people', 'members');
      const ice = `CREATE CATALOG ice WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${platform.files}/ice')`;
      const table = '(id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED)';
      const jobId = await start(
        'cdc into lakes',
        `${source};\n${ice};
         CREATE DATABASE IF NOT EXISTS lake.mirror; CREATE TABLE lake.mirror.members ${table};
         CREATE DATABASE IF NOT EXISTS ice.mirror;
         CREATE TABLE ice.mirror.members ${table} WITH ('format-version' = '2', 'write.upsert.enabled' = 'true');
         INSERT INTO lake.mirror.members SELECT * FROM members; INSERT INTO ice.mirror.members SELECT * FROM members`,
      );
      const untilLakesHave = (rows: unknown[][]) =>
        eventually(
          `${JSON.stringify(rows)} in both lakes`,
          async () => {
            const of = (lake: string) => query(`${ice};\nSELECT id, n FROM ${lake}.mirror.members ORDER BY id`);
            const found = [await of('lake'), await of('ice')];
            if (JSON.stringify(found) === JSON.stringify([rows, rows])) return true;
            const job = await platform.client.call('getJob', { params: { jobId } });
            throw new Error(`${JSON.stringify(found)} and ${JSON.stringify(job)}`);
          },
          waitMs,
        );
      await untilLakesHave([
        [1, 'a'],
        [2, 'b'],
      ]);
      await database.query(
        "insert into members values (3, 'c'); update members set n = 'changed' where id = 1; delete from members where id = 2",
      );
      await untilLakesHave([
        [1, 'changed'],
        [3, 'c'],
      ]);
      await cancel(jobId);
      await until(jobId, 'CANCELLED');
    });

    it.each(only('flink-2.2'))(
      'refuses change capture before anything is started, at its place and with what would do',
      async () => {
        const script = `${cdcTable().postgres};\nCREATE TABLE b (id INT, n STRING) WITH ('connector' = 'blackhole');\nINSERT INTO b SELECT * FROM pg_src`;
        const refused = await start('refused', script).catch((error: unknown) => error);
        const validation = await platform.client.call('validateSql', { params: { projectId }, body: { script } });

        const at = { line: 1, column: script.indexOf("'postgres-cdc'") + 1 };
        expect(refused).toMatchObject({ problem: { code: 'SQL_CONNECTOR_NOT_ON_ENGINE', positions: [at] } });
        const errors = validation.diagnostics.filter(({ severity }) => severity === 'error');
        expect(errors).toMatchObject([{ code: 'SQL_CONNECTOR_NOT_ON_ENGINE', statement: 0, ...at }]);
        expect(validation.diagnostics[0]?.message).toContain('it runs on flink-1.20');
      },
    );

    it.each(only('flink-2.2'))('refuses a catalog of Hive at its place, with what would do', async () => {
      const script = "CREATE CATALOG h WITH ('type' = 'hive', 'hive-conf-dir' = 's3://conf');\nSELECT a FROM h.d.t";
      const validation = await platform.client.call('validateSql', { params: { projectId }, body: { script } });

      const errors = validation.diagnostics.filter(({ severity }) => severity === 'error');
      const at = { line: 1, column: script.indexOf("'hive'") + 1 };
      expect(errors).toMatchObject([{ code: 'SQL_CONNECTOR_NOT_ON_ENGINE', statement: 0, ...at }]);
      expect(errors[0]?.message).toMatch(/published for Flink 1\.x alone.*it runs on flink-1\.20/);
    });

    it.each(only('flink-2.2'))(
      'a jar that was uploaded brings its connector, its format and its functions',
      async () => {
        const path = await fetchArtifact(examples, { cacheDir: testCacheDir, sources: testSources });
        const query = { fileName: 'examples.jar', engines: engine };
        const added = await platform.client.call('addConnector', { query, upload: await openAsBlob(path) });
        const lines = createServer((socket) => socket.end('INSERT|Alice|12\nINSERT|Bob|5\nDELETE|Alice|12\n'));
        lines.listen(0, '127.0.0.1');
        await once(lines, 'listening');
        const { port: linesPort } = lines.address() as AddressInfo;
        try {
          const seen = await stream(
            `CREATE TEMPORARY FUNCTION merge_rows AS 'org.apache.flink.table.examples.java.functions.InternalRowMergerFunction';
             CREATE TABLE scores (name STRING, score INT) WITH ('connector' = 'socket', 'hostname' = '127.0.0.1', 'port' = '${linesPort}',
               'byte-delimiter' = '10', 'format' = 'changelog-csv', 'changelog-csv.column-delimiter' = '|');
             SELECT t.m.f0, t.m.f1 FROM (
               SELECT merge_rows(CAST(ROW(name) AS ROW<name STRING>), CAST(ROW(score) AS ROW<score INT>)) AS m FROM scores) AS t`,
            3,
          );
          expect(seen).toEqual([
            ['Alice', 12],
            ['Bob', 5],
            ['Alice', 12],
          ]);
        } finally {
          lines.close();
        }
        await platform.client.call('removeConnector', { params: { connectorId: added.id } });

        expect(added.offers.map(({ kind, name }) => [kind, name])).toEqual([
          ['connector', 'socket'],
          ['format', 'changelog-csv'],
        ]);
      },
    );

    it('names what is near an unknown connector', async () => {
      const script = "CREATE TABLE t (id INT) WITH ('connector' = 'kafak');\nSELECT id FROM t";
      const validation = await platform.client.call('validateSql', { params: { projectId }, body: { script } });

      // What reads the table is not checked, and says so.
      const errors = validation.diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors).toMatchObject([{ code: 'SQL_CONNECTOR_MISSING', line: 1, column: 45 }]);
      expect(validation.diagnostics[0]?.message).toContain('did you mean kafka');
    });
  });
});

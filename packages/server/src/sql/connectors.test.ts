import { join } from 'node:path';

import { JobSettings } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { EngineStore } from '../engines/engine-store.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { connectorsOf } from './connectors.ts';
import { GatewaySubmitter } from './gateway-submitter.ts';
import { prepareScript } from './prepared-script.ts';

const nowhere = 'http://127.0.0.1:9';
const engines = new EngineStore({
  enginesDir: join(import.meta.dirname, '../../../../engines'),
  cacheDir: '/nowhere',
  sources: { mavenUrl: nowhere, pypiFilesUrl: nowhere },
});

function usesOf(script: string) {
  return prepareScript(script, {}).statements.flatMap(({ kind, tokens }) => connectorsOf(kind, tokens));
}

describe('what a script names', () => {
  it.each([
    [
      "CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'value.format' = 'avro')",
      ['connector kafka', 'format avro'],
    ],
    ["CREATE TABLE t (a INT) WITH ('connector' = 'jdbc', 'url' = 'jdbc:mysql://h/d')", ['connector jdbc mysql']],
    ["CREATE CATALOG c WITH ('type' = 'jdbc', 'base-url' = 'jdbc:postgresql://h')", ['catalog jdbc postgresql']],
    ["CREATE TABLE lake.d.t (a INT) WITH ('file.format' = 'orc')", []],
    ["CREATE FUNCTION f AS 'org.x.F'", ['function org.x.F']],
    ["CREATE TEMPORARY FUNCTION IF NOT EXISTS f AS 'org.x.F' LANGUAGE JAVA", ['function org.x.F']],
    ["CREATE FUNCTION f AS 'm.f' LANGUAGE PYTHON", []],
    ["CREATE FUNCTION f AS 'org.x.F' USING JAR '/a/b.jar'", []],
  ])('%s', (script, expected) => {
    expect(usesOf(script).map((use) => [use.kind, use.name, use.variant].filter(Boolean).join(' '))).toEqual(expected);
  });
});

describe('a start', () => {
  const submitter = new GatewaySubmitter({
    sessions: undefined as never,
    resolveJars: async () => [],
    checkConnectors: (engine, uses) => engines.checkConnectors(engine, uses),
    paths: { allowed: [], denied: [] },
    fateOf: () => 'unknown',
    clock: systemClock,
    log: silentLog(),
  });
  const check = (options: string, engine: string) => () =>
    submitter.countSteps(
      `CREATE TABLE t (\n  a INT\n) WITH (${options});\nINSERT INTO t SELECT 1`,
      JobSettings.parse({}),
      engine,
    );

  it.each(['postgres-cdc', 'mysql-cdc'])(
    'on 2.2 is refused for %s, at its place, with the engine that would do',
    (name) => {
      expect(check(`'connector' = '${name}'`, 'flink-2.2')).toThrow(
        expect.objectContaining({
          code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
          message: expect.stringMatching(/needs? classes .* no longer has; it runs on flink-1\.20\.$/) as string,
          details: expect.objectContaining({
            positions: [expect.objectContaining({ statement: 0, line: 3, column: 23, endLine: 3 })],
          }) as object,
        }) as Error,
      );
      expect(check(`'connector' = '${name}'`, 'flink-1.20')()).toBe(1);
    },
  );

  it('tells databases of one connector apart', () => {
    const mysql = "'connector' = 'jdbc', 'url' = 'jdbc:mysql://h/d'";
    expect(check(mysql, 'flink-2.2')).toThrow(/"jdbc" for mysql cannot be used on flink-2\.2/);
    expect(check(mysql, 'flink-1.20')()).toBe(1);
    expect(check(mysql.replace('mysql', 'postgresql'), 'flink-2.2')()).toBe(1);
  });

  it('names what is near a misspelt name', () => {
    expect(check("'connector' = 'kafak'", 'flink-2.2')).toThrow(/did you mean kafka\.$/);
    expect(check("'connector' = 'kafka', 'format' = 'jsno'", 'flink-2.2')).toThrow(
      /knows no format "jsno"; did you mean json/,
    );
  });

  it('leaves what a variable will give to the time when it is known', () => {
    expect(check("'connector' = '${connector}'", 'flink-2.2')()).toBe(1);
  });
});

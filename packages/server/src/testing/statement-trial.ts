/** Statements that were written for tables of a data source, taken by a real Flink and read through the preview. */
import { join } from 'node:path';

import { JobSettings } from '@liusu/contract/job';
import type { PreviewEvent, SqlDiagnostic } from '@liusu/contract/sql';
import { PreviewRequest } from '@liusu/contract/sql';
import type { SourceConnection, SourceConnector, SourceDdl } from '@liusu/contract/source';
import { afterAll, beforeAll } from 'vitest';

import { runCommand } from '../drivers/local/spawn.ts';
import { testCacheDir, testJava, testSources } from '../drivers/test-engines.ts';
import { EngineStore } from '../engines/engine-store.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { generateDdl } from '../sources/ddl/generate-ddl.ts';
import { kafkaPackageOf } from '../sources/kafka/kafka-package.ts';
import { openSource } from '../sources/open-source.ts';
import { valuesOfConnection } from '../sources/source-values.ts';
import { SessionSource } from '../sql/gateways.ts';
import { PreviewService } from '../sql/preview.ts';
import { ValidationService } from '../sql/validate.ts';
import type { TestFlink } from './flink-cluster.ts';

export interface Trial {
  source: string;
  connection: SourceConnection;
  mode: 'batch' | 'streaming';
}

export interface StatementTrial {
  ddl(
    trial: Trial,
    place: { namespace: string; table: string; connector: SourceConnector; as: string },
  ): Promise<SourceDdl>;
  validate(trial: Trial, script: string): Promise<SqlDiagnostic[]>;
  /** Ends with the limit of rows, or after a minute. */
  preview(trial: Trial, script: string, limit?: number): Promise<PreviewEvent[]>;
}

const enginesDir = join(import.meta.dirname, '../../../../engines');

/** Call inside `describe`, after `useFlink`. */
export function useStatementTrial(flink: () => TestFlink): StatementTrial {
  let sessions: SessionSource | undefined;
  let engines: EngineStore;
  let validation: ValidationService;
  let previews: PreviewService;

  beforeAll(() => {
    const { gateway, folder, cluster } = flink();
    const [clock, log] = [systemClock, silentLog()];
    engines = new EngineStore({
      enginesDir,
      cacheDir: testCacheDir,
      sources: testSources,
      compiling: { java: testJava, run: runCommand },
    });
    sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude: [], clock, log, poolSize: 1 });
    const common = {
      ...{ sessions, paths: { allowed: [], denied: [] }, clock, log },
      resolveJars: (engine: string, uses: Parameters<EngineStore['resolveConnectors']>[1]) =>
        engines.resolveConnectors(engine, uses),
    };
    validation = new ValidationService({ ...common, catalogs: {}, scratchFolder: join(folder, 'scratch') });
    const store = { insert: async () => undefined, end: async () => undefined, listOpen: async () => [] };
    previews = new PreviewService({
      ...{ ...common, catalogs: {}, store, findCluster: () => cluster, maxConcurrent: 2, marks: {} },
      scratchFolder: join(folder, 'previews'),
      canReadFiles: () => true,
    });
  });
  afterAll(async () => {
    await sessions?.close();
  });

  const kafkaPackage = () => kafkaPackageOf(engines.get(flink().engine));
  return {
    ddl: async ({ source, connection }, { namespace, table, connector, as }) => {
      const session = await openSource(connection, { signal: AbortSignal.timeout(20_000), timeoutMs: 5_000 });
      try {
        const read = await session.table(namespace, table);
        return generateDdl({
          source,
          connection,
          table: read,
          connector,
          as,
          engine: flink().engine,
          enginesWith: () => [flink().engine],
        });
      } finally {
        await session.close();
      }
    },
    validate: async (trial, script) => {
      const { diagnostics } = await validation.validate({
        script,
        engine: flink().engine,
        settings: JobSettings.parse({ mode: trial.mode }),
        timeZone: 'UTC',
        variables: variablesOf(trial, kafkaPackage()),
        signal: new AbortController().signal,
      });
      return diagnostics;
    },
    preview: async (trial, script, limit = 100) => {
      const events: PreviewEvent[] = [];
      const given = {
        request: PreviewRequest.parse({ script, mode: trial.mode, limit, timeoutMs: 60_000 }),
        cluster: flink().cluster,
        timeZone: 'UTC',
        variables: variablesOf(trial, kafkaPackage()),
        signal: new AbortController().signal,
        requestId: 'req_test',
      };
      for await (const event of previews.open(given)) events.push(event);
      return events;
    },
  };
}

export function rowsOf(events: readonly PreviewEvent[]): unknown[][] {
  return events.flatMap((event) => (event.type === 'rows' ? event.rows.map((row) => row.cells) : []));
}

function variablesOf({ source, connection }: Trial, kafkaPackage: string): Record<string, string> {
  const values = Object.entries(valuesOfConnection(connection, { kafkaPackage }));
  return Object.fromEntries(values.map(([field, value]) => [`source.${source}.${field}`, value]));
}

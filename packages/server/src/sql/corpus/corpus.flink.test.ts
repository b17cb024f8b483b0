/**
 * The statements of the reference and the seeded errors, on one Flink of each engine. Every kind runs on every engine; with
 * LIUSU_TEST_LONG=1 every statement does.
 */
import { afterAll, beforeAll, describe } from 'vitest';

import { isLongTest, testEngines } from '../../drivers/test-engines.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { SessionSource } from '../gateways.ts';
import { PreviewService } from '../preview.ts';
import { ValidationService } from '../validate.ts';
import { shareOf } from './ci-share.ts';
import { describeSeededErrors } from './seeded-error-tests.ts';
import { seededErrors } from './seeded-errors.ts';
import { describeStatements } from './statement-tests.ts';
import { corpusStatements } from './statements.ts';

describe.each(testEngines)('SQL on %s', (engine) => {
  const flink = useFlink(engine);
  let sessions: SessionSource;
  let validation: ValidationService;
  let previews: PreviewService;

  beforeAll(() => {
    const { gateway, folder, cluster } = flink();
    const clock = systemClock;
    const log = silentLog();
    const prelude = [`CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}/warehouse')`];
    sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude, clock, log, poolSize: 4 });
    const paths = { allowed: [`${folder}/in`], denied: [folder] };
    const common = { sessions, resolveJars: async () => [], paths, clock, log };
    validation = new ValidationService({ ...common, catalogs: { lake: 'paimon' }, scratchFolder: `${folder}/scratch` });
    previews = new PreviewService({
      ...common,
      store: { insert: async () => undefined, end: async () => undefined, listOpen: async () => [] },
      findCluster: () => cluster,
      maxConcurrent: 8,
      marks: {},
      scratchFolder: `${folder}/previews`,
      canReadFiles: () => true,
    });
  });
  afterAll(async () => {
    await validation.close();
    await sessions.close();
  });

  const some = <T>(all: readonly T[], kindOf: (one: T) => string) =>
    isLongTest ? all : shareOf(all, kindOf, testEngines, engine);
  const context = { engine, flink, validation: () => validation, previews: () => previews };
  describeStatements(
    context,
    some(corpusStatements, ({ kind, verdict, batch, since }) => [kind, verdict, batch, since].join()),
  );
  describeSeededErrors(
    context,
    some(seededErrors, ({ code, mode }) => [code, mode].join()),
  );
});

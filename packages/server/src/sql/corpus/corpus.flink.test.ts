/**
 * The statements of the reference and the seeded errors, on one Flink of each engine. Every kind runs on every engine; with
 * LIUSU_TEST_LONG=1 every statement does.
 */
import { afterAll, beforeAll, describe } from 'vitest';

import { isLongTest, testEngines } from '../../drivers/test-engines.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { forgetfulStore, openSqlServices, type SqlServices } from '../../testing/sql-services.ts';
import { shareOf } from './ci-share.ts';
import { describeSeededErrors } from './seeded-error-tests.ts';
import { seededErrors } from './seeded-errors.ts';
import { describeStatements } from './statement-tests.ts';
import { corpusStatements } from './statements.ts';

describe.each(testEngines)('SQL on %s', (engine) => {
  const flink = useFlink(engine);
  let services: SqlServices;

  beforeAll(() => {
    services = openSqlServices(flink(), { poolSize: 4, maxPreviews: 8, store: forgetfulStore });
  });
  afterAll(() => services.close());

  const some = <T>(all: readonly T[], kindOf: (one: T) => string) =>
    isLongTest ? all : shareOf(all, kindOf, testEngines, engine);
  const context = { engine, flink, validation: () => services.validation, previews: () => services.previews };
  describeStatements(
    context,
    some(corpusStatements, ({ kind, verdict, batch, since }) => [kind, verdict, batch, since].join()),
  );
  describeSeededErrors(
    context,
    some(seededErrors, ({ code, mode }) => [code, mode].join()),
  );
});

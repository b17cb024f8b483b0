import { join } from 'node:path';

import { expect, it } from 'vitest';

import { getEngineFile, readEngineFiles } from '../../engines/engine-file.ts';
import { kafkaPackageOf } from './kafka-package.ts';

const files = readEngineFiles(join(import.meta.dirname, '../../../../../engines'));

it.each([
  ['flink-2.2', 'org.apache.flink.kafka.shaded.org.apache.kafka'],
  ['flink-1.20', 'org.apache.kafka'],
])('%s', (engine, expected) => {
  expect(kafkaPackageOf(getEngineFile(files, engine))).toBe(expected);
});

import { PreviewRequest } from '@liusu/contract/sql';
import { expect, it } from 'vitest';

import { planPreview } from './preview-plan.ts';
import { isReplaced } from './sample-tables.ts';

const samples = { o: { rows: [] }, 'lake.shop.`order items`': { rows: [] } };

it.each([
  ['CREATE TEMPORARY TABLE o (a INT)', true],
  ['CREATE TABLE IF NOT EXISTS lake.shop.`order items` (a INT)', true],
  ['CREATE TEMPORARY TABLE orders (a INT)', false],
  ['CREATE TEMPORARY TABLE shop.o (a INT)', false],
  ['CREATE TEMPORARY VIEW o AS SELECT 1', false],
])('tells whether samples stand in for: %s', (statement, expected) => {
  const { before } = planPreview(
    PreviewRequest.parse({ script: `${statement};\nSELECT 1;` }),
    {},
    { allowed: [], denied: [] },
  );

  expect(before.map((each) => isReplaced(each, samples))).toEqual([expected]);
});

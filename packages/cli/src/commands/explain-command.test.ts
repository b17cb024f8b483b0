import { expect, it } from 'vitest';

import { ttlText } from './explain-command.ts';

it.each([
  [0, 'for ever', '永久保留'],
  [86_400_000, '1d', '1d'],
  [5_400_000, '90min', '90min'],
  [1_500, '1500ms', '1500ms'],
])('the time to live of %d ms', (ms, english, chinese) => {
  expect([ttlText(ms, 'en'), ttlText(ms, 'zh')]).toEqual([english, chinese]);
});

import { expect, it } from 'vitest';

import { timeLabelFormat } from './rate-chart-option.ts';

const at = (ms: number) => ({ at: new Date(ms).toISOString(), in: 1, out: 1 });

it('labels a short span to the second, so that no label comes twice', () => {
  expect(timeLabelFormat([at(0), at(45_000)])).toBe('{HH}:{mm}:{ss}');
  expect(timeLabelFormat([at(0), at(3_600_000)])).toBe('{HH}:{mm}');
});

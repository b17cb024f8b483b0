import { expect, test } from 'vitest';

import { JobRestart, JobStart, JobStop, JobUpgrade } from './job-command.ts';

test.each([
  ['stop', JobStop, { mdoe: 'cancel' }],
  ['start', JobStart, { restroe: { kind: 'none' } }],
  ['restart', JobRestart, { mode: 'cancel' }],
  ['upgrade', JobUpgrade, { version: 2, allowed: 'any' }],
])('a %s with a word that it does not know is refused instead of done in its default way', (_name, schema, body) => {
  expect(schema.safeParse(body).success).toBe(false);
});

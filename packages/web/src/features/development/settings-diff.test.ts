import { expect, test } from 'vitest';

import { JobSettings } from '@liusu/contract/job';

import { settingsDiff } from './settings-diff.ts';

const base = JobSettings.parse({ options: { 'table.exec.state.ttl': '1 h', gone: 'x' } });

test('equal settings do not differ', () => {
  expect(settingsDiff(base, JobSettings.parse(structuredClone(base)))).toEqual([]);
});

test('changed, added and missing ones are told by name, nested ones too', () => {
  const other = JobSettings.parse({
    ...base,
    parallelism: 4,
    restart: { kind: 'exponential-delay', attempts: 3 },
    options: { 'table.exec.state.ttl': '2 h', fresh: 'y' },
  });
  expect(settingsDiff(base, other)).toEqual([
    { name: 'options.fresh', left: null, right: 'y' },
    { name: 'options.gone', left: 'x', right: null },
    { name: 'options.table.exec.state.ttl', left: '1 h', right: '2 h' },
    { name: 'parallelism', left: '1', right: '4' },
    { name: 'restart.attempts', left: '10', right: '3' },
  ]);
});

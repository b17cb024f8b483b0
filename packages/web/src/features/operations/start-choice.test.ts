import { expect, it } from 'vitest';

import { readsStartTime, scriptOf, usualTarget } from './start-choice.ts';

const desired = { version: 1 } as Parameters<typeof usualTarget>[0]['desired'];

it('starts the draft when it changed or nothing was ever published', () => {
  expect(usualTarget({ draftChanged: true, latestVersion: 2, desired }, [{ version: 2 }])).toBe('draft');
  expect(usualTarget({ draftChanged: false, latestVersion: null, desired }, [])).toBe('draft');
});

it('starts a version that was published and never ran', () => {
  expect(usualTarget({ draftChanged: false, latestVersion: 2, desired }, [{ version: 1 }])).toBe(2);
});

it('does not bring back a version that was rolled back', () => {
  expect(usualTarget({ draftChanged: false, latestVersion: 2, desired }, [{ version: 1 }, { version: 2 }])).toBe(1);
});

it('finds the script of a version and whether it can begin at a time', () => {
  const versions = [{ version: 1, script: "WITH ('scan.startup.timestamp-millis' = '${start.time}')" }];

  expect(readsStartTime(scriptOf(1, 'SELECT 1', versions))).toBe(true);
  expect(readsStartTime(scriptOf('draft', 'SELECT 1', versions))).toBe(false);
  expect(readsStartTime(scriptOf(2, 'SELECT 1', versions))).toBe(false);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { DraftStore, type StoredDraft } from './draft-store.ts';

class Conflict extends Error {}

function world() {
  const stored: StoredDraft = { script: 'a', revision: 1 };
  const saves: string[] = [];
  let fault: Error | undefined;
  const store = new DraftStore({
    save: async (_jobId, script, revision) => {
      saves.push(script);
      if (fault !== undefined) throw fault;
      if (revision !== stored.revision) throw new Conflict();
      stored.script = script;
      stored.revision += 1;
      return { ...stored };
    },
    load: async () => ({ ...stored }),
    isConflict: (error) => error instanceof Conflict,
    now: () => 42,
  });
  store.offer('j', { ...stored });
  return { store, stored, saves, fail: (error: Error | undefined) => (fault = error) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('saves once, after a pause in typing', async () => {
  const { store, saves } = world();

  store.edit('j', 'ab');
  await vi.advanceTimersByTimeAsync(1000);
  store.edit('j', 'abc');
  await vi.advanceTimersByTimeAsync(1400);
  expect(saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);

  expect(saves).toEqual(['abc']);
  expect(store.get('j')).toMatchObject({ state: 'saved', savedAtMs: 42 });
});

test('what was typed while saving is saved after it', async () => {
  const { store, stored } = world();

  store.edit('j', 'ab');
  const saving = store.save('j');
  store.edit('j', 'abc');
  await saving;
  expect(store.get('j')?.state).toBe('dirty');
  await vi.advanceTimersByTimeAsync(2000);

  expect(stored.script).toBe('abc');
  expect(store.hasUnsaved()).toBe(false);
});

test('an untouched draft follows the stored text, an edited one does not', () => {
  const { store } = world();

  store.offer('j', { script: 'theirs', revision: 2 });
  expect(store.get('j')).toMatchObject({ text: 'theirs', epoch: 1 });
  store.edit('j', 'mine');
  store.offer('j', { script: 'later', revision: 3 });

  expect(store.get('j')).toMatchObject({ text: 'mine', epoch: 1 });
});

test('a conflict keeps both texts; keeping mine replaces theirs', async () => {
  const { store, stored } = world();
  store.edit('j', 'mine');
  Object.assign(stored, { script: 'theirs', revision: 7 });

  await store.save('j');
  expect(store.get('j')).toMatchObject({ state: 'conflict', text: 'mine', theirs: { script: 'theirs', revision: 7 } });
  await store.keepMine('j');

  expect(stored.script).toBe('mine');
  expect(store.get('j')).toMatchObject({ state: 'saved', theirs: undefined });
});

test('taking theirs replaces the text from outside the editor', async () => {
  const { store, stored } = world();
  store.edit('j', 'mine');
  Object.assign(stored, { script: 'theirs', revision: 7 });
  await store.save('j');

  store.takeTheirs('j');

  expect(store.get('j')).toMatchObject({ state: 'saved', text: 'theirs', epoch: 1 });
});

test('a change of settings alone is no conflict for the text', async () => {
  const { store, stored } = world();
  store.edit('j', 'mine');
  stored.revision = 7;

  await store.save('j');
  await vi.advanceTimersByTimeAsync(2000);

  expect(stored.script).toBe('mine');
  expect(store.get('j')?.state).toBe('saved');
});

test('a failed save keeps the text and can be tried again', async () => {
  const { store, stored, fail } = world();
  fail(new Error('down'));
  store.edit('j', 'mine');
  await store.save('j');
  expect(store.get('j')).toMatchObject({ state: 'failed', text: 'mine' });

  fail(undefined);
  await store.flush();

  expect(stored.script).toBe('mine');
});

import { expect, test } from 'vitest';

import { type Route, routes, takesIdempotencyKey } from './routes.ts';

test('every command takes an Idempotency-Key, but where doing it twice is doing it once', () => {
  const without = Object.entries<Route>(routes)
    .filter(([, route]) => route.method !== 'GET' && !takesIdempotencyKey(route))
    .map(([key]) => key);

  // A session of its own, rows that end with their request, a file that is refused when it is there already.
  expect(without).toEqual(['login', 'previewSql', 'addConnector']);
});

test('whoever may be told that a generation is another can name it', () => {
  for (const [key, route] of Object.entries<Route>(routes)) {
    if (key === 'updateJob') continue; // Its draft has a revision in the body.
    expect(route.errors?.includes('GENERATION_MISMATCH') === true, key).toBe(route.ifMatch === true);
  }
});

import { expect, it } from 'vitest';

import { quotedPath } from './quoted-name.ts';

it('names cannot end their quotes', () => {
  expect(quotedPath(['a', 'b`; DROP'])).toBe('`a`.`b``; DROP`');
});

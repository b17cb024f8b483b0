import { expect, it } from 'vitest';

import { Password } from '@liusu/contract/user';

import { newPassword } from './new-password.ts';

it('is accepted as a password and differs each time', () => {
  const made = newPassword();
  expect(made).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  expect(Password.safeParse(made).success).toBe(true);
  expect(newPassword()).not.toBe(made);
});

it('follows its source of chance', () => {
  expect(newPassword((length) => new Uint32Array(length).map((_, index) => index))).toBe('abcd-efgh-jkmn-pqrs');
});

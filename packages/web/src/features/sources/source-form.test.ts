import { expect, test } from 'vitest';

import { SourceConnection } from '@liusu/contract/source';

import { connectionOf, emptySourceForm, formOf, kinds, sendsPasswordInClear } from './source-form.ts';

const typed = {
  name: 'db',
  host: ' db.example.com ',
  servers: 'a:1, b:2',
  bucket: 'shop',
  username: 'u',
  password: 'p',
};

test.each(kinds)('what is sent for %s is what the contract takes', (kind) => {
  const values = {
    ...emptySourceForm(kind),
    ...typed,
    database: kind === 'redis' ? '3' : 'shop',
    sasl: 'PLAIN' as const,
  };
  const sent = connectionOf(values);

  // A metastore has no account: what was typed for another kind stays behind.
  const account = kind === 'hive' ? { username: '' } : { username: 'u', password: 'p' };
  expect(SourceConnection.parse(sent)).toMatchObject({ kind, ...account });
  expect('password' in sent).toBe(kind !== 'hive');
});

test('a source comes back into the form as it was saved, without a password', () => {
  const values = {
    ...emptySourceForm('postgresql'),
    ...typed,
    servers: '',
    bucket: '',
    database: 'shop',
    tls: 'verify' as const,
    caPem: 'PEM',
  };
  const connection = SourceConnection.parse(connectionOf({ ...values, password: '' }));
  const form = formOf({ name: 'db', description: 'd', connection } as never);

  expect(form).toEqual({ ...values, host: 'db.example.com', password: '', description: 'd' });
  expect(connectionOf(form)).not.toHaveProperty('password');
});

test('an empty password is sent only to take the kept one away', () => {
  const values = { ...emptySourceForm('mysql'), ...typed, password: '', database: 'd' };

  expect(connectionOf({ ...values, noPassword: true })).toMatchObject({ password: '' });
  expect(connectionOf(values)).not.toHaveProperty('password');
});

test('a certificate is sent only where it is checked', () => {
  const values = { ...emptySourceForm('mysql'), ...typed, database: 'd', caPem: 'PEM' };

  expect(connectionOf({ ...values, tls: 'trust' })).not.toHaveProperty('caPem');
  expect(connectionOf({ ...values, tls: 'verify' })).toMatchObject({ caPem: 'PEM' });
});

test.each([
  [{ password: 'p' }, false, true],
  [{ password: 'p', tls: 'trust' as const }, false, false],
  [{}, true, true],
  [{ noPassword: true }, true, false],
  [{ kind: 'kafka' as const, password: 'p' }, false, false],
])('%j with a kept password %s', (more, hasPassword, inClear) => {
  expect(sendsPasswordInClear({ ...emptySourceForm('postgresql'), ...more }, hasPassword)).toBe(inClear);
});

import { describe, expect, it } from 'vitest';

import { faultOf, SourceError, sourceFailed, wordsOf } from './source-error.ts';

function withCode(code: string, message = 'words'): Error {
  return Object.assign(new Error(message), { code });
}

describe('faultOf', () => {
  it.each([
    [withCode('ECONNREFUSED'), 'CONNECTION_REFUSED'],
    [new Error('outer', { cause: withCode('28P01') }), 'LOGIN_REFUSED'],
    [new AggregateError([withCode('ECONNREFUSED')], 'all failed'), 'CONNECTION_REFUSED'],
    [new Error('x', { cause: new SourceError('TABLE_NOT_FOUND', 'gone') }), 'TABLE_NOT_FOUND'],
    [withCode('ER_ACCESS_DENIED_ERROR'), 'LOGIN_REFUSED'],
    [new Error('WRONGPASS invalid username-password pair'), 'LOGIN_REFUSED'],
    [new Error('The server does not support SSL connections'), 'TLS_NOT_OFFERED'],
    [new Error('no pg_hba.conf entry for host "10.0.0.1"'), 'HOST_NOT_ALLOWED'],
    [withCode('CERT_HAS_EXPIRED'), 'CERTIFICATE_EXPIRED'],
    [new Error('who knows'), 'OTHER'],
    [undefined, 'OTHER'],
    ['a text', 'OTHER'],
  ])('%s', (error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });
});

describe('wordsOf', () => {
  it('tells the innermost reason, in one line, without a password', () => {
    const error = new Error('outer', { cause: new Error('failed:\n  password=hunter2 refused') });
    expect(wordsOf(error)).toBe('failed: password=****** refused');
  });
});

describe('sourceFailed', () => {
  it('tells in both languages that there is no such table', () => {
    const error = sourceFailed('shop', new SourceError('TABLE_NOT_FOUND', 'there is no table public.x'));
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: 'there is no table public.x',
      zh: '没有这张表、主题或文件（shop）：there is no table public.x。',
    });
  });
});

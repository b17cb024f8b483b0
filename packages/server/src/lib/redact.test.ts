import { describe, expect, it } from 'vitest';

import { isSecretKey, redactOptions, redactText } from './redact.ts';

describe('isSecretKey', () => {
  it.each([
    'password',
    's3.secret-key',
    's3.access-key',
    'properties.sasl.jaas.config',
    'fs.azure.account.key.token',
    'security.ssl.rest.key-password',
    'Authorization',
    'apiKey',
  ])('knows %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each(['connector', 'topic', 'key.format', 'path', 'tokenizer', 'primary-key'])('lets %s through', (key) => {
    expect(isSecretKey(key)).toBe(false);
  });
});

describe('redactText', () => {
  it.each([
    ["WITH ('user' = 'ann', 'password' = 'hu''sh')", "WITH ('user' = 'ann', 'password' = '******')"],
    [
      'jdbc:postgresql://db/x?user=ann&password=hush&ssl=true',
      'jdbc:postgresql://db/x?user=ann&password=******&ssl=true',
    ],
    ['https://ann:hush@db.example.com/x', 'https://ann:******@db.example.com/x'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer ******'],
    ['s3.secret-key: hush', 's3.secret-key: ******'],
    ['{"token":"hush","id":1}', '{"token":"******","id":1}'],
  ])('masks %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it('leaves plain SQL as it is', () => {
    const text = "SELECT token_count, 'a' = 'b' FROM t WHERE key = 'x'";

    expect(redactText(text)).toBe(text);
  });
});

describe('redactOptions', () => {
  it('masks by key and inside values', () => {
    expect(redactOptions({ connector: 'jdbc', password: 'hush', url: 'jdbc:x://h/d?password=hush' })).toEqual({
      connector: 'jdbc',
      password: '******',
      url: 'jdbc:x://h/d?password=******',
    });
  });
});

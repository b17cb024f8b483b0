import { expect, test } from 'vitest';

import { keywordOf, meaningfulTokens, nameOf, scanSql } from './sql-scanner.ts';

test('the tokens joined give the text again, however broken it is', () => {
  for (const text of [
    "SELECT 'it''s', `a``b` -- x\nFROM t /*+ OPTIONS('k'='v') */;",
    "'open",
    '/* open',
    '`',
    '${x',
    '“',
    '',
  ]) {
    expect(
      scanSql(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
  }
});

test('strings, quoted names, comments, hints and variables are single tokens', () => {
  const kinds = scanSql("a 'x;y' `b;c` --;\n/*;*/ /*+ h */ ${env.v} 1.5e3")
    .filter((token) => token.kind !== 'space')
    .map((token) => token.kind);

  expect(kinds).toEqual(['word', 'string', 'quoted', 'comment', 'comment', 'hint', 'variable', 'number']);
});

test('quoted names are names but never keywords', () => {
  const [token] = meaningfulTokens(scanSql('`select`'));

  expect(keywordOf(token)).toBe('');
  expect(nameOf(token)).toBe('select');
});

import type { SqlDiagnostic } from '@liusu/contract/sql';
import { expect, test } from 'vitest';

import { findingOf } from './sql-commands.ts';

const finding: SqlDiagnostic = {
  severity: 'error',
  code: 'SQL_SYNTAX',
  statement: 1,
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 8,
  message: 'The statement ends too early.',
  remedy: 'Close the bracket.',
  zh: { message: '语句结束得太早。', remedy: '闭合括号。' },
};

test('a finding has the fields programs rely on, in their order, in the language asked for', () => {
  const { zh, ...english } = finding;

  expect(JSON.stringify(findingOf(finding, 'en'))).toBe(JSON.stringify(english));
  expect(findingOf(finding, 'zh')).toEqual({ ...english, ...zh });
});

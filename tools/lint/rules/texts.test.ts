import { describe, expect, it } from 'vitest';

import { errorWordsRule, localeRule } from './texts.ts';

const path = 'packages/web/src/features/login/texts.ts';

describe('localeRule', () => {
  it('takes two complete languages, with English plurals', () => {
    const text = `export const { text } = defineTexts(
      'x',
      { title: '标题', 'a.b': '有 {{count}} 个：{好}', },
      { title: "Title", 'a.b': 'There are {{count}}', 'a.b_one': 'There is one' },
    );`;

    expect(localeRule({ path, text })).toEqual([]);
  });

  it('finds a key that one language lacks, either way', () => {
    const text = "defineTexts('x', { a: '一', b: '二' }, { a: 'one', c: 'three' });";

    expect(localeRule({ path, text }).map((finding) => finding.message)).toEqual([
      'b is missing in English',
      'c is missing in Chinese',
    ]);
  });
});

describe('errorWordsRule', () => {
  const found = (text: string, at = 'packages/server/src/users/user-service.ts') =>
    errorWordsRule({ path: at, text }).map(({ line }) => line);

  it('finds an error that is told in one language', () => {
    expect(found("\nthrow new LiusuError('NOT_FOUND', `there is no user ${id}`);")).toEqual([2]);
    expect(found("new LiusuError(\n  isOld ? 'CONFLICT' : 'NOT_FOUND',\n  'it is gone',\n)")).toEqual([1]);
    expect(found("new LiusuError('NOT_FOUND', 'x')", 'packages/cli/src/until.ts')).toEqual([1]);
  });

  it('takes both languages, what others said, and what only the log holds', () => {
    expect(found("new LiusuError('NOT_FOUND', words('没有', 'none'))")).toEqual([]);
    expect(found("new LiusuError('FLINK_REJECTED', messageOf(error))")).toEqual([]);
    expect(found("new LiusuError('INTERNAL', 'the table has no such process')")).toEqual([]);
    expect(found("new LiusuError(\n  'INTERNAL',\n  'the table has no such process',\n)")).toEqual([]);
    expect(found("new LiusuError('NOT_FOUND', 'x')", 'packages/server/src/users/user-service.test.ts')).toEqual([]);
  });
});

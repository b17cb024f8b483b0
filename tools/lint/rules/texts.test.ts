import { describe, expect, it } from 'vitest';

import { localeRule } from './texts.ts';

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

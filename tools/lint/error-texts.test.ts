import { expect, it } from 'vitest';

import { checkErrorTexts } from './error-texts.ts';

it('finds texts that are missing or in the wrong language', () => {
  const good = { zh: { title: '找不到', remedy: '检查名称' }, en: { title: 'Not found', remedy: 'Check the name' } };

  expect(checkErrorTexts({ GOOD: good })).toEqual([]);
  expect(checkErrorTexts({ EMPTY: { ...good, en: { title: '', remedy: 'x' } } })).toHaveLength(1);
  expect(checkErrorTexts({ SWAPPED: { zh: good.en, en: good.zh } })).toHaveLength(4);
});

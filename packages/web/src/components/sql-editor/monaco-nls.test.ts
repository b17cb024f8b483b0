import { afterEach, expect, test } from 'vitest';

import { chineseTexts } from '../../../monaco-texts.ts';
import { localize, localize2, setMonacoTexts } from './monaco-nls.ts';

afterEach(() => setMonacoTexts({}));

test("Monaco's package has Chinese for the labels of this editor", () => {
  const table = chineseTexts();

  expect(table['Find']).toBe('查找');
  expect(table['No results']).toBe('无结果');
  expect(table['Quick Fix...']).toBe('快速修复...');
});

test('labels are looked up by their English, with their values', () => {
  setMonacoTexts({ '{0} of {1}': '第 {0} 项，共 {1} 项' });

  expect(localize('label.matchesLocation', '{0} of {1}', 2, 7)).toBe('第 2 项，共 7 项');
  expect(localize({ key: 'x', comment: [] }, 'constructor')).toBe('constructor');
  expect(localize2('y', '{0} of {1}', 1, 1)).toEqual({ value: '第 1 项，共 1 项', original: '1 of 1' });
});

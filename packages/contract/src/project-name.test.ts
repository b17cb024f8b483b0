import { expect, it } from 'vitest';

import { isCalled, projectName } from './project-name.ts';

it('tells a project that nobody named in the language of the reader', () => {
  const project = { name: '默认项目', named: false };
  expect(projectName(project, 'zh')).toBe('默认项目');
  expect(projectName(project, 'en')).toBe('Default project');
  expect(['默认项目', 'Default project', 'default'].map((name) => isCalled(project, name))).toEqual([
    true,
    true,
    false,
  ]);
});

it('tells the name that people gave, whatever it is', () => {
  const project = { name: '风控', named: true };
  expect(projectName(project, 'en')).toBe('风控');
  expect(isCalled(project, '风控')).toBe(true);
  expect(isCalled(project, 'Default project')).toBe(false);
});

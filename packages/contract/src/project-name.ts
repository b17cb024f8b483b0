/** What a project is called. The one that every installation begins with has a name in the reader's language until people give it one. */
import type { Language } from './error-code.ts';
import type { Project } from './user.ts';

export const firstProjectNames: Readonly<Record<Language, string>> = { zh: '默认项目', en: 'Default project' };

type Name = Pick<Project, 'name' | 'named'>;

/** The name as people read it. */
export function projectName(project: Name, language: Language): string {
  return project.named ? project.name : firstProjectNames[language];
}

/** True when people may mean the project by this name: one without a name of its own has it in either language. */
export function isCalled(project: Name, name: string): boolean {
  return project.name === name || (!project.named && Object.values(firstProjectNames).includes(name));
}

/** The project in the address, and the one to open when none is named. */
import { useParams } from 'react-router';

import { projectName } from '@liusu/contract/project-name';
import type { Project } from '@liusu/contract/user';

import { useSession } from './api.ts';
import { useLanguage } from './i18n.ts';

const storageKey = 'liusu.project';

/** The id of the project in the address. Use below /p/:projectId only. */
export function useProjectId(): string {
  return useParams()['projectId'] ?? '';
}

export function useProject(): Project | undefined {
  const projectId = useProjectId();
  return useSession()?.projects.find((project) => project.id === projectId);
}

/** The name of a project in the language being shown. */
export function useProjectName(): (project: Project) => string {
  const language = useLanguage();
  return (project) => projectName(project, language);
}

export function rememberProject(projectId: string): void {
  try {
    localStorage.setItem(storageKey, projectId);
  } catch {
    // Without storage the first project opens next time.
  }
}

/** The project last looked at if it is still there, else the first. */
export function preferredProject(projects: readonly Project[]): Project | undefined {
  let last: string | null = null;
  try {
    last = localStorage.getItem(storageKey);
  } catch {
    // Without storage the first project opens.
  }
  return projects.find((project) => project.id === last) ?? projects[0];
}

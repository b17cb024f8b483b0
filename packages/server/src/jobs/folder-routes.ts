/** Handlers of folders and of the search over scripts. */
import type { Database } from '../db/database.ts';
import type { Handlers } from '../http/route-handler.ts';
import type { JobFolders } from './job-folders.ts';
import { searchScripts } from './script-search.ts';

export type FolderRouteKey = 'listFolders' | 'createFolder' | 'moveFolder' | 'deleteFolder' | 'searchScripts';

export function folderHandlers(database: Database, folders: JobFolders): Handlers<FolderRouteKey> {
  return {
    listFolders: async ({ params }) => ({ items: await folders.list(params.projectId) }),
    createFolder: ({ params, body }) => folders.create(params.projectId, body.path),
    moveFolder: ({ params, body }) => folders.move(params.projectId, body.from, body.to),
    deleteFolder: ({ params, query }) => folders.delete(params.projectId, query.path),
    searchScripts: ({ params, query }) =>
      searchScripts(database, params.projectId, { text: query.text, matchCase: query.letterCase === 'same' }),
  };
}

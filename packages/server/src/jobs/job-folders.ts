/** Folders of jobs in the workbench: make, list, move, delete. They mean nothing to what runs. */
import { ancestry, type Folder, isWithin, movedPath } from '@liusu/contract/folder';

import type { Database } from '../db/database.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import {
  countJobsByFolder,
  deleteFolders,
  insertFolders,
  listFolderPaths,
  lockFolders,
  moveJobs,
} from './folder-repository.ts';

export class JobFolders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By path, each with the number of jobs directly in it. */
  async list(projectId: string): Promise<Folder[]> {
    const { db } = this.#database;
    const counts = await countJobsByFolder(db, projectId);
    const paths = await listFolderPaths(db, projectId);
    return paths.sort().map((path) => ({ path, jobs: counts.get(path) ?? 0 }));
  }

  /** Makes a folder and those above it; one that exists stays as it is. */
  async create(projectId: string, path: string): Promise<Folder> {
    return this.#database.transaction(async (tx) => {
      await insertFolders(tx, projectId, ancestry(path));
      return { path, jobs: (await countJobsByFolder(tx, projectId)).get(path) ?? 0 };
    });
  }

  /** Throws NOT_FOUND, NAME_TAKEN (something lies there already), FOLDER_MOVE_REFUSED (into itself). */
  async move(projectId: string, from: string, to: string): Promise<Folder> {
    if (from !== to && isWithin(to, from)) {
      throw new LiusuError(
        'FOLDER_MOVE_REFUSED',
        words(
          `文件夹 ${from} 不能移到 ${to}：那在它自己里面。`,
          `The folder ${from} cannot be moved to ${to}: that is inside of it.`,
        ),
      );
    }
    return this.#database.transaction(async (tx) => {
      const paths = await lockFolders(tx, projectId);
      if (!paths.includes(from)) throw missing(from);
      if (from !== to) {
        if (paths.includes(to))
          throw new LiusuError('NAME_TAKEN', words(`已有文件夹 ${to}。`, `A folder ${to} exists.`), {
            params: { name: to },
          });
        const moved = paths.filter((path) => isWithin(path, from));
        await deleteFolders(tx, projectId, moved);
        await insertFolders(tx, projectId, [...ancestry(to), ...moved.map((path) => movedPath(path, from, to))]);
        for (const path of moved) await moveJobs(tx, projectId, path, movedPath(path, from, to));
      }
      return { path: to, jobs: (await countJobsByFolder(tx, projectId)).get(to) ?? 0 };
    });
  }

  /** Throws NOT_FOUND, FOLDER_NOT_EMPTY. */
  async delete(projectId: string, path: string): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const paths = await lockFolders(tx, projectId);
      if (!paths.includes(path)) throw missing(path);
      const jobs = (await countJobsByFolder(tx, projectId)).get(path) ?? 0;
      const folders = paths.filter((each) => each !== path && isWithin(each, path)).length;
      if (jobs + folders > 0) {
        const told = words(
          `文件夹 ${path} 里有 ${jobs} 个作业和 ${folders} 个子文件夹。`,
          `The folder ${path} is not empty: jobs ${jobs}, folders ${folders}.`,
        );
        throw new LiusuError('FOLDER_NOT_EMPTY', told, {
          params: { path, jobs, folders },
        });
      }
      await deleteFolders(tx, projectId, [path]);
    });
  }
}

function missing(path: string): LiusuError {
  return new LiusuError('NOT_FOUND', words(`没有文件夹 ${path}。`, `There is no folder ${path}.`), {
    params: { path },
  });
}

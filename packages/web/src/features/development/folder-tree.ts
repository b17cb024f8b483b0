/** Folders and jobs as the tree beside the editor shows them. */
import { ancestry } from '@liusu/contract/folder';
import type { Job } from '@liusu/contract/job';

export interface FolderNode {
  /** The last part of `path`; empty for the project itself. */
  name: string;
  path: string;
  folders: FolderNode[];
  jobs: Job[];
  /** Jobs in it and in all folders below. */
  count: number;
}

const byName = (left: { name: string }, right: { name: string }): number =>
  left.name.localeCompare(right.name, undefined, { numeric: true });

/**
 * The tree of a project. With a search only jobs whose name, or folder's path, holds it remain, and folders that have some.
 * A job's folder is shown even if the list of folders does not have it yet.
 */
export function folderTree(paths: readonly string[], jobs: readonly Job[], search: string): FolderNode {
  const wanted = search.trim().toLowerCase();
  const shown = jobs.filter(
    (job) => wanted === '' || job.name.toLowerCase().includes(wanted) || job.folder.toLowerCase().includes(wanted),
  );
  const root: FolderNode = { name: '', path: '', folders: [], jobs: [], count: 0 };
  const nodes = new Map([['', root]]);
  const nodeAt = (path: string): FolderNode => {
    let above = root;
    for (const each of ancestry(path)) {
      let node = nodes.get(each);
      if (node === undefined) {
        node = { name: each.slice(each.lastIndexOf('/') + 1), path: each, folders: [], jobs: [], count: 0 };
        nodes.set(each, node);
        above.folders.push(node);
      }
      above = node;
    }
    return above;
  };
  if (wanted === '') for (const path of paths) nodeAt(path);
  for (const job of shown) {
    nodeAt(job.folder).jobs.push(job);
    for (const path of ['', ...ancestry(job.folder)]) {
      const node = nodes.get(path);
      if (node !== undefined) node.count += 1;
    }
  }
  for (const node of nodes.values()) {
    node.folders.sort(byName);
    node.jobs.sort(byName);
  }
  return root;
}

/** The folder above; `''` for one at the top. */
export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** A folder's path from where it lies and its name. */
export function joined(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`;
}

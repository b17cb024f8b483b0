/** Folders of jobs. A folder is a path; `''` is the project itself. */
import { z } from 'zod';

import { idOf } from './ids.ts';

/** Names joined by `/`, as in `orders/ingest`; at most 8 deep. Chinese and spaces are welcome, control characters are not. */
export const FolderPath = z
  .string()
  .max(200)
  .refine((path) => {
    if (path === '') return true;
    const names = path.split('/');
    return names.length <= 8 && names.every(isFolderName);
  }, 'names of 1 to 64 characters joined by /, at most 8 deep, without spaces at the ends of a name');
export type FolderPath = z.infer<typeof FolderPath>;

/** True for one name of a path. */
export function isFolderName(name: string): boolean {
  return (
    name.length >= 1 &&
    name.length <= 64 &&
    name.trim() === name &&
    name !== '.' &&
    name !== '..' &&
    !/[\p{Cc}/]/u.test(name)
  );
}

/** True when `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** The path after the folder `from` became `to`; unchanged when it does not lie there. */
export function movedPath(path: string, from: string, to: string): string {
  if (from === '' || !isWithin(path, from)) return path;
  const rest = path.slice(from.length);
  return to === '' ? rest.replace(/^\//, '') : to + rest;
}

/** A path and all folders above it, the topmost first; none for `''`. */
export function ancestry(path: string): string[] {
  if (path === '') return [];
  const names = path.split('/');
  return names.map((_name, index) => names.slice(0, index + 1).join('/'));
}

export const Folder = z.object({ path: FolderPath, jobs: z.number().int() });
export type Folder = z.infer<typeof Folder>;

const NamedFolder = FolderPath.min(1);

export const FolderCreate = z.object({ path: NamedFolder });
export type FolderCreate = z.infer<typeof FolderCreate>;

/** Renames or moves a folder with everything in it. */
export const FolderMove = z.object({ from: NamedFolder, to: NamedFolder });
export type FolderMove = z.infer<typeof FolderMove>;

export const FolderDelete = z.object({ path: NamedFolder });

/** Where a text stands in a draft. */
export const ScriptMatch = z.object({
  jobId: idOf('job'),
  jobName: z.string(),
  folder: FolderPath,
  /** From 1. */
  line: z.number().int(),
  /** From 1, exclusive end. */
  column: z.number().int(),
  endColumn: z.number().int(),
  /** The line, or the part of it around the match when it is long. */
  text: z.string(),
  /** Where the match begins in `text`, from 0. */
  at: z.number().int(),
});
export type ScriptMatch = z.infer<typeof ScriptMatch>;

export const ScriptSearch = z.object({
  items: z.array(ScriptMatch),
  /** More drafts or lines match than were listed. */
  more: z.boolean(),
});
export type ScriptSearch = z.infer<typeof ScriptSearch>;

/** Finds a text in the drafts of a project. */
import type { ScriptMatch, ScriptSearch } from '@liusu/contract/folder';

import type { Database } from '../db/database.ts';
import { listDraftsWith } from './job-repository.ts';

/** What a list shows is enough to decide; who wants more narrows the text. */
const mostMatches = 500;
const mostPerJob = 50;
/** Characters of a long line shown before a match, and in all. */
const lead = 40;
const widest = 200;

export interface Found {
  line: number;
  column: number;
  endColumn: number;
  text: string;
  at: number;
}

/** The places of `text` in a script, in order, at most `most`. Columns count UTF-16 units from 1, as editors do. Pure. */
export function findInScript(script: string, text: string, matchCase: boolean, most: number): Found[] {
  // Lower-casing may change lengths in a few scripts; those letters are then compared as they stand.
  const fold = (value: string): string => {
    const lower = value.toLowerCase();
    return matchCase || lower.length !== value.length ? value : lower;
  };
  const wanted = fold(text);
  const found: Found[] = [];
  for (const [index, line] of script.split(/\r\n|\n|\r/).entries()) {
    const searched = fold(line);
    let at = searched.indexOf(wanted);
    while (at >= 0) {
      if (found.length >= most) return found;
      const cut = line.length <= widest ? 0 : Math.max(0, at - lead);
      const shown = line.slice(cut, cut + widest);
      found.push({ line: index + 1, column: at + 1, endColumn: at + 1 + text.length, text: shown, at: at - cut });
      at = searched.indexOf(wanted, at + Math.max(1, wanted.length));
    }
  }
  return found;
}

/** Drafts of a project that hold the text, by name of the job. */
export async function searchScripts(
  database: Database,
  projectId: string,
  query: { text: string; matchCase: boolean },
): Promise<ScriptSearch> {
  const items: ScriptMatch[] = [];
  let hasMore = false;
  const drafts = await listDraftsWith(database.db, projectId, query.text);
  for (const { id, name, folder, draft_script: script } of drafts) {
    const places = findInScript(script, query.text, query.matchCase, mostPerJob + 1);
    const room = Math.min(mostPerJob, mostMatches - items.length);
    items.push(...places.slice(0, room).map((place) => ({ jobId: id, jobName: name, folder, ...place })));
    if (items.length >= mostMatches) return { items, more: true };
    hasMore ||= places.length > room;
  }
  return { items, more: hasMore };
}

/** The editor's code, fetched once, when the first page needs it. A failed fetch may be tried again. */
import { currentLanguage } from '../../lib/i18n.ts';
import { setMonacoTexts } from './monaco-nls.ts';
import type * as setup from './monaco-setup.ts';

/** Monaco, and what this editor adds to a document: names of its project, and instant checks. */
export type EditorCode = typeof setup;

async function load(): Promise<EditorCode> {
  // Its labels are read as its modules come: a change of the language is seen by them after the page is loaded again.
  if (currentLanguage() === 'zh') setMonacoTexts((await import('virtual:monaco-zh')).default);
  return await import('./monaco-setup.ts');
}

let loading: Promise<EditorCode> | undefined;

export function loadEditorCode(): Promise<EditorCode> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The editor's code, fetched once, when the first page needs it. A failed fetch may be tried again. */
import type * as setup from './monaco-setup.ts';

/** Monaco, and what this editor adds to a document: names of its project, and instant checks. */
export type EditorCode = typeof setup;

let loading: Promise<EditorCode> | undefined;

export function loadEditorCode(): Promise<EditorCode> {
  loading ??= import('./monaco-setup.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

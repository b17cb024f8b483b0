/** What belongs to a document in the editor besides its text: the project and engine it is written for. */
import type { editor as MonacoEditor } from 'monaco-editor';

import { currentLanguage } from '../../lib/i18n.ts';
import { type CatalogView, emptyView } from './catalog-view.ts';
import type { Knowledge, Language } from './knowledge.ts';
import { loadKnowledge } from './knowledge-loader.ts';
import type { LiveCatalogView } from './live-catalog-view.ts';

const views = new WeakMap<MonacoEditor.ITextModel, LiveCatalogView>();

/** From now on names in the document are looked up in this view. */
export function setViewOf(model: MonacoEditor.ITextModel, view: LiveCatalogView | undefined): void {
  if (view === undefined) views.delete(model);
  else views.set(model, view);
}

export interface DocumentSource {
  view: CatalogView;
  knowledge: Knowledge;
  language: Language;
}

export async function sourceOf(model: MonacoEditor.ITextModel): Promise<DocumentSource> {
  const view = views.get(model);
  const knowledge = await loadKnowledge(await view?.whenEngine());
  return { view: view ?? emptyView, knowledge, language: currentLanguage() };
}

/** Longest wait for catalogs when something is asked in the editor; later answers serve the next time. */
const longestWaitMs = 1500;

/**
 * Computes again while answers come in that the result may need. Catalogs, databases, tables and columns are asked one after
 * another, so several rounds may be needed.
 */
export async function withAnswers<T>(
  model: MonacoEditor.ITextModel,
  isCancelled: () => boolean,
  compute: (source: DocumentSource) => T,
): Promise<T> {
  const source = await sourceOf(model);
  const view = views.get(model);
  const endMs = performance.now() + longestWaitMs;
  let result = compute(source);
  for (;;) {
    const settled = view?.settled();
    const leftMs = endMs - performance.now();
    if (settled === undefined || isCancelled() || leftMs <= 0) return result;
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, leftMs))]);
    if (!isCancelled()) result = compute({ ...source, ...(view === undefined ? {} : { view }) });
  }
}

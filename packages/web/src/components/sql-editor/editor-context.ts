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

/** Waits for catalogs when something is asked in the editor: short where there is an answer already, longer where there is none. */
const waitMs = { enough: 1000, nothing: 8000 };
/** Catalogs, databases, tables and columns are asked one after another, and each answer may lead to a question. */
const mostRounds = 8;

/**
 * Computes again while answers come in that the result may need. When the wait is over the rest is asked all the same, so that
 * the next time finds it answered.
 */
export async function withAnswers<T>(
  model: MonacoEditor.ITextModel,
  isCancelled: () => boolean,
  compute: (source: DocumentSource) => T,
  isEnough: (result: T) => boolean,
): Promise<T> {
  const source = await sourceOf(model);
  const view = views.get(model);
  const startMs = performance.now();
  let result = compute(source);
  for (let round = 0; round < mostRounds; round += 1) {
    const settled = view?.settled();
    const allowedMs = isEnough(result) ? waitMs.enough : waitMs.nothing;
    const leftMs = allowedMs - (performance.now() - startMs);
    if (settled === undefined || isCancelled()) break;
    if (leftMs <= 0) {
      void settled.then(() => compute(source));
      break;
    }
    await firstOf(settled, leftMs);
    result = compute(source);
  }
  return result;
}

async function firstOf(answer: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([answer, passed]);
  clearTimeout(timer);
}

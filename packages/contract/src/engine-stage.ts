/** How far the gateway of an engine is that is made ready because somebody needs it: parameter `stage` of ENGINE_STARTING. */
import { z } from 'zod';

import type { Language } from './error-code.ts';
import type { Problem } from './problem.ts';

export const EngineStage = z.enum(['FETCHING', 'STARTING', 'ENDING']);
export type EngineStage = z.infer<typeof EngineStage>;

// prettier-ignore
const words: Record<EngineStage, Record<Language, string>> = {
  FETCHING: { zh: '正在备齐引擎 {engine}（仅首次需要下载）', en: 'Making the engine {engine} complete; it is downloaded at first use only' },
  STARTING: { zh: '正在启动 {engine} 的 SQL Gateway', en: 'Starting the SQL gateway of {engine}' },
  ENDING: { zh: '{engine} 的 SQL Gateway 正在收尾，随后重新启动', en: 'The SQL gateway of {engine} is ending and is started again after that' },
};

/** What an ENGINE_STARTING says in one language: what is being done, and how far a download has come (may be empty). */
export function engineStageText(
  { params = {} }: Pick<Problem, 'params'>,
  language: Language,
): { title: string; progress: string } {
  const stage = EngineStage.catch('STARTING').parse(params['stage']);
  return {
    title: words[stage][language].replaceAll('{engine}', String(params['engine'] ?? '')),
    progress: String(params['progress'] ?? ''),
  };
}

/** Fetches what was recorded of an engine, once. */
import { type EngineRecord, type Knowledge, knowledgeOf } from './knowledge.ts';

export const defaultEngine = 'flink-2.2';

const recordings: Readonly<Record<string, () => Promise<unknown>>> = {
  'flink-2.2': () => import('./recorded/flink-2.2.json', { with: { type: 'json' } }),
  'flink-1.20': () => import('./recorded/flink-1.20.json', { with: { type: 'json' } }),
};

/** Engines the editor knows. */
export const recordedEngines: readonly string[] = Object.keys(recordings);

const loaded = new Map<string, Promise<Knowledge>>();

/** Knowledge of an engine, fetched once; of the default engine when the name is not known. */
export function loadKnowledge(engine: string | undefined): Promise<Knowledge> {
  const name = engine !== undefined && engine in recordings ? engine : defaultEngine;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const load = recordings[name] ?? (() => Promise.reject(new Error(`no recording of ${name}`)));
  const loading = load().then((module) => knowledgeOf(name, (module as { default: EngineRecord }).default));
  loaded.set(name, loading);
  // A chunk that could not be fetched may be asked for again.
  loading.catch(() => loaded.delete(name));
  return loading;
}

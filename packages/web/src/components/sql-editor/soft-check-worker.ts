/** Runs the instant checks beside the page, so that typing never waits for them. */
import { type EngineRecord, type Knowledge, knowledgeOf, type Language } from './knowledge.ts';
import { type SoftFinding, softFindings } from './soft-checks.ts';

export type SoftCheckRequest =
  | { kind: 'engine'; engine: string; record: EngineRecord }
  | { kind: 'check'; id: number; script: string; engine: string; language: Language };

export interface SoftCheckAnswer {
  id: number;
  findings: SoftFinding[];
  /** Time the checks took in the worker. */
  ms: number;
}

const engines = new Map<string, Knowledge>();

self.addEventListener('message', ({ data }: MessageEvent<SoftCheckRequest>) => {
  if (data.kind === 'engine') {
    engines.set(data.engine, knowledgeOf(data.engine, data.record));
    return;
  }
  const knowledge = engines.get(data.engine);
  const startMs = performance.now();
  const findings = knowledge === undefined ? [] : softFindings(data.script, { knowledge, language: data.language });
  const answer: SoftCheckAnswer = { id: data.id, findings, ms: performance.now() - startMs };
  self.postMessage(answer);
});

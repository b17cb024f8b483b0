/** Marks of the instant checks in a document. Where Flink has spoken about a line, its word stands alone. */
import type { editor as MonacoEditor, IDisposable } from 'monaco-editor';

import { sourceOf } from './editor-context.ts';
import type { Monaco } from './monaco-setup.ts';
import { SoftChecker } from './soft-checker.ts';
import type { SoftFinding } from './soft-checks.ts';

const owner = 'liusu.soft';
/** Pause in typing before a check: long enough that a word is finished, short enough to feel instant. */
const pauseMs = 150;

const findingsOf = new WeakMap<MonacoEditor.ITextModel, SoftFinding[]>();

/** Findings at a place that can be put right by an edit. */
export function fixesAt(model: MonacoEditor.ITextModel, start: number, end: number): SoftFinding[] {
  return (findingsOf.get(model) ?? []).filter(
    (finding) => finding.fix !== undefined && finding.start <= end && finding.end >= start,
  );
}

export class SoftMarkers implements IDisposable {
  readonly #monaco: Monaco;
  readonly #checker = new SoftChecker();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Lines about which Flink has spoken. */
  #judged: ReadonlySet<number> = new Set();

  constructor(monaco: Monaco) {
    this.#monaco = monaco;
  }

  /** The text changed: checks it after a pause. What was found of the old text goes with the next answer. */
  changed(model: MonacoEditor.ITextModel): void {
    this.#judged = new Set();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(model), pauseMs);
  }

  /** Flink has judged the text as it is; the lines are those it marked. */
  judged(model: MonacoEditor.ITextModel, lines: Iterable<number>): void {
    this.#judged = new Set(lines);
    this.#draw(model);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#checker.close();
  }

  async #check(model: MonacoEditor.ITextModel): Promise<void> {
    const { knowledge, language } = await sourceOf(model);
    if (model.isDisposed()) return;
    const version = model.getVersionId();
    this.#checker.check(model.getValue(), knowledge, language, (findings) => {
      if (model.isDisposed() || model.getVersionId() !== version) return;
      findingsOf.set(model, findings);
      this.#draw(model);
    });
  }

  #draw(model: MonacoEditor.ITextModel): void {
    if (model.isDisposed()) return;
    const markers = (findingsOf.get(model) ?? []).flatMap((finding) => {
      const start = model.getPositionAt(finding.start);
      const end = model.getPositionAt(Math.max(finding.end, finding.start + 1));
      if (this.#judged.has(start.lineNumber)) return [];
      return [
        {
          severity: this.#monaco.MarkerSeverity.Warning,
          message: finding.message,
          startLineNumber: start.lineNumber,
          startColumn: start.column,
          endLineNumber: end.lineNumber,
          endColumn: end.column,
        },
      ];
    });
    this.#monaco.editor.setModelMarkers(model, owner, markers);
  }
}

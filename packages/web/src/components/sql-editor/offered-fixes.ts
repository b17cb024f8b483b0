/** What is offered for the findings of Flink in a document: edits to near names, and what the page around the editor adds. */
import type { editor as MonacoEditor } from 'monaco-editor';

import type { SqlDiagnostic } from '@liusu/contract/sql';

import { nameFix, type NameFix } from './name-fix.ts';

/** Something to do about a finding that is no edit of the text. */
export interface EditorOffer {
  title: string;
  run: () => void;
}

export interface Findings {
  diagnostics: readonly SqlDiagnostic[];
  offersOf: (diagnostic: SqlDiagnostic) => readonly EditorOffer[];
}

const findingsOf = new WeakMap<MonacoEditor.ITextModel, Findings>();

/** From now on these are the findings about the document. */
export function setFindings(model: MonacoEditor.ITextModel, findings: Findings): void {
  findingsOf.set(model, findings);
}

export interface OfferedFixes {
  edits: (NameFix & { meant: string })[];
  offers: EditorOffer[];
}

/** What is offered for the findings that touch a range of lines and columns. */
export function offeredAt(
  model: MonacoEditor.ITextModel,
  range: { startLineNumber: number; startColumn: number; endLineNumber: number; endColumn: number },
  reserved: ReadonlySet<string>,
): OfferedFixes {
  const { diagnostics, offersOf } = findingsOf.get(model) ?? { diagnostics: [], offersOf: () => [] };
  const touched = diagnostics.filter(
    (each) =>
      !isBefore(each.endLine, each.endColumn, range.startLineNumber, range.startColumn) &&
      !isBefore(range.endLineNumber, range.endColumn, each.line, each.column),
  );
  const text = model.getValue();
  const edits = touched.flatMap((each) =>
    (each.unknown?.near ?? []).flatMap((meant) => {
      const fix = nameFix(text, each, meant, reserved);
      return fix === undefined ? [] : [{ ...fix, meant }];
    }),
  );
  return { edits, offers: touched.flatMap(offersOf) };
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}

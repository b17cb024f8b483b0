/** The SQL editor: one Monaco for several documents, each with its own undo history and place. */
import type { editor as MonacoEditor, IDisposable, IRange } from 'monaco-editor';
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';

import type { SqlDiagnostic } from '@liusu/contract/sql';

import { api } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { fontMono } from '../../lib/tokens.ts';
import { useThemeName } from '../../lib/preferences.ts';
import { ErrorView } from '../error-view.tsx';
import { themeIds } from './editor-theme.ts';
import { flinkLanguageId } from './flink-language.ts';
import { mayTakeFocus } from './held-focus.ts';
import { type EditorCode, loadEditorCode } from './monaco-loader.ts';
import type { Monaco } from './monaco-setup.ts';
import { nameFix } from './name-fix.ts';
import type { EditorOffer } from './offered-fixes.ts';
import { openOutline } from './outline-action.ts';
import type { SoftMarkers } from './soft-markers.ts';
import './sql-editor.css';

export interface EditorSpot {
  cursor: number;
  /** Absent when nothing is selected. */
  selection?: { start: number; end: number };
}

/** Lines and columns from 1, end exclusive. */
export interface EditorRange {
  line: number;
  column: number;
  endLine?: number;
  endColumn?: number;
}

export interface SqlEditorHandle {
  spot: () => EditorSpot;
  /** Selects a range and brings it into view. */
  reveal: (range: EditorRange) => void;
  focus: () => void;
  /** Replaces the whole text as one edit that can be undone. */
  replace: (text: string) => void;
  /** Writes a near name in the place of the one a finding is about, as an edit that can be undone. */
  fix: (diagnostic: SqlDiagnostic, meant: string) => void;
}

export interface SqlEditorProps {
  /** Names the document: another key shows another text with its own history. */
  documentKey: string;
  /** The text to begin with; typing is told by `onChange` and needs no way back. */
  value: string;
  /** Another number replaces the document's text by `value`, as an edit that can be undone. */
  epoch: number;
  onChange: (value: string) => void;
  label: string;
  loadingLabel: string;
  readOnly?: boolean;
  diagnostics?: readonly SqlDiagnostic[] | undefined;
  /** What else is offered for a finding beside its text's edits. */
  offersOf?: ((diagnostic: SqlDiagnostic) => readonly EditorOffer[]) | undefined;
  /** Where names are looked up: the project, and the cluster whose engine is asked (the default one when left out). */
  projectId: string;
  clusterId?: string | undefined;
  /** Another engine than the cluster's, when one was chosen to write for. */
  engine?: string | undefined;
  onSave?: () => void;
  onRun?: () => void;
  onFormat?: () => void;
  onCursor?: (position: { line: number; column: number; selected: number }) => void;
  /** Brought into view once the document is shown; another object brings it into view again. */
  goTo?: EditorRange | undefined;
  handle?: RefObject<SqlEditorHandle | null>;
}

interface OpenDocument {
  model: MonacoEditor.ITextModel;
  view: MonacoEditor.ICodeEditorViewState | null;
}

const markerOwner = 'liusu';

export function SqlEditor(props: SqlEditorProps) {
  const { documentKey, value, epoch, label, readOnly = false, diagnostics, projectId, clusterId, engine } = props;
  const host = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState<EditorCode>();
  const monaco = code?.monaco;
  const [failure, setFailure] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const editor = useRef<MonacoEditor.IStandaloneCodeEditor>(null);
  const documents = useRef(new Map<string, OpenDocument>());
  const shown = useRef<string>(undefined);
  const soft = useRef<SoftMarkers>(undefined);
  const latest = useRef(props);
  const theme = useThemeName();
  const language = useLanguage();
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    let isGone = false;
    loadEditorCode().then(
      (loaded) => {
        if (!isGone) setCode(loaded);
      },
      (error: unknown) => {
        if (!isGone) setFailure(error);
      },
    );
    return () => {
      isGone = true;
    };
  }, [attempt]);

  useEffect(() => {
    if (code === undefined || monaco === undefined || host.current === null) return;
    const created = monaco.editor.create(host.current, editorOptions());
    const open = documents.current;
    const markers = new code.SoftMarkers(monaco);
    const listeners = [...listen(monaco, created, latest, markers), markers];
    soft.current = markers;
    editor.current = created;
    return () => {
      editor.current = null;
      soft.current = undefined;
      shown.current = undefined;
      for (const listener of listeners) listener.dispose();
      created.dispose();
      for (const each of open.values()) each.model.dispose();
      open.clear();
    };
  }, [code, monaco]);

  useEffect(() => monaco?.editor.setTheme(themeIds[theme]), [monaco, theme]);
  useEffect(() => editor.current?.updateOptions({ readOnly, ariaLabel: label }), [monaco, readOnly, label]);

  useEffect(() => {
    if (monaco === undefined || editor.current === null) return;
    show(monaco, editor.current, documents.current, shown, documentKey, latest.current.value);
    // `value` follows the typing with a delay: only another document or epoch may overwrite the text.
  }, [monaco, documentKey, epoch]);

  useEffect(() => {
    const model = documents.current.get(documentKey)?.model;
    if (code === undefined || model === undefined) return;
    const view = new code.LiveCatalogView({ api, projectId, clusterId, chosenEngine: engine });
    code.setViewOf(model, view);
    // Asked for now, so that the first completion need not wait.
    view.engine();
    view.catalogs();
    soft.current?.changed(model);
    return () => {
      code.setViewOf(model, undefined);
      view.close();
    };
  }, [code, documentKey, projectId, clusterId, engine, language]);

  useEffect(() => {
    const model = documents.current.get(documentKey)?.model;
    if (monaco === undefined || model === undefined) return;
    soft.current?.judged(
      model,
      (diagnostics ?? []).map(({ line }) => line),
    );
    code?.setFindings(model, {
      diagnostics: diagnostics ?? [],
      offersOf: (each) => latest.current.offersOf?.(each) ?? [],
    });
    monaco.editor.setModelMarkers(
      model,
      markerOwner,
      (diagnostics ?? []).map((each) => toMarker(monaco, each)),
    );
  }, [code, monaco, documentKey, diagnostics]);

  const { goTo } = props;
  useEffect(() => {
    if (monaco !== undefined && editor.current !== null && goTo !== undefined) select(editor.current, goTo);
  }, [monaco, documentKey, goTo]);

  useImperativeHandle(
    props.handle,
    () => ({
      spot: () => spotOf(editor.current, latest.current.value),
      reveal: (range) => {
        if (editor.current !== null) select(editor.current, range);
      },
      focus: () => editor.current?.focus(),
      replace: (text) => {
        const model = editor.current?.getModel();
        if (model !== null && model !== undefined) edit(editor.current, model.getFullModelRange(), text);
      },
      fix: (diagnostic, meant) => {
        const model = editor.current?.getModel();
        if (code !== undefined && model !== null && model !== undefined)
          void fixName(code, model, diagnostic, meant).then((found) => edit(editor.current, found?.range, found?.text));
      },
    }),
    [code],
  );

  return (
    <div className="ls-sql-editor">
      {failure === undefined ? null : (
        <ErrorView
          error={failure}
          onRetry={() => {
            setFailure(undefined);
            setAttempt((count) => count + 1);
          }}
        />
      )}
      {monaco === undefined && failure === undefined ? (
        // The text is readable before the editor has arrived.
        <pre className="ls-sql-editor-plain" aria-busy="true" aria-label={props.loadingLabel}>
          {value}
        </pre>
      ) : null}
      <div ref={host} className="ls-sql-editor-host" hidden={monaco === undefined} />
    </div>
  );
}

function editorOptions(): MonacoEditor.IStandaloneEditorConstructionOptions {
  return {
    model: null,
    automaticLayout: true,
    fontFamily: fontMono,
    fontSize: 13,
    lineHeight: 20,
    tabSize: 2,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    lineNumbersMinChars: 4,
    // Dimmed, the number of the last line is hard to read.
    renderFinalNewline: 'on',
    glyphMargin: false,
    folding: true,
    showFoldingControls: 'mouseover',
    renderLineHighlight: 'line',
    contextmenu: false,
    fixedOverflowWidgets: true,
    padding: { top: 8, bottom: 16 },
    wordBasedSuggestions: 'off',
    quickSuggestions: { other: true, strings: true, comments: false },
    suggest: { showWords: false, preview: false },
    occurrencesHighlight: 'singleFile',
    smoothScrolling: false,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    stickyScroll: { enabled: false },
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  };
}

function listen(
  monaco: Monaco,
  editor: MonacoEditor.IStandaloneCodeEditor,
  latest: RefObject<SqlEditorProps>,
  soft: SoftMarkers,
): IDisposable[] {
  editor.addAction({
    id: 'liusu.save',
    label: 'Save',
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS],
    run: () => latest.current.onSave?.(),
  });
  editor.addAction({
    id: 'liusu.run',
    label: 'Run preview',
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
    run: () => latest.current.onRun?.(),
  });
  editor.addAction({
    id: 'liusu.format',
    label: 'Format',
    keybindings: [monaco.KeyMod.Shift | monaco.KeyMod.Alt | monaco.KeyCode.KeyF],
    run: () => latest.current.onFormat?.(),
  });
  editor.addAction({
    id: 'liusu.outline',
    label: 'Outline',
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyMod.Shift | monaco.KeyCode.KeyO],
    run: () => openOutline(editor),
  });
  return [
    editor.onDidChangeModelContent(() => {
      const model = editor.getModel();
      if (model === null) return;
      latest.current.onChange(model.getValue());
      soft.changed(model);
    }),
    editor.onDidChangeCursorSelection(({ selection }) => {
      const selected = editor.getModel()?.getValueInRange(selection).length ?? 0;
      latest.current.onCursor?.({
        line: selection.positionLineNumber,
        column: selection.positionColumn,
        selected,
      });
    }),
  ];
}

function edit(editor: MonacoEditor.IStandaloneCodeEditor | null, range: IRange | undefined, text = ''): void {
  if (editor === null || range === undefined) return;
  editor.pushUndoStop();
  editor.executeEdits('liusu', [{ range, text }]);
  editor.pushUndoStop();
  editor.focus();
}

/** Where a near name goes; undefined where the text has changed since. */
async function fixName(
  { monaco, sourceOf }: EditorCode,
  model: MonacoEditor.ITextModel,
  diagnostic: SqlDiagnostic,
  meant: string,
): Promise<{ range: IRange; text: string } | undefined> {
  const { knowledge } = await sourceOf(model);
  if (model.isDisposed()) return undefined;
  const found = nameFix(model.getValue(), diagnostic, meant, knowledge.reserved);
  if (found === undefined) return undefined;
  const [start, end] = [model.getPositionAt(found.start), model.getPositionAt(found.end)];
  return { range: monaco.Range.fromPositions(start, end), text: found.text };
}

function select(editor: MonacoEditor.IStandaloneCodeEditor, range: EditorRange): void {
  const { line, column, endLine = line, endColumn = column } = range;
  editor.setSelection({ startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn });
  editor.revealLineInCenterIfOutsideViewport(line);
  editor.focus();
}

function show(
  monaco: Monaco,
  editor: MonacoEditor.IStandaloneCodeEditor,
  documents: Map<string, OpenDocument>,
  shown: { current: string | undefined },
  key: string,
  value: string,
): void {
  let document = documents.get(key);
  if (document === undefined) {
    document = { model: monaco.editor.createModel(value, flinkLanguageId), view: null };
    document.model.setEOL(monaco.editor.EndOfLineSequence.LF);
    // Colour means something in this editor; the depth of brackets is not among it.
    document.model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    documents.set(key, document);
  }
  if (shown.current !== key) {
    const previous = shown.current === undefined ? undefined : documents.get(shown.current);
    if (previous !== undefined) previous.view = editor.saveViewState();
    shown.current = key;
    editor.setModel(document.model);
    if (document.view !== null) editor.restoreViewState(document.view);
    if (mayTakeFocus(editor.getDomNode(), globalThis.document.activeElement)) editor.focus();
  }
  if (document.model.getValue() !== value) {
    // As an edit, so that it can be undone.
    document.model.pushEditOperations([], [{ range: document.model.getFullModelRange(), text: value }], () => null);
  }
}

function toMarker(monaco: Monaco, diagnostic: SqlDiagnostic): MonacoEditor.IMarkerData {
  const severities = {
    error: monaco.MarkerSeverity.Error,
    warning: monaco.MarkerSeverity.Warning,
    info: monaco.MarkerSeverity.Info,
  };
  return {
    severity: severities[diagnostic.severity],
    message: diagnostic.remedy === null ? diagnostic.message : `${diagnostic.message}\n${diagnostic.remedy}`,
    startLineNumber: diagnostic.line,
    startColumn: diagnostic.column,
    endLineNumber: diagnostic.endLine,
    // A marker without width would not be seen.
    endColumn:
      diagnostic.endLine === diagnostic.line
        ? Math.max(diagnostic.endColumn, diagnostic.column + 1)
        : diagnostic.endColumn,
  };
}

function spotOf(editor: MonacoEditor.IStandaloneCodeEditor | null, value: string): EditorSpot {
  const model = editor?.getModel();
  const selection = editor?.getSelection();
  if (model === null || model === undefined || selection === null || selection === undefined) {
    return { cursor: value.length };
  }
  const cursor = model.getOffsetAt(selection.getPosition());
  if (selection.isEmpty()) return { cursor };
  return {
    cursor,
    selection: {
      start: model.getOffsetAt(selection.getStartPosition()),
      end: model.getOffsetAt(selection.getEndPosition()),
    },
  };
}

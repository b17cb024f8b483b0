/** Completion, hover, definition, outline, parameters and quick fixes of Flink SQL, as Monaco asks for them. */
import type { editor as MonacoEditor, languages, Position } from 'monaco-editor';

import { currentLanguage } from '../../lib/i18n.ts';
import { completionsAt } from './completion.ts';
import type { Completion, CompletionKind } from './completion-item.ts';
import { definitionAt } from './definition.ts';
import { sourceOf, withAnswers } from './editor-context.ts';
import { flinkLanguageId } from './flink-language.ts';
import { hoverAt } from './hover.ts';
import type { Monaco } from './monaco-setup.ts';
import { offeredAt } from './offered-fixes.ts';
import { type OutlineEntry, outlineOf } from './outline.ts';
import { signatureAt } from './signature.ts';
import { fixesAt } from './soft-markers.ts';

/** What is likeliest stands first among what fits equally well. */
const ranks: Record<CompletionKind, string> = {
  column: '1',
  option: '1',
  value: '1',
  variable: '1',
  alias: '2',
  table: '2',
  model: '2',
  database: '3',
  snippet: '4',
  function: '5',
  keyword: '6',
  type: '7',
};

const offerCommand = 'liusu.offer';

export function registerLanguageServices(monaco: Monaco): void {
  const { CompletionItemKind: Kind, SymbolKind } = monaco.languages;
  const kinds: Record<CompletionKind, languages.CompletionItemKind> = {
    column: Kind.Field,
    option: Kind.Property,
    value: Kind.Value,
    variable: Kind.Variable,
    alias: Kind.Reference,
    table: Kind.Struct,
    model: Kind.Class,
    database: Kind.Module,
    snippet: Kind.Snippet,
    function: Kind.Function,
    keyword: Kind.Keyword,
    type: Kind.TypeParameter,
  };
  const symbolKinds: Record<OutlineEntry['kind'], languages.SymbolKind> = {
    table: SymbolKind.Struct,
    'materialized-table': SymbolKind.Struct,
    view: SymbolKind.Interface,
    function: SymbolKind.Function,
    model: SymbolKind.Class,
    catalog: SymbolKind.Namespace,
    database: SymbolKind.Module,
    insert: SymbolKind.Event,
    query: SymbolKind.Operator,
    other: SymbolKind.Key,
    column: SymbolKind.Field,
  };
  const rangeOf = (model: MonacoEditor.ITextModel, start: number, end: number) =>
    monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(Math.min(end, model.getValueLength())));

  monaco.languages.registerCompletionItemProvider(flinkLanguageId, {
    triggerCharacters: ['.', "'", '`', '{'],
    async provideCompletionItems(model, position, _context, token) {
      const offset = model.getOffsetAt(position);
      const items = await withAnswers(
        model,
        () => token.isCancellationRequested,
        (source) => completionsAt(model.getValue(), offset, source),
        (found) => found.length > 0,
      );
      return { suggestions: items.map((item, index) => toSuggestion(model, item, index)) };
    },
  });

  function toSuggestion(model: MonacoEditor.ITextModel, item: Completion, index: number): languages.CompletionItem {
    return {
      label: item.detail === '' ? item.label : { label: item.label, description: item.detail },
      kind: kinds[item.kind],
      insertText: item.insert,
      ...(item.doc === '' ? {} : { documentation: { value: item.doc } }),
      ...(item.isSnippet
        ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }
        : undefined),
      // Options come in an order of their own: required ones first.
      sortText: ranks[item.kind] + (item.kind === 'option' ? String(index).padStart(5, '0') : item.label),
      range: rangeOf(model, item.start, item.end),
    };
  }

  monaco.languages.registerHoverProvider(flinkLanguageId, {
    async provideHover(model, position, token) {
      const offset = model.getOffsetAt(position);
      const found = await withAnswers(
        model,
        () => token.isCancellationRequested,
        (source) => hoverAt(model.getValue(), offset, source),
        (text) => text?.isPending !== true,
      );
      if (found === undefined) return null;
      return { contents: [{ value: found.markdown }], range: rangeOf(model, found.start, found.end) };
    },
  });

  monaco.languages.registerDefinitionProvider(flinkLanguageId, {
    provideDefinition(model, position) {
      const place = definitionAt(model.getValue(), model.getOffsetAt(position));
      return place === undefined ? null : { uri: model.uri, range: rangeOf(model, place.start, place.end) };
    },
  });

  monaco.languages.registerDocumentSymbolProvider(flinkLanguageId, {
    provideDocumentSymbols(model) {
      const toSymbol = (entry: OutlineEntry): languages.DocumentSymbol => ({
        name: entry.name,
        detail: entry.detail,
        kind: symbolKinds[entry.kind],
        tags: [],
        range: rangeOf(model, entry.start, entry.end),
        selectionRange: rangeOf(model, entry.nameStart, entry.nameEnd),
        children: entry.children.map(toSymbol),
      });
      return outlineOf(model.getValue()).map(toSymbol);
    },
  });

  monaco.languages.registerSignatureHelpProvider(flinkLanguageId, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    async provideSignatureHelp(model: MonacoEditor.ITextModel, position: Position) {
      const help = signatureAt(model.getValue(), model.getOffsetAt(position), await sourceOf(model));
      if (help === undefined) return null;
      return {
        value: {
          activeSignature: help.active,
          activeParameter: help.parameter,
          signatures: help.signatures.map(({ label, doc, parameters }) => ({
            label,
            documentation: doc,
            parameters: parameters.map(({ start, end }) => ({ label: [start, end] as [number, number] })),
          })),
        },
        dispose: () => undefined,
      };
    },
  });

  // An offer is carried out by the page: the action hands over what to call.
  monaco.editor.registerCommand(offerCommand, (_accessor, run: () => void) => run());

  monaco.languages.registerCodeActionProvider(flinkLanguageId, {
    async provideCodeActions(model, range) {
      const { knowledge } = await sourceOf(model);
      const start = model.getOffsetAt(range.getStartPosition());
      const end = model.getOffsetAt(range.getEndPosition());
      const offered = offeredAt(model, range, knowledge.reserved);
      const soft = fixesAt(model, start, end).map(({ fix = '', ...place }) => ({ ...place, text: fix, meant: fix }));
      const known = new Set(offered.edits.map((edit) => edit.start));
      const edits = [...offered.edits, ...soft.filter((edit) => !known.has(edit.start))];
      const title = { zh: '改成', en: 'Change to' }[currentLanguage()];
      const actions: languages.CodeAction[] = edits.map((edit, index) => ({
        title: `${title} ${edit.meant}`,
        kind: 'quickfix',
        isPreferred: index === 0,
        edit: {
          edits: [
            {
              resource: model.uri,
              versionId: model.getVersionId(),
              textEdit: { range: rangeOf(model, edit.start, edit.end), text: edit.text },
            },
          ],
        },
      }));
      const others = offered.offers.map((offer): languages.CodeAction => ({
        title: offer.title,
        kind: 'quickfix',
        command: { id: offerCommand, title: offer.title, arguments: [offer.run] },
      }));
      return { actions: [...actions, ...others], dispose: () => undefined };
    },
  });
}

/**
 * Monaco with the parts this console uses, and Flink SQL registered in it. Only `loadMonaco` (monaco-loader.ts) imports this
 * file, so that the editor is fetched by the pages that show one.
 */
import 'monaco-editor/esm/vs/base/browser/ui/codicons/codiconStyles.js';
import 'monaco-editor/esm/vs/editor/browser/coreCommands.js';
import 'monaco-editor/esm/vs/editor/contrib/bracketMatching/browser/bracketMatching.js';
import 'monaco-editor/esm/vs/editor/contrib/caretOperations/browser/caretOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/clipboard/browser/clipboard.js';
import 'monaco-editor/esm/vs/editor/contrib/comment/browser/comment.js';
import 'monaco-editor/esm/vs/editor/contrib/cursorUndo/browser/cursorUndo.js';
import 'monaco-editor/esm/vs/editor/contrib/find/browser/findController.js';
import 'monaco-editor/esm/vs/editor/contrib/folding/browser/folding.js';
import 'monaco-editor/esm/vs/editor/contrib/hover/browser/hoverContribution.js';
import 'monaco-editor/esm/vs/editor/contrib/indentation/browser/indentation.js';
import 'monaco-editor/esm/vs/editor/contrib/linesOperations/browser/linesOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/multicursor/browser/multicursor.js';
import 'monaco-editor/esm/vs/editor/contrib/smartSelect/browser/smartSelect.js';
import 'monaco-editor/esm/vs/editor/contrib/snippet/browser/snippetController2.js';
import 'monaco-editor/esm/vs/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/esm/vs/editor/contrib/wordHighlighter/browser/wordHighlighter.js';
import 'monaco-editor/esm/vs/editor/contrib/wordOperations/browser/wordOperations.js';
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';

import { currentLanguage } from '../../lib/i18n.ts';
import { completionsAt, type CompletionKind } from './completion.ts';
import { defineThemes } from './editor-theme.ts';
import { flinkConfiguration, flinkLanguageId, flinkTokens } from './flink-language.ts';
import { flinkFunctionSignatures } from './flink-words.ts';
import { scriptTables } from './script-tables.ts';

export type Monaco = typeof monaco;
export { monaco };

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

const kinds: Record<CompletionKind, monaco.languages.CompletionItemKind> = {
  column: monaco.languages.CompletionItemKind.Field,
  table: monaco.languages.CompletionItemKind.Struct,
  function: monaco.languages.CompletionItemKind.Function,
  type: monaco.languages.CompletionItemKind.TypeParameter,
  keyword: monaco.languages.CompletionItemKind.Keyword,
  snippet: monaco.languages.CompletionItemKind.Snippet,
  option: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.Value,
};
/** Columns before tables before functions, snippets and words. */
const ranks: Record<CompletionKind, string> = {
  column: '1',
  option: '1',
  value: '1',
  table: '2',
  snippet: '3',
  function: '4',
  type: '6',
  keyword: '5',
};

const signatures = new Map(flinkFunctionSignatures.map((text) => [/^\w+/.exec(text)?.[0] ?? text, text]));

monaco.languages.register({ id: flinkLanguageId });
monaco.languages.setMonarchTokensProvider(flinkLanguageId, flinkTokens);
monaco.languages.setLanguageConfiguration(flinkLanguageId, flinkConfiguration);
defineThemes(monaco);

monaco.languages.registerCompletionItemProvider(flinkLanguageId, {
  triggerCharacters: ['.', "'", '`'],
  provideCompletionItems(model, position) {
    const items = completionsAt(model.getValue(), model.getOffsetAt(position), currentLanguage());
    return {
      suggestions: items.map((item) => ({
        label: item.detail === '' ? item.label : { label: item.label, description: item.detail },
        kind: kinds[item.kind],
        insertText: item.insert,
        ...(item.isSnippet
          ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }
          : undefined),
        sortText: ranks[item.kind] + item.label,
        range: monaco.Range.fromPositions(model.getPositionAt(item.start), model.getPositionAt(item.end)),
      })),
    };
  },
});

monaco.languages.registerHoverProvider(flinkLanguageId, {
  provideHover(model, position) {
    const word = model.getWordAtPosition(position);
    if (word === null) return null;
    const text = signatures.get(word.word.toUpperCase()) ?? columnLine(model.getValue(), word.word);
    return text === undefined ? null : { contents: [{ value: `\`\`\`${flinkLanguageId}\n${text}\n\`\`\`` }] };
  },
});

function columnLine(script: string, name: string): string | undefined {
  for (const table of scriptTables(script)) {
    if (table.name === name || table.name.endsWith(`.${name}`)) {
      return table.columns.map((column) => `${column.name} ${column.type}`).join('\n');
    }
    const column = table.columns.find((each) => each.name === name);
    if (column !== undefined && column.type !== '') return `${table.name}.${column.name} ${column.type}`;
  }
  return undefined;
}

declare module 'monaco-editor/esm/vs/base/browser/ui/codicons/codiconStyles.js';
declare module 'monaco-editor/esm/vs/editor/browser/coreCommands.js';
declare module 'monaco-editor/esm/vs/editor/editor.api.js' {
  export * from 'monaco-editor';
}

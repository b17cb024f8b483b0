declare module 'monaco-editor/esm/vs/base/browser/ui/codicons/codiconStyles.js';
declare module 'monaco-editor/esm/vs/editor/browser/coreCommands.js';
declare module 'monaco-editor/esm/vs/editor/editor.api.js' {
  export * from 'monaco-editor';
}
/** Made by monaco-texts.ts: from Monaco's English labels to Chinese ones. */
declare module 'virtual:monaco-zh' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}

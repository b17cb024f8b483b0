/** What the rules of the house look at, and what they report. */

export interface SourceFile {
  /** Path from the root of the repository, with slashes. */
  path: string;
  text: string;
}

export interface Finding {
  path: string;
  /** From 1. */
  line: number;
  rule: string;
  message: string;
}

/** A rule looks at one file. What it needs to know of others it can only know by their paths. */
export type Rule = (file: SourceFile) => Finding[];

export interface Import {
  specifier: string;
  line: number;
}

const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s*)(['"])([^'"\n]+)\1/gm;

/** Every module the file names: static, re-exported, dynamic. */
export function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.text);
  return [...code.matchAll(importPattern)].map((match) => ({
    specifier: match[2] ?? '',
    line: lineAt(code, (match.index ?? 0) + match[0].length),
  }));
}

/** Path from the root of what a relative import means; other specifiers as they are. */
export function resolveImport(file: SourceFile, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const parts = file.path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The text with comments blanked out, lines and columns kept. A `//` inside quotes is no comment. */
export function withoutComments(text: string): string {
  const pattern = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(pattern, (part) => (part.startsWith('/') ? part.replace(/[^\n]/g, ' ') : part));
}

/** A finding for every place where `pattern` (with the flag g) matches the code outside comments. */
export function findAll(file: SourceFile, pattern: RegExp, rule: string, message: string): Finding[] {
  const code = withoutComments(file.text);
  return [...code.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineAt(code, match.index ?? 0),
    rule,
    message,
  }));
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /(^|\/)test-[a-z-]+\.tsx?$/.test(path) || /\/(fixtures|testing)\//.test(path);
}

export function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs|js)$/.test(path);
}

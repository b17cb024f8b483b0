/** How files are named, how long they are, what they export. */
import { findAll, isCode, lineAt, type Rule } from '../source-file.ts';

const maximumLines = 500;
const vagueNames = /^(utils?|helpers?|manager|common|misc|shared|stuff)$/;

/** A file beyond 500 lines has more than one purpose. */
export const lengthRule: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const bound = isCode(path) || path.endsWith('.css') || path === 'liusu' || path.endsWith('.sh');
  return bound && lines > maximumLines
    ? [
        {
          path,
          line: maximumLines,
          rule: 'length',
          message: `${lines} lines; cut it along its purposes (at most ${maximumLines})`,
        },
      ]
    : [];
};

/** kebab-case, and a name that says what is in it. */
export const nameRule: Rule = ({ path }) => {
  if (!isCode(path)) return [];
  const name = path.split('/').at(-1) ?? '';
  const word = name.replace(/(\.(test|model|integration|flink|browser|e2e|fresh|config|d))*\.(tsx?|mjs|js)$/, '');
  const finding = (message: string) => [{ path, line: 1, rule: 'name', message }];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word)) return finding(`${name}: file names are kebab-case`);
  if (vagueNames.test(word)) return finding(`${name}: name the thing, not the drawer`);
  return [];
};

/** Named exports only; tools that demand a default export read files named `*.config.ts`. */
export const exportRule: Rule = (file) =>
  isCode(file.path) && !/\.config\.(ts|mjs|js)$/.test(file.path)
    ? findAll(file, /^export\s+default\b|^export\s*\{[^}]*\bas\s+default\b/gm, 'export', 'named exports only')
    : [];

/** A test that is skipped or runs alone hides others. */
export const focusRule: Rule = (file) =>
  /\.test\.tsx?$/.test(file.path)
    ? findAll(file, /\b(?:it|test|describe)\.(?:only|skip|todo)\b/g, 'focus', 'no test is skipped or runs alone')
    : [];

const openEnds = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`, 'g');
const emoji = /\p{Extended_Pictographic}/gu;
const plainSigns = new Set(['©', '®', '™', '↔', '▶', '◀', '✓', '✔', '⚠', '☀', '⏎', '✕', '✖', '↩', '⌘', '↕', '⏸', '⏹']);

/** No open ends in the text, no emoji. */
export const wordRule: Rule = ({ path, text }) => {
  if (!/\.(ts|tsx|mjs|css|html|sql|md|json|sh)$/.test(path) && path !== 'liusu') return [];
  return [
    ...[...text.matchAll(openEnds)].map((match) => ({
      path,
      line: lineAt(text, match.index),
      rule: 'words',
      message: `${match[0]}: do it, or write it into an issue`,
    })),
    ...[...text.matchAll(emoji)]
      .filter((match) => !plainSigns.has(match[0]))
      .map((match) => ({ path, line: lineAt(text, match.index), rule: 'words', message: `${match[0]}: no emoji` })),
  ];
};

/** Flink SQL for Monaco: how it is coloured and how the editor behaves in it. Data only, so that it loads lazily. */
import type { languages } from 'monaco-editor';

import { flinkFunctions, flinkKeywords, flinkTypes } from './flink-words.ts';

export const flinkLanguageId = 'flink-sql';

const keywordSet = new Set(flinkKeywords);

export const flinkTokens: languages.IMonarchLanguage = {
  ignoreCase: true,
  defaultToken: '',
  keywords: [...flinkKeywords],
  types: [...flinkTypes],
  // LEFT, REPLACE, HOUR and their like are keywords first; as calls the next rule colours them as functions.
  functions: [...flinkFunctions],
  bareFunctions: flinkFunctions.filter((name) => !keywordSet.has(name)),
  constants: ['TRUE', 'FALSE', 'NULL', 'UNKNOWN'],
  tokenizer: {
    root: [
      [/\$\{/, { token: 'variable', next: '@variable' }],
      [/--.*$/, 'comment'],
      [/\/\*\+/, { token: 'annotation', next: '@hint' }],
      [/\/\*/, { token: 'comment', next: '@comment' }],
      [/[xX]'/, { token: 'string', next: '@string' }],
      [/'/, { token: 'string', next: '@string' }],
      [/`/, { token: 'identifier.quote', next: '@quoted' }],
      [/\d+(\.\d+)?([eE][+-]?\d+)?[lLdDfF]?/, 'number'],
      [
        /[a-zA-Z_][\w$]*(?=\s*\()/,
        { cases: { '@types': 'type', '@functions': 'predefined', '@keywords': 'keyword', '@default': 'identifier' } },
      ],
      [
        /[a-zA-Z_\u0080-\uffff][\w$\u0080-\uffff]*/,
        {
          cases: {
            '@constants': 'constant',
            '@types': 'type',
            '@keywords': 'keyword',
            '@bareFunctions': 'predefined',
            '@default': 'identifier',
          },
        },
      ],
      [/[()[\]]/, '@brackets'],
      [/=>|<>|<=|>=|!=|\|\||[=<>+\-*/%|]/, 'operator'],
      [/[;,.]/, 'delimiter'],
      [/\s+/, ''],
    ],
    comment: [
      [/\*\//, { token: 'comment', next: '@pop' }],
      [/[^*]+/, 'comment'],
      [/\*/, 'comment'],
    ],
    hint: [
      [/\*\//, { token: 'annotation', next: '@pop' }],
      [/'/, { token: 'string', next: '@string' }],
      [/[^*']+/, 'annotation'],
      [/\*/, 'annotation'],
    ],
    string: [
      [/\$\{/, { token: 'variable', next: '@variable' }],
      [/''/, 'string'],
      [/'/, { token: 'string', next: '@pop' }],
      [/[^'$]+/, 'string'],
      [/\$/, 'string'],
    ],
    quoted: [
      [/``/, 'identifier'],
      [/`/, { token: 'identifier.quote', next: '@pop' }],
      [/[^`]+/, 'identifier'],
    ],
    variable: [
      [/\}/, { token: 'variable', next: '@pop' }],
      [/[^}\n]+/, 'variable'],
      [/$/, { token: '', next: '@pop' }],
    ],
  },
};

export const flinkConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '${', close: '}', notIn: ['comment'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '`', close: '`', notIn: ['string', 'comment'] },
    { open: '/*', close: ' */', notIn: ['string'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: "'", close: "'" },
    { open: '`', close: '`' },
  ],
  folding: { markers: { start: /^\s*--\s*#?region\b/, end: /^\s*--\s*#?endregion\b/ } },
  onEnterRules: [],
  wordPattern: /[a-zA-Z_\u0080-\uffff][\w$\u0080-\uffff]*/,
};

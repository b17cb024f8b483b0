/** Monaco's themes, from the console's palette. */
import { palettes, type Palette, type ThemeName } from '../../lib/tokens.ts';
import type { Monaco } from './monaco-setup.ts';

export const themeIds: Record<ThemeName, string> = { light: 'liusu-light', dark: 'liusu-dark' };

interface SyntaxColours {
  keyword: string;
  type: string;
  predefined: string;
  string: string;
  number: string;
  comment: string;
  annotation: string;
  variable: string;
}

// Each holds 4.5:1 on the editor's ground.
const syntax: Record<ThemeName, SyntaxColours> = {
  light: {
    keyword: '#0b5a8c',
    type: '#7a4b9c',
    predefined: '#8a5300',
    string: '#2c7035',
    number: '#a13d2d',
    comment: '#5f7078',
    annotation: '#8b3d78',
    variable: '#b0306a',
  },
  dark: {
    keyword: '#6cbdf0',
    type: '#c3a3e6',
    predefined: '#e0b774',
    string: '#8fca94',
    number: '#eb9a86',
    comment: '#82959d',
    annotation: '#d79ac6',
    variable: '#f08fb8',
  },
};

/** Defines both themes; safe to repeat. */
export function defineThemes(monaco: Monaco): void {
  for (const name of ['light', 'dark'] as const) {
    const p = palettes[name];
    const c = syntax[name];
    const bare = (colour: string): string => colour.slice(1);
    monaco.editor.defineTheme(themeIds[name], {
      base: name === 'light' ? 'vs' : 'vs-dark',
      inherit: true,
      rules: [
        { token: '', foreground: bare(p.text) },
        { token: 'keyword', foreground: bare(c.keyword), fontStyle: 'bold' },
        { token: 'type', foreground: bare(c.type) },
        { token: 'predefined', foreground: bare(c.predefined) },
        { token: 'constant', foreground: bare(c.number) },
        { token: 'number', foreground: bare(c.number) },
        { token: 'string', foreground: bare(c.string) },
        { token: 'comment', foreground: bare(c.comment), fontStyle: 'italic' },
        { token: 'annotation', foreground: bare(c.annotation) },
        { token: 'variable', foreground: bare(c.variable), fontStyle: 'bold' },
        { token: 'identifier', foreground: bare(p.text) },
        { token: 'identifier.quote', foreground: bare(p.text3) },
        { token: 'operator', foreground: bare(p.text2) },
        { token: 'delimiter', foreground: bare(p.text2) },
      ],
      colors: editorColours(p),
    });
  }
}

function editorColours(p: Palette): Record<string, string> {
  return {
    'editor.background': p.surface,
    'editor.foreground': p.text,
    'editorLineNumber.foreground': p.text3,
    'editorLineNumber.activeForeground': p.text2,
    'editor.lineHighlightBackground': p.sunken,
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': `${p.accent}38`,
    'editor.inactiveSelectionBackground': `${p.accent}1f`,
    'editor.wordHighlightBackground': `${p.accent}1c`,
    'editor.wordHighlightTextBackground': `${p.accent}1c`,
    'editorCursor.foreground': p.accent,
    'editorBracketMatch.background': `${p.accent}22`,
    'editorBracketMatch.border': `${p.accent}88`,
    'editorGutter.background': p.surface,
    'editorIndentGuide.background1': p.line,
    'editorWhitespace.foreground': p.line,
    'editorError.foreground': p.bad,
    'editorWarning.foreground': p.warnDot,
    'editorInfo.foreground': p.accent,
    'editorWidget.background': p.raised,
    'editorWidget.foreground': p.text,
    'editorWidget.border': p.lineStrong,
    'editorHoverWidget.background': p.raised,
    'editorHoverWidget.border': p.lineStrong,
    'editorSuggestWidget.background': p.raised,
    'editorSuggestWidget.border': p.lineStrong,
    'editorSuggestWidget.foreground': p.text,
    'editorSuggestWidget.selectedBackground': p.accentSoft,
    'editorSuggestWidget.selectedForeground': p.text,
    'editorSuggestWidget.highlightForeground': p.accent,
    'editorSuggestWidget.focusHighlightForeground': p.accent,
    'list.hoverBackground': p.hover,
    'input.background': p.surface,
    'input.border': p.lineStrong,
    'input.foreground': p.text,
    focusBorder: p.accent,
    'scrollbarSlider.background': `${p.quiet}44`,
    'scrollbarSlider.hoverBackground': `${p.quiet}77`,
    'scrollbarSlider.activeBackground': `${p.quiet}99`,
    'scrollbar.shadow': '#00000000',
    'widget.shadow': '#00000022',
    'editorOverviewRuler.border': '#00000000',
  };
}

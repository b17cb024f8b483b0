/**
 * The palette, once: antd's theme, the charts and the style sheets (as `--ls-*` custom properties) all read it here.
 * Text colours hold 4.5:1 on every surface they are used on, in both themes.
 */
import type { ThemeConfig } from 'antd';
import theme from 'antd/es/theme';

export type ThemeName = 'light' | 'dark';

const light = {
  page: '#f3f5f6',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#f7f9fa',
  hover: '#eef3f5',
  line: '#dce3e6',
  lineStrong: '#c3ced3',
  text: '#14242b',
  text2: '#47595f',
  text3: '#5f7078',
  accent: '#0b6580',
  accentHover: '#0a7896',
  accentSoft: '#e2f1f5',
  /** Light enough that every phase can be read on it. */
  selected: '#eff8fa',
  accentFill: '#0b6580',
  ok: '#1a7a48',
  okSoft: '#e3f4ea',
  busy: '#1d66b5',
  busySoft: '#e4eefa',
  warn: '#945900',
  warnSoft: '#fdf1dc',
  warnDot: '#d98c10',
  bad: '#bd2c2c',
  badSoft: '#fce9e8',
  onBad: '#ffffff',
  quiet: '#7b8b92',
  rail: '#0c2a34',
  railText: '#b4c8cf',
  railActive: '#17485a',
  railLine: '#1b3f4c',
  chart1: '#0b7f9d',
  chart2: '#c77b16',
  chart3: '#5b6fb8',
  chart4: '#4d8f5c',
  chart5: '#a3568f',
  chart6: '#80705a',
  chartOther: '#93a0a6',
  shadow: '0 6px 24px rgb(12 42 52 / 14%)',
} as const;

export type Palette = Record<keyof typeof light, string>;

const dark: Palette = {
  page: '#0d1417',
  surface: '#131c20',
  raised: '#19252a',
  sunken: '#10181b',
  hover: '#1b282e',
  line: '#243238',
  lineStrong: '#37494f',
  text: '#dde7ea',
  text2: '#a8b9c0',
  text3: '#8a9da5',
  accent: '#58bdd6',
  accentHover: '#7bd0e4',
  accentSoft: '#12333d',
  selected: '#12333d',
  accentFill: '#14748f',
  ok: '#54bf86',
  okSoft: '#123022',
  busy: '#6fabee',
  busySoft: '#14283f',
  warn: '#e3aa48',
  warnSoft: '#33260f',
  warnDot: '#e3aa48',
  bad: '#f08078',
  badSoft: '#3a1a19',
  onBad: '#0d1417',
  quiet: '#7d9098',
  rail: '#0a1013',
  railText: '#9fb3bb',
  railActive: '#16323c',
  railLine: '#1a262b',
  chart1: '#4fb6d0',
  chart2: '#e0a24a',
  chart3: '#8e9fe0',
  chart4: '#79bd88',
  chart5: '#cf8cbd',
  chart6: '#b5a283',
  chartOther: '#73858c',
  shadow: '0 8px 28px rgb(0 0 0 / 55%)',
};

export const palettes: Record<ThemeName, Palette> = { light, dark };

export const fontSans =
  '"Inter", "SF Pro Text", -apple-system, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "DejaVu Sans", sans-serif';
export const fontMono =
  '"JetBrains Mono", "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace';

/** antd's configuration for one theme. */
export function antdTheme(name: ThemeName): ThemeConfig {
  const p = palettes[name];
  const fill = { colorPrimary: p.accentFill, colorPrimaryHover: name === 'light' ? p.accentHover : '#1985a3' };
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: `liusu-${name}` },
    token: {
      colorPrimary: p.accent,
      colorPrimaryHover: p.accentHover,
      colorLink: p.accent,
      colorLinkHover: p.accentHover,
      colorInfo: p.accent,
      colorSuccess: p.ok,
      colorWarning: p.warnDot,
      colorError: p.bad,
      colorBgLayout: p.page,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      colorText: p.text,
      colorTextSecondary: p.text2,
      colorTextTertiary: p.text3,
      colorTextDescription: p.text3,
      colorTextPlaceholder: p.text3,
      colorIcon: p.text3,
      fontFamily: fontSans,
      fontFamilyCode: fontMono,
      fontSize: 13,
      fontSizeSM: 12,
      fontSizeLG: 14,
      lineHeight: 1.5385,
      borderRadius: 5,
      borderRadiusSM: 4,
      borderRadiusLG: 7,
      controlHeight: 30,
      controlHeightSM: 24,
      controlHeightLG: 38,
      boxShadow: p.shadow,
      boxShadowSecondary: p.shadow,
      wireframe: false,
    },
    components: {
      Button: {
        ...fill,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        dangerColor: p.onBad,
        fontWeight: 500,
      },
      Checkbox: fill,
      Radio: fill,
      Switch: fill,
      Table: {
        fontSize: 12,
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 12,
        headerBg: p.sunken,
        headerColor: p.text2,
        headerSplitColor: 'transparent',
        headerSortActiveBg: p.hover,
        bodySortBg: 'transparent',
        rowHoverBg: p.hover,
        rowSelectedBg: p.selected,
        rowSelectedHoverBg: p.selected,
        borderColor: p.line,
      },
      Tabs: { horizontalItemPadding: '9px 0', horizontalItemGutter: 24, horizontalMargin: '0' },
      Tooltip: {
        colorBgSpotlight: name === 'light' ? '#12313b' : '#2a3b42',
        colorTextLightSolid: '#eef6f8',
        fontSize: 12,
      },
      Modal: { titleFontSize: 15 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px', labelColor: p.text2 },
    },
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`).replace('--', '-');
}

/** Writes the palette as custom properties on the document, for the style sheets. */
export function applyPalette(name: ThemeName): void {
  const root = document.documentElement;
  for (const [key, value] of Object.entries(palettes[name])) root.style.setProperty(`--ls-${kebab(key)}`, value);
  root.style.setProperty('--ls-font-sans', fontSans);
  root.style.setProperty('--ls-font-mono', fontMono);
  root.dataset['theme'] = name;
  root.style.colorScheme = name;
}

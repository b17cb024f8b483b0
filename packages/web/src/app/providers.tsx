/** Theme, language and queries around the whole console. */
import { QueryClientProvider } from '@tanstack/react-query';
import ConfigProvider from 'antd/es/config-provider';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { useEffect, useLayoutEffect, useMemo, type ReactNode } from 'react';

import { Toasts } from '../components/toasts.tsx';
import { queryClient } from '../lib/api.ts';
import { changeLanguage } from '../lib/i18n.ts';
import { usePreferences, useThemeName } from '../lib/preferences.ts';
import { antdTheme, applyPalette } from '../lib/tokens.ts';

export function Providers({ children }: { children: ReactNode }) {
  const { language } = usePreferences();
  const themeName = useThemeName();
  const theme = useMemo(() => antdTheme(themeName), [themeName]);
  useLayoutEffect(() => applyPalette(themeName), [themeName]);
  useEffect(() => changeLanguage(language), [language]);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      <Toasts />
    </ConfigProvider>
  );
}

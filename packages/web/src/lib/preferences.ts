/** What a person chose for this browser: language, theme, folded rail. Kept in local storage and shared between tabs. */
import { useSyncExternalStore } from 'react';

import type { Language } from '@liusu/contract/error-code';

import type { ThemeName } from './tokens.ts';

export type ThemeChoice = ThemeName | 'system';

export interface Preferences {
  language: Language;
  theme: ThemeChoice;
  railFolded: boolean;
}

const storageKey = 'liusu.preferences';
const darkMedia = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function defaults(): Preferences {
  const zh = navigator.languages.some((language) => language.toLowerCase().startsWith('zh'));
  return { language: zh ? 'zh' : 'en', theme: 'system', railFolded: false };
}

function read(): Preferences {
  const base = defaults();
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>;
    return {
      language: stored.language === 'zh' || stored.language === 'en' ? stored.language : base.language,
      theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
      railFolded: stored.railFolded === true,
    };
  } catch {
    // Storage may be forbidden or hold another version's text: the defaults serve.
    return base;
  }
}

let current = read();

function notify(): void {
  for (const listener of listeners) listener();
}

window.addEventListener('storage', (event) => {
  if (event.key !== storageKey) return;
  current = read();
  notify();
});
darkMedia.addEventListener('change', () => {
  current = { ...current };
  notify();
});

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the tab.
  }
  notify();
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, getPreferences);
}

/** The theme to draw: the chosen one, or the system's. */
export function themeOf(preferences: Preferences): ThemeName {
  if (preferences.theme !== 'system') return preferences.theme;
  return darkMedia.matches ? 'dark' : 'light';
}

export function useThemeName(): ThemeName {
  return themeOf(usePreferences());
}

/** The frame's few icons, drawn on one 16 px grid with one stroke, in the text colour. */
import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="ls-icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export function FoldIcon({ folded }: { folded: boolean }) {
  return (
    <Icon>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M6 2.5v11" />
      <path d={folded ? 'M9 6l2 2-2 2' : 'M11 6L9 8l2 2'} />
    </Icon>
  );
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5L14 14" />
    </Icon>
  );
}

export function ThemeIcon({ theme }: { theme: 'light' | 'dark' }) {
  return theme === 'dark' ? (
    <Icon>
      <path d="M13.5 9.8A5.8 5.8 0 0 1 6.2 2.5a5.8 5.8 0 1 0 7.3 7.3z" />
    </Icon>
  ) : (
    <Icon>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9" />
    </Icon>
  );
}

export function LanguageIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2.2 2 2.2 10 0 12M8 2c-2.2 2-2.2 10 0 12" />
    </Icon>
  );
}

export function UserIcon() {
  return (
    <Icon>
      <circle cx="8" cy="5.5" r="2.8" />
      <path d="M2.8 13.8c.8-2.7 2.8-3.8 5.2-3.8s4.4 1.1 5.2 3.8" />
    </Icon>
  );
}

export function ChevronIcon() {
  return (
    <Icon>
      <path d="M4.5 6.5L8 10l3.5-3.5" />
    </Icon>
  );
}

export function TrayIcon() {
  return (
    <Icon>
      <path d="M2.5 9.5l1.6-6h7.8l1.6 6v3.5h-11z" />
      <path d="M2.5 9.5h3.3l.8 1.5h2.8l.8-1.5h3.3" />
    </Icon>
  );
}

/** Nothing there yet: says so, and offers the next step. */
import type { ReactNode } from 'react';

import './empty-view.css';

export function EmptyView({ title, text, actions }: { title: string; text?: string; actions?: ReactNode }) {
  return (
    <div className="ls-empty">
      <svg width="72" height="28" viewBox="0 0 72 28" aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
          <path d="M2 8c8-8 15-8 23 0s15 8 23 0 14-7 22-1" />
          <path d="M2 16c8-8 15-8 23 0s15 8 23 0" opacity=".6" />
          <path d="M2 24c8-8 15-8 23 0" opacity=".35" />
        </g>
      </svg>
      <p className="ls-empty-title">{title}</p>
      {text === undefined ? null : <p className="ls-empty-text">{text}</p>}
      {actions === undefined ? null : <div className="ls-empty-actions">{actions}</div>}
    </div>
  );
}

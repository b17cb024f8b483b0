/** Draws the notes of lib/toast.ts. */
import { useSyncExternalStore } from 'react';

import { dismissToast, getToasts, onToasts } from '../lib/toast.ts';
import { useText } from './texts.ts';
import './toasts.css';

export function Toasts() {
  const t = useText();
  const toasts = useSyncExternalStore(onToasts, getToasts);
  return (
    <div className="ls-toasts" aria-live="polite" role="status">
      {toasts.map((toast) => (
        <div key={toast.id} className={`ls-toast ls-toast-${toast.tone}`}>
          <div>
            <b>{toast.title}</b>
            {toast.detail === undefined ? null : <p>{toast.detail}</p>}
          </div>
          <button type="button" aria-label={t('close')} onClick={() => dismissToast(toast.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

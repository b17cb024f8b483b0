/** Tabs of the open jobs. */
import { Link } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { useText } from './texts.ts';

export interface EditorTabsProps {
  tabs: readonly string[];
  current: string | undefined;
  jobs: readonly Job[];
  unsaved: readonly string[];
  hrefOf: (jobId: string) => string;
  onClose: (jobId: string) => void;
  /** Set when the list of jobs is folded. */
  onUnfold: (() => void) | undefined;
}

export function EditorTabs({ tabs, current, jobs, unsaved, hrefOf, onClose, onUnfold }: EditorTabsProps) {
  const t = useText();
  if (tabs.length === 0 && onUnfold === undefined) return null;
  return (
    <div className="ls-tabs">
      {onUnfold === undefined ? null : (
        <button
          type="button"
          className="ls-icon-button"
          aria-label={t('jobs.unfold')}
          title={t('jobs.unfold')}
          onClick={onUnfold}
        >
          ›
        </button>
      )}
      <nav aria-label={t('tabs')}>
        {tabs.map((id) => {
          const name = jobs.find((job) => job.id === id)?.name ?? id;
          const isUnsaved = unsaved.includes(id);
          return (
            <span key={id} className={id === current ? 'ls-tab ls-tab-current' : 'ls-tab'}>
              <Link to={hrefOf(id)} aria-current={id === current ? 'page' : undefined} title={name}>
                {name}
              </Link>
              <button
                type="button"
                className={isUnsaved ? 'ls-tab-close ls-tab-unsaved' : 'ls-tab-close'}
                aria-label={t('tab.close', { name })}
                title={isUnsaved ? t('tab.unsaved') : t('tab.close', { name })}
                onClick={() => onClose(id)}
              >
                <i aria-hidden="true">{isUnsaved ? '●' : '×'}</i>
              </button>
            </span>
          );
        })}
      </nav>
    </div>
  );
}

/** How a preview runs: as a stream or a batch, how many rows, how long. Rows and time are remembered. */
import Select from 'antd/es/select';
import { useState } from 'react';

import type { JobMode } from '@liusu/contract/job';

import { formatDuration, formatExact } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useText } from './texts.ts';

export interface PreviewChoice {
  mode: JobMode;
  limit: number;
  timeoutMs: number;
}

const limits = [100, 1000, 10_000];
const timeouts = [30_000, 60_000, 300_000, 1_800_000];
const storageKey = 'liusu.preview';

function stored(): { limit: number; timeoutMs: number } {
  try {
    const value = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<PreviewChoice>;
    return {
      limit: limits.find((each) => each === value.limit) ?? 1000,
      timeoutMs: timeouts.find((each) => each === value.timeoutMs) ?? 60_000,
    };
  } catch {
    // Unreadable or forbidden storage: the usual choice.
    return { limit: 1000, timeoutMs: 60_000 };
  }
}

/** The choice; its mode begins with the document's own. */
export function usePreviewChoice(mode: JobMode): [PreviewChoice, (choice: PreviewChoice) => void] {
  const [choice, setChoice] = useState(() => ({ ...stored(), mode }));
  return [
    choice,
    (next) => {
      setChoice(next);
      try {
        localStorage.setItem(storageKey, JSON.stringify({ limit: next.limit, timeoutMs: next.timeoutMs }));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
  ];
}

export function PreviewOptions(props: { choice: PreviewChoice; onChange: (choice: PreviewChoice) => void }) {
  const t = useText();
  const language = useLanguage();
  const { choice, onChange } = props;
  return (
    <span className="ls-run-options">
      <Select<JobMode>
        size="small"
        variant="borderless"
        popupMatchSelectWidth={false}
        aria-label={t('run.mode')}
        value={choice.mode}
        onChange={(mode) => onChange({ ...choice, mode })}
        options={(['streaming', 'batch'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
      />
      <Select<number>
        size="small"
        variant="borderless"
        popupMatchSelectWidth={false}
        aria-label={t('run.limit')}
        value={choice.limit}
        onChange={(limit) => onChange({ ...choice, limit })}
        options={limits.map((value) => ({
          value,
          label: (
            <>
              {formatExact(value, language)}
              <span className="ls-run-unit">{t('rows.unit')}</span>
            </>
          ),
        }))}
      />
      <Select<number>
        size="small"
        variant="borderless"
        popupMatchSelectWidth={false}
        aria-label={t('run.timeout')}
        value={choice.timeoutMs}
        onChange={(timeoutMs) => onChange({ ...choice, timeoutMs })}
        options={timeouts.map((value) => ({ value, label: formatDuration(value, language) }))}
      />
    </span>
  );
}

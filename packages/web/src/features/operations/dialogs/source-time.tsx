/** The time whose data a start reads first, in the viewer's zone, with that zone spelled out. */
import Button from 'antd/es/button';
import { useId } from 'react';

import { formatInstant } from '../../../lib/format.ts';
import { useStartText } from '../locales/start.ts';

/** `YYYY-MM-DDTHH:mm:ss` in the viewer's zone, as the browser's own field wants it. */
function localText(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** `value`: what the field holds; '' for none. */
export function SourceTime({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useStartText();
  const id = useId();
  const at = instantOf(value);
  return (
    <div className="ls-source-time">
      <label className="ls-dialog-label" htmlFor={id}>
        {t('time')}
      </label>
      <span>
        <input
          id={id}
          className="ls-date-input"
          type="datetime-local"
          step={1}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <Button size="small" type="text" onClick={() => onChange(localText(new Date()))}>
          {t('time.now')}
        </Button>
        {value === '' ? null : (
          <Button size="small" type="text" onClick={() => onChange('')}>
            {t('time.clear')}
          </Button>
        )}
      </span>
      <p className="ls-dialog-hint">
        {t('time.text')} {at === undefined ? '' : t('time.is', { at: formatInstant(at) })}
      </p>
    </div>
  );
}

/** The instant of what the field holds; undefined when it holds none. */
export function instantOf(value: string): string | undefined {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

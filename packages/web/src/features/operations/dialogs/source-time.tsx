/** The time whose data a start reads first, in the viewer's zone, with that zone spelled out. */
import DatePicker from 'antd/es/date-picker';
import dayjs from 'dayjs';
// Names of months and days; English comes with it.
import 'dayjs/locale/zh-cn.js';
import { useId } from 'react';

import { formatInstant } from '../../../lib/format.ts';
import { useStartText } from '../locales/start.ts';

/** `value`: an ISO instant; undefined for none. */
export function SourceTime(props: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const { value, onChange } = props;
  const t = useStartText();
  const id = useId();
  return (
    <div className="ls-source-time">
      <span id={id}>{t('time')}</span>
      <DatePicker
        showTime
        aria-labelledby={id}
        placeholder={t('time.earliest')}
        format="YYYY-MM-DD HH:mm:ss"
        value={value === undefined ? null : dayjs(value)}
        // A time that has just been chosen counts, with or without the button.
        needConfirm={false}
        onChange={(at) => onChange(at === null ? undefined : at.toISOString())}
      />
      <p className="ls-dialog-hint">
        {t('time.text')} {value === undefined ? null : t('time.is', { at: formatInstant(value) })}
      </p>
    </div>
  );
}

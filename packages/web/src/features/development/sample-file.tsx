/** The button that takes sample rows from a file. */
import Button from 'antd/es/button';
import { useRef } from 'react';

import { useSampleText } from './sample-texts.ts';

export function SampleFile({ disabled, onPick }: { disabled: boolean; onPick: (file: File) => void }) {
  const t = useSampleText();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" disabled={disabled} onClick={() => picker.current?.click()}>
        {t('upload')}
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('upload')}
        accept=".json,.jsonl,.ndjson,.csv,.txt"
        onChange={(event) => {
          const picked = event.target.files?.[0];
          event.target.value = '';
          if (picked !== undefined) onPick(picked);
        }}
      />
    </>
  );
}

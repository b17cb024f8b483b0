/** How the run that is to be replaced ends. */
import type { ReplaceMode } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { useCommandText } from '../locales/commands.ts';

export function ReplaceChoice({ value, onChange }: { value: ReplaceMode; onChange: (mode: ReplaceMode) => void }) {
  const t = useCommandText();
  return (
    <ChoiceList<ReplaceMode>
      label={t('how.title')}
      value={value}
      onChange={onChange}
      choices={[
        { value: 'savepoint', title: t('how.savepoint'), text: t('how.savepoint.text') },
        { value: 'cancel', title: t('how.cancel'), text: t('how.cancel.text'), caution: true },
      ]}
    />
  );
}

/** Sample rows for the tables a script reads: written by hand, from a file, or recorded from the source itself. */
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';

import { EmptyView } from '../../components/empty-view.tsx';
import { SampleEditor, type SampleEditorProps, type SampleView } from './sample-editor.tsx';
import { useTableSchema } from './sample-grid/use-table-schema.ts';
import './sample-panel.css';
import { useSampleText } from './sample-texts.ts';
import type { SampleBook } from './use-samples.ts';

export interface SamplePanelProps extends Pick<SampleEditorProps, 'book' | 'canWrite' | 'onUse' | 'onRecord'> {
  projectId: string;
  clusterId: string | undefined;
  script: string;
  tables: readonly string[];
  isUsed: boolean;
}

export function SamplePanel(props: SamplePanelProps) {
  const { tables, book, isUsed, onUse } = props;
  const t = useSampleText();
  const [chosen, setChosen] = useState<string>();
  const [view, setView] = useState<SampleView>('grid');
  const names = [...new Set([...tables, ...book.items.map(({ table }) => table)])];
  const current = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  if (current === undefined) return <EmptyView title={t('none')} text={t('noneText')} />;
  return (
    <div className="ls-sample">
      <nav className="ls-sample-tables" aria-label={t('title')}>
        <Checkbox checked={isUsed} disabled={book.items.length === 0} onChange={(event) => onUse(event.target.checked)}>
          {t('use')}
        </Checkbox>
        {names.map((name) => (
          <button key={name} type="button" aria-pressed={name === current} onClick={() => setChosen(name)}>
            <span className="ls-sample-name">{name}</span>
            <small>{countOf(book, name, t)}</small>
          </button>
        ))}
      </nav>
      <TableSample {...props} key={current} table={current} view={view} onView={setView} />
    </div>
  );
}

function countOf(book: SampleBook, table: string, t: ReturnType<typeof useSampleText>): string {
  const found = book.items.find((each) => each.table === table);
  if (found === undefined) return t('noRows');
  return t(found.origin === 'recorded' ? 'recorded' : 'given', { count: found.rows.length });
}

type TableSampleProps = SamplePanelProps & Pick<SampleEditorProps, 'table' | 'view' | 'onView'>;

function TableSample({ projectId, clusterId, script, tables: _tables, isUsed: _isUsed, ...rest }: TableSampleProps) {
  const schema = useTableSchema({ projectId, clusterId, script, table: rest.table });
  const sample = rest.book.items.find(({ table }) => table === rest.table);
  // Stored rows that come later, or are gone, are shown anew; those just saved are there already.
  return <SampleEditor {...rest} key={sample === undefined ? 'none' : 'some'} schema={schema} sample={sample} />;
}

/** Sample rows for the tables a script reads: given as text, from a file, or recorded from the source itself. */
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { useRef, useState } from 'react';

import { readSampleText, type SampleRows, SampleTextError } from '@liusu/contract/sample';

import { EmptyView } from '../../components/empty-view.tsx';
import { toldNow } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import './sample-panel.css';
import { useText } from './texts.ts';
import type { KeptSample, SampleBook } from './use-samples.ts';

export interface SamplePanelProps {
  tables: readonly string[];
  book: SampleBook;
  isUsed: boolean;
  canWrite: boolean;
  onUse: (isUsed: boolean) => void;
  /** Reads rows of a table from where they are. */
  onRecord: (table: string) => Promise<SampleRows>;
}

/** Rows as text to be edited: one object a line. */
export function textOfRows({ rows, kinds }: SampleRows): string {
  if (rows.length === 0) return '[]';
  const lines = rows.map((row, i) => JSON.stringify(kinds === undefined ? row : { op: kinds[i] ?? '+I', ...row }));
  return `[\n  ${lines.join(',\n  ')}\n]`;
}

export function SamplePanel({ tables, book, isUsed, canWrite, onUse, onRecord }: SamplePanelProps) {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const names = [...new Set([...tables, ...book.items.map(({ table }) => table)])];
  const current = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  if (current === undefined) return <EmptyView title={t('sample.none')} text={t('sample.noneText')} />;
  return (
    <div className="ls-sample">
      <nav className="ls-sample-tables" aria-label={t('panel.sample')}>
        <Checkbox checked={isUsed} disabled={book.items.length === 0} onChange={(event) => onUse(event.target.checked)}>
          {t('sample.use')}
        </Checkbox>
        {names.map((name) => (
          <button key={name} type="button" aria-pressed={name === current} onClick={() => setChosen(name)}>
            <span className="ls-sample-name">{name}</span>
            <small>{countOf(book, name, t)}</small>
          </button>
        ))}
      </nav>
      <SampleText
        key={`${current}:${book.items.find(({ table }) => table === current)?.rows.length ?? -1}`}
        table={current}
        sample={book.items.find(({ table }) => table === current)}
        book={book}
        canWrite={canWrite}
        onUse={onUse}
        onRecord={onRecord}
      />
    </div>
  );
}

function countOf(book: SampleBook, table: string, t: ReturnType<typeof useText>): string {
  const found = book.items.find((each) => each.table === table);
  if (found === undefined) return t('sample.noRows');
  return t(found.origin === 'recorded' ? 'sample.recorded' : 'sample.given', { count: found.rows.length });
}

interface SampleTextProps extends Pick<SamplePanelProps, 'book' | 'canWrite' | 'onUse' | 'onRecord'> {
  table: string;
  sample: KeptSample | undefined;
}

function SampleText({ table, sample, book, canWrite, onUse, onRecord }: SampleTextProps) {
  const t = useText();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(sample === undefined ? '' : textOfRows(sample));
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function run(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(
        error instanceof SampleTextError ? t(`sample.problem.${error.reason}`, { line: error.line }) : toldNow(error),
      );
    } finally {
      setBusy(false);
    }
  }
  async function keep(rows: SampleRows, origin: KeptSample['origin']): Promise<void> {
    await book.save(table, { ...rows, origin });
    setText(textOfRows(rows));
    onUse(true);
    showToast('ok', t('sample.saved', { table, count: rows.rows.length }));
  }
  return (
    <div className="ls-sample-text">
      <div className="ls-sample-bar">
        <Button
          size="small"
          type="primary"
          loading={isBusy}
          disabled={!canWrite}
          onClick={() => void run(() => keep(readSampleText(text), 'given'))}
        >
          {t('sample.save')}
        </Button>
        <Button size="small" disabled={!canWrite || isBusy} onClick={() => file.current?.click()}>
          {t('sample.upload')}
        </Button>
        <Button
          size="small"
          disabled={!canWrite || isBusy}
          title={t('sample.recordHint')}
          onClick={() => void run(async () => keep(await onRecord(table), 'recorded'))}
        >
          {t('sample.record')}
        </Button>
        <span className="ls-grow" />
        {sample === undefined ? null : (
          <Button
            size="small"
            type="text"
            danger
            disabled={!canWrite || isBusy}
            onClick={() => void run(() => book.remove(table))}
          >
            {t('sample.remove')}
          </Button>
        )}
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t('sample.upload')}
          accept=".json,.jsonl,.ndjson,.csv,.txt"
          onChange={(event) => {
            const picked = event.target.files?.[0];
            event.target.value = '';
            if (picked !== undefined) void run(async () => keep(readSampleText(await picked.text()), 'given'));
          }}
        />
      </div>
      {problem === undefined ? null : (
        <p className="ls-sample-problem" role="alert">
          {problem}
        </p>
      )}
      <Input.TextArea
        className="ls-mono"
        aria-label={t('sample.rowsOf', { table })}
        placeholder={t('sample.placeholder')}
        value={text}
        readOnly={!canWrite}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

/** The tables or topics of a data source: searched by the server, loaded page by page. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { useDeferredValue, useState } from 'react';

import type { Source, SourceTable } from '@liusu/contract/source';

import { Skeleton } from '../../components/skeleton.tsx';
import { formatExact } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { type TablePlace, useNamespaces, useTables } from './api.ts';
import { SourceFailure } from './source-failure.tsx';
import { useText } from './texts.ts';

export interface TableListProps {
  projectId: string;
  source: Source;
  current: TablePlace | undefined;
  onChoose: (place: TablePlace) => void;
}

export function TableList({ projectId, source, current, onChoose }: TableListProps) {
  const t = useText();
  const language = useLanguage();
  const [namespace, setNamespace] = useState('');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const tables = useTables(projectId, source.name, { namespace, search });
  const items = tables.data?.pages.flatMap((page) => page.items) ?? [];
  const total = tables.data?.pages[0]?.total;
  const hasNamespaces = source.kind === 'postgresql' || source.kind === 'mysql';

  return (
    <nav className="ls-panel ls-src-list" aria-label={t('tables')}>
      <div className="ls-src-list-head">
        {hasNamespaces ? (
          <NamespaceSelect projectId={projectId} source={source.name} value={namespace} onChange={setNamespace} />
        ) : null}
        <Input
          allowClear
          value={typed}
          placeholder={t('tables.search')}
          aria-label={t('tables.search')}
          onChange={(event) => setTyped(event.target.value)}
        />
        {total === undefined ? null : (
          <span className="ls-muted ls-num">{t('tables.count', { count: formatExact(total, language) })}</span>
        )}
      </div>
      <div className="ls-src-list-body">
        {tables.isPending ? <Skeleton rows={8} /> : null}
        {tables.isError ? (
          <SourceFailure error={tables.error} onRetry={() => void tables.refetch()} retrying={tables.isFetching} />
        ) : null}
        {tables.isSuccess && items.length === 0 ? <p className="ls-muted">{t('tables.none')}</p> : null}
        <ul>
          {items.map((item) => (
            <TableLine
              key={`${item.namespace}.${item.name}`}
              item={item}
              showNamespace={hasNamespaces && namespace === ''}
              isCurrent={item.name === current?.table && item.namespace === current.namespace}
              onChoose={onChoose}
            />
          ))}
        </ul>
        {tables.hasNextPage ? (
          <Button block loading={tables.isFetchingNextPage} onClick={() => void tables.fetchNextPage()}>
            {t('tables.more')}
          </Button>
        ) : null}
      </div>
    </nav>
  );
}

interface NamespaceSelectProps {
  projectId: string;
  source: string;
  value: string;
  onChange: (namespace: string) => void;
}

function NamespaceSelect({ projectId, source, value, onChange }: NamespaceSelectProps) {
  const t = useText();
  const language = useLanguage();
  const namespaces = useNamespaces(projectId, source);
  return (
    <Select
      value={value}
      showSearch
      loading={namespaces.isFetching}
      aria-label={t('tables.namespace')}
      options={[
        { value: '', label: t('tables.namespace') },
        ...(namespaces.data ?? []).map(({ name, tables }) => ({
          value: name,
          label: `${name} (${formatExact(tables, language)})`,
        })),
      ]}
      onChange={onChange}
    />
  );
}

interface TableLineProps {
  item: SourceTable;
  showNamespace: boolean;
  isCurrent: boolean;
  onChoose: (place: TablePlace) => void;
}

function TableLine({ item, showNamespace, isCurrent, onChoose }: TableLineProps) {
  const t = useText();
  return (
    <li>
      <button
        type="button"
        className={isCurrent ? 'ls-src-line ls-src-current' : 'ls-src-line'}
        aria-current={isCurrent ? 'true' : undefined}
        title={item.comment === '' ? item.name : `${item.name}\n${item.comment}`}
        onClick={() => onChoose({ namespace: item.namespace, table: item.name })}
      >
        <span className="ls-mono">
          {showNamespace ? <span className="ls-muted">{item.namespace}.</span> : null}
          {item.name}
        </span>
        {item.kind === 'view' ? <small>{t('table.kind.view')}</small> : null}
      </button>
    </li>
  );
}

/**
 * The one list of the console: search, filter chips in the address, columns chosen and remembered, order, selection with bulk
 * actions, keyboard (/ ↑ ↓ Enter), skeleton rows, an empty form with the next step, errors with retry in place.
 */
import Table from 'antd/es/table';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { EmptyView } from './empty-view.tsx';
import { ErrorView } from './error-view.tsx';
import './resource-table.css';
import './skeleton.css';
import { TableToolbar, type TableFilter } from './table-toolbar.tsx';
import { useText } from './texts.ts';
import { useColumnChoice } from './use-column-choice.ts';
import { useTableState } from './use-table-state.ts';
import { applyTableState, emptyTableState, hasFilters } from '../lib/table-state.ts';

export interface ResourceColumn<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  width?: number;
  align?: 'start' | 'end';
  /** What rows are ordered by; absent: the column has no order. */
  sortValue?: (row: T) => string | number | null;
  /** `always`: cannot be hidden; `offered`: hidden until chosen. */
  presence?: 'always' | 'shown' | 'offered';
  /** Stays in sight at the end when the list is wider than the page. */
  pinned?: boolean;
}

export interface ResourceTableProps<T extends object> {
  /** Names the list for what this browser remembers of it. */
  id: string;
  label: string;
  query: { data: readonly T[] | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  rowKey: (row: T) => string;
  columns: readonly ResourceColumn<T>[];
  filters?: readonly TableFilter<T>[];
  searchText?: (row: T) => string;
  onOpen?: (row: T) => void;
  /** Bulk actions of the selected rows. Absent: nothing can be selected. */
  bulk?: (rows: readonly T[], clear: () => void) => ReactNode;
  empty: { title: string; text?: string; actions?: ReactNode };
  /** Stands at the right of the toolbar. */
  actions?: ReactNode;
  /** How many there are in all, when the list holds only the first. */
  total?: number | undefined;
}

const virtualFrom = 200;
const virtualHeightPx = 640;
const skeletonRows = 6;

export function ResourceTable<T extends object>(props: ResourceTableProps<T>) {
  const t = useText();
  const { query, rowKey, columns, filters = [], onOpen, bulk, empty } = props;
  const [state, setState] = useTableState();
  const choice = useColumnChoice(props.id, columns);
  const [selectedKeys, setSelectedKeys] = useState<readonly string[]>([]);
  const [cursor, setCursor] = useState(-1);
  const root = useRef<HTMLDivElement>(null);

  const all = query.data ?? [];
  const rows = applyTableState(all, state, {
    searchText: props.searchText ?? (() => ''),
    filterValues: Object.fromEntries(filters.map((filter) => [filter.key, filter.values])),
    sortValue: Object.fromEntries(columns.map((column) => [column.key, column.sortValue ?? (() => null)])),
  });
  const selected = rows.filter((row) => selectedKeys.includes(rowKey(row)));
  const loading = query.data === undefined && query.error === null;

  useEffect(() => {
    if (cursor < 0) return;
    root.current?.querySelector('tr.ls-row-cursor')?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);

  // The row antd measures widths with repeats the titles, check box included: nothing in it may take the focus.
  useEffect(() => {
    for (const box of root.current?.querySelectorAll<HTMLInputElement>('.ant-table-measure-row input') ?? [])
      box.tabIndex = -1;
  });

  function onKeyDown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, button, a, [role=menu]') !== null) return;
    if (event.key === 'ArrowDown') setCursor(Math.min(cursor + 1, rows.length - 1));
    else if (event.key === 'ArrowUp') setCursor(Math.max(cursor - 1, 0));
    else if (event.key === 'Enter' && rows[cursor] !== undefined) onOpen?.(rows[cursor]);
    else if (event.key === ' ' && bulk !== undefined && rows[cursor] !== undefined) toggle(rowKey(rows[cursor]));
    else return;
    event.preventDefault();
  }

  function toggle(key: string): void {
    setSelectedKeys(
      selectedKeys.includes(key) ? selectedKeys.filter((other) => other !== key) : [...selectedKeys, key],
    );
  }

  const tableColumns: ColumnsType<T> = columns
    .filter((column) => choice.isShown(column))
    .map((column) => ({
      key: column.key,
      // A column of verbs shows no title, yet has one for those who listen.
      title: column.title === '' ? <span className="ls-visually-hidden">{t('table.verbs')}</span> : column.title,
      align: column.align === 'end' ? 'right' : 'left',
      ...(column.width === undefined ? {} : { width: column.width }),
      ...(column.pinned === true ? { fixed: 'right' as const } : {}),
      ...(column.sortValue === undefined
        ? {}
        : {
            sorter: true,
            showSorterTooltip: false,
            sortOrder: state.sort?.key === column.key ? (state.sort.descending ? 'descend' : 'ascend') : null,
          }),
      render: (_: unknown, row: T) => column.render(row),
    }));

  const toolbar = (
    <TableToolbar
      all={all}
      shown={rows.length}
      state={state}
      onState={setState}
      filters={filters}
      searchable={props.searchText !== undefined}
      choice={choice}
      actions={props.actions}
    />
  );

  if (query.error !== null && query.data === undefined) {
    return (
      <div className="ls-table">
        {toolbar}
        <ErrorView error={query.error} onRetry={() => query.refetch()} retrying={query.isFetching} />
      </div>
    );
  }
  if (!loading && all.length === 0) {
    return (
      <div className="ls-table">
        <div className="ls-panel">
          <EmptyView {...empty} />
        </div>
      </div>
    );
  }

  return (
    <div className="ls-table" ref={root}>
      {toolbar}
      {query.error === null ? null : (
        <ErrorView error={query.error} onRetry={() => query.refetch()} retrying={query.isFetching} />
      )}
      {bulk !== undefined && selected.length > 0 ? (
        <div className="ls-table-bulk" role="toolbar" aria-label={t('table.selected', { count: selected.length })}>
          <b>{t('table.selected', { count: selected.length })}</b>
          {bulk(selected, () => setSelectedKeys([]))}
          <span className="ls-grow" />
          <button type="button" className="ls-link" onClick={() => setSelectedKeys([])}>
            {t('table.clear')}
          </button>
        </div>
      ) : null}
      <div
        className="ls-panel ls-table-body"
        tabIndex={0}
        role="region"
        aria-label={props.label}
        aria-busy={loading}
        onKeyDown={onKeyDown}
      >
        {loading ? (
          <SkeletonTable
            columns={tableColumns.length + (bulk === undefined ? 0 : 1)}
            titles={tableColumns.map((column) => column.title as ReactNode)}
          />
        ) : (
          <Table<T>
            size="small"
            columns={tableColumns}
            dataSource={rows}
            rowKey={rowKey}
            pagination={false}
            virtual={rows.length > virtualFrom}
            scroll={rows.length > virtualFrom ? { y: virtualHeightPx, x: 1200 } : { x: 'max-content' }}
            {...(bulk === undefined
              ? {}
              : {
                  rowSelection: {
                    columnWidth: 40,
                    selectedRowKeys: selectedKeys as string[],
                    onChange: (next) => setSelectedKeys(next.map(String)),
                    getCheckboxProps: (row: T) => ({ 'aria-label': rowKey(row) }) as never,
                    getTitleCheckboxProps: () => ({ 'aria-label': t('table.all') }) as never,
                  },
                })}
            rowClassName={(_, index) =>
              index === cursor ? 'ls-row ls-row-cursor' : onOpen === undefined ? '' : 'ls-row'
            }
            onRow={(row) => ({
              onClick: (event) => {
                const target = event.target as HTMLElement;
                if (target.closest('a, button, input, label, [role=dialog], .ant-table-selection-column') !== null)
                  return;
                onOpen?.(row);
              },
            })}
            onChange={(_, __, sorter) => {
              const one = Array.isArray(sorter) ? sorter[0] : sorter;
              const key = String(one?.columnKey ?? '');
              setState({
                ...state,
                sort:
                  one?.order === undefined || one.order === null
                    ? undefined
                    : { key, descending: one.order === 'descend' },
              });
            }}
            locale={{
              emptyText: (
                <EmptyView
                  title={t('table.noMatch')}
                  text={t('table.noMatchText')}
                  actions={
                    hasFilters(state) ? (
                      <button type="button" className="ls-link" onClick={() => setState(emptyTableState)}>
                        {t('table.clearFilters')}
                      </button>
                    ) : undefined
                  }
                />
              ),
            }}
          />
        )}
      </div>
      {props.total !== undefined && props.total > all.length ? (
        <p className="ls-muted">{t('table.truncated', { shown: all.length, total: props.total })}</p>
      ) : null}
    </div>
  );
}

function SkeletonTable({ columns, titles }: { columns: number; titles: readonly ReactNode[] }) {
  const t = useText();
  return (
    <table className="ls-skeleton-table">
      <caption className="ls-visually-hidden">{t('loading')}</caption>
      <thead>
        <tr>
          {Array.from({ length: columns - titles.length }, (_, index) => (
            <td key={index} />
          ))}
          {titles.map((title, index) => (
            <th key={index}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: skeletonRows }, (_, row) => (
          <tr key={row}>
            {Array.from({ length: columns }, (_cell, column) => (
              <td key={column}>
                <i className="ls-skeleton-bar" style={{ width: `${45 + ((row * 7 + column * 13) % 40)}%` }} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Above a list: search, filter chips with counts, columns, actions. */
import { useEffect, useRef, type ReactNode } from 'react';

import { hasFilters, toggleFilter, emptyTableState, type TableState } from '../lib/table-state.ts';
import { MenuButton } from './menu-button.tsx';
import { useText } from './texts.ts';
import type { ColumnChoice } from './use-column-choice.ts';

export interface TableFilter<T> {
  key: string;
  title: string;
  values: (row: T) => readonly string[];
  /** How a value is shown; the value itself when absent. */
  render?: (value: string) => ReactNode;
  /** `chips`: every value stands in the toolbar with its count; `menu`: chosen in a menu. */
  form: 'chips' | 'menu';
  /** Order of values; alphabetical when absent. */
  order?: readonly string[];
}

interface Props<T> {
  all: readonly T[];
  shown: number;
  state: TableState;
  onState: (next: TableState) => void;
  filters: readonly TableFilter<T>[];
  searchable: boolean;
  choice: ColumnChoice;
  actions: ReactNode;
}

function countValues<T>(rows: readonly T[], filter: TableFilter<T>): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const value of filter.values(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const place = (value: string): number => filter.order?.indexOf(value) ?? 0;
  return [...counts].toSorted(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}

export function TableToolbar<T>(props: Props<T>) {
  const t = useText();
  const { state, onState, filters, all } = props;
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement).closest('input, textarea, [contenteditable=true], .monaco-editor') !== null)
        return;
      event.preventDefault();
      search.current?.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  const menus = filters.filter((filter) => filter.form === 'menu');
  return (
    <div className="ls-toolbar">
      {props.searchable ? (
        <input
          ref={search}
          type="search"
          className="ls-search"
          value={state.search}
          placeholder={t('table.search')}
          aria-label={t('table.search')}
          title={t('table.searchHint')}
          onChange={(event) => onState({ ...state, search: event.target.value })}
        />
      ) : null}
      {filters
        .filter((filter) => filter.form === 'chips')
        .map((filter) => {
          const chosen = state.filters[filter.key] ?? [];
          return (
            <div key={filter.key} className="ls-chips" role="group" aria-label={filter.title}>
              {countValues(all, filter).map(([value, count]) => (
                <button
                  key={value}
                  type="button"
                  className={chosen.includes(value) ? 'ls-chip ls-chip-on' : 'ls-chip'}
                  aria-pressed={chosen.includes(value)}
                  onClick={() => onState(toggleFilter(state, filter.key, value))}
                >
                  {filter.render?.(value) ?? value}
                  <b>{count}</b>
                </button>
              ))}
            </div>
          );
        })}
      {menus.map((filter) => {
        const values = countValues(all, filter);
        const chosen = state.filters[filter.key] ?? [];
        if (values.length < 2 && chosen.length === 0) return null;
        return (
          <MenuButton
            key={filter.key}
            className="ls-chip"
            label={filter.title}
            items={values.map(([value, count]) => ({
              key: value,
              label: (
                <span className="ls-chip-option">
                  {filter.render?.(value) ?? value} <b>{count}</b>
                </span>
              ),
              checked: chosen.includes(value),
              onSelect: () => onState(toggleFilter(state, filter.key, value)),
            }))}
          >
            {filter.title}
          </MenuButton>
        );
      })}
      {menus.flatMap((filter) =>
        (state.filters[filter.key] ?? []).map((value) => (
          <button
            key={`${filter.key}:${value}`}
            type="button"
            className="ls-chip ls-chip-on"
            aria-label={t('table.removeFilter', { name: value })}
            onClick={() => onState(toggleFilter(state, filter.key, value))}
          >
            {filter.title}: {filter.render?.(value) ?? value} ×
          </button>
        )),
      )}
      {hasFilters(state) ? (
        <button type="button" className="ls-link" onClick={() => onState({ ...emptyTableState, sort: state.sort })}>
          {t('table.clearFilters')}
        </button>
      ) : null}
      <span className="ls-grow" />
      {all.length === 0 ? null : (
        <span className="ls-muted ls-num">
          {props.shown === all.length
            ? t('table.shown', { total: all.length })
            : t('table.filtered', { shown: props.shown, total: all.length })}
        </span>
      )}
      <MenuButton
        label={t('table.columns')}
        align="end"
        items={props.choice.columns
          .filter((column) => column.presence !== 'always')
          .map((column) => ({
            key: column.key,
            label: column.title,
            checked: props.choice.isShown(column),
            keepOpen: true,
            onSelect: () => props.choice.toggle(column),
          }))}
      >
        {t('table.columns')}
      </MenuButton>
      {props.actions}
    </div>
  );
}

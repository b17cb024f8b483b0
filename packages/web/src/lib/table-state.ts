/** Search, filters and order of a list, as they stand in the address. Pure. */
export interface TableState {
  search: string;
  sort: { key: string; descending: boolean } | undefined;
  filters: Readonly<Record<string, readonly string[]>>;
}

export const emptyTableState: TableState = { search: '', sort: undefined, filters: {} };

const filterPrefix = 'f.';

export function readTableState(params: URLSearchParams): TableState {
  const sort = params.get('sort') ?? '';
  const filters: Record<string, readonly string[]> = {};
  for (const [name, value] of params) {
    if (!name.startsWith(filterPrefix)) continue;
    const values = value
      .split(',')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    if (values.length > 0) filters[name.slice(filterPrefix.length)] = values;
  }
  return {
    search: params.get('q') ?? '',
    sort: sort === '' ? undefined : { key: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    filters,
  };
}

/** `params` with this state written into it; whatever else stands in the address stays. */
export function writeTableState(params: URLSearchParams, state: TableState): URLSearchParams {
  const next = new URLSearchParams([...params].filter(([name]) => !isOurs(name)));
  if (state.search !== '') next.set('q', state.search);
  if (state.sort !== undefined) next.set('sort', `${state.sort.descending ? '-' : ''}${state.sort.key}`);
  for (const [key, values] of Object.entries(state.filters)) {
    if (values.length > 0) next.set(filterPrefix + key, values.map(encodeURIComponent).join(','));
  }
  return next;
}

function isOurs(name: string): boolean {
  return name === 'q' || name === 'sort' || name.startsWith(filterPrefix);
}

/** Adds the value to the filter, or takes it out when it is there. */
export function toggleFilter(state: TableState, key: string, value: string): TableState {
  const values = state.filters[key] ?? [];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return { ...state, filters: { ...state.filters, [key]: next } };
}

export function hasFilters(state: TableState): boolean {
  return state.search !== '' || Object.values(state.filters).some((values) => values.length > 0);
}

export interface RowReading<T> {
  /** All text a search looks in. */
  searchText: (row: T) => string;
  /** By filter key: the values a row has. */
  filterValues: Readonly<Record<string, (row: T) => readonly string[]>>;
  /** By column key: what a row is ordered by. null comes last in either direction. */
  sortValue: Readonly<Record<string, (row: T) => string | number | null>>;
}

/** The rows the state lets through, in its order; in their own order when it has none. */
export function applyTableState<T>(rows: readonly T[], state: TableState, reading: RowReading<T>): T[] {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const passing = rows.filter((row) => {
    const text = words.length === 0 ? '' : reading.searchText(row).toLowerCase();
    if (!words.every((word) => text.includes(word))) return false;
    return Object.entries(state.filters).every(([key, wanted]) => {
      const values = reading.filterValues[key];
      return wanted.length === 0 || values === undefined || values(row).some((value) => wanted.includes(value));
    });
  });
  const { sort } = state;
  const valueOf = sort === undefined ? undefined : reading.sortValue[sort.key];
  if (sort === undefined || valueOf === undefined) return passing;
  const direction = sort.descending ? -1 : 1;
  return passing.toSorted((a, b) => compare(valueOf(a), valueOf(b), direction));
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  return collator.compare(String(a), String(b)) * direction;
}

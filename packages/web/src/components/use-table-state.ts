/** A list's state, kept in the address: a reload, a link or the back button brings it back. */
import { useSearchParams } from 'react-router';

import { readTableState, writeTableState, type TableState } from '../lib/table-state.ts';

export function useTableState(): [TableState, (next: TableState) => void] {
  const [params, setParams] = useSearchParams();
  return [readTableState(params), (next) => setParams((old) => writeTableState(old, next), { replace: true })];
}

/** Columns of a table that a script reads: from its own definition, else from the catalog it is in. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { emptyView } from '../../../components/sql-editor/catalog-view.ts';
import { fullPath, placeAt, readScript } from '../../../components/sql-editor/script-model.ts';
import { Scope } from '../../../components/sql-editor/scope.ts';
import { scanSql } from '../../../components/sql-editor/sql-scanner.ts';
import { readPath } from '../../../components/sql-editor/token-lists.ts';
import { api } from '../../../lib/api.ts';
import type { TableSchema } from './grid-rows.ts';

export interface TableSchemaTarget {
  projectId: string;
  clusterId: string | undefined;
  script: string;
  /** As the script writes it. */
  table: string;
}

/** What the script itself says; undefined where it does not define the table with all of its columns. */
export function declaredSchema(script: string, table: string): TableSchema | undefined {
  const model = readScript(script);
  const { path } = readPath(scanSql(table), 0);
  const scope = new Scope(model, emptyView, model.statements.length - 1);
  const declaration = scope.declarationOf(path);
  if (declaration === undefined) return undefined;
  const { columns, isComplete } = scope.columnsOfMeaning({ kind: 'declared', declaration });
  if (!isComplete) return undefined;
  const ignored = declaration.columns.filter(({ kind }) => kind === 'computed').map(({ name }) => name);
  return { columns: columns.filter(({ name }) => !ignored.includes(name)), ignored };
}

export function useTableSchema({ projectId, clusterId, script, table }: TableSchemaTarget): TableSchema | undefined {
  const declared = useMemo(() => declaredSchema(script, table), [script, table]);
  const key = JSON.stringify(declared);
  // The same object while the definition says the same: the grid is made anew for another.
  const own = useMemo(() => (key === undefined ? undefined : (JSON.parse(key) as TableSchema)), [key]);
  const model = readScript(script);
  const { path } = readPath(scanSql(table), 0);
  const [catalog, database, name] = fullPath(path, placeAt(model, model.statements.length - 1));
  const stored = useQuery({
    queryKey: ['catalog-table', projectId, clusterId, catalog, database, name],
    queryFn: ({ signal }) =>
      api.call('getCatalogTable', {
        params: { projectId, catalog, database, table: name },
        query: clusterId === undefined ? {} : { clusterId },
        signal,
      }),
    enabled: declared === undefined && name !== '',
    staleTime: 60_000,
    retry: false,
    select: ({ columns }): TableSchema => {
      const isComputed = ({ extras }: { extras: string }) => /^AS\b/i.test(extras);
      return {
        columns: columns
          .filter((column) => !isComputed(column))
          .map((column) => ({ name: column.name, type: column.type })),
        ignored: columns.filter(isComputed).map((column) => column.name),
      };
    },
  });
  return own ?? stored.data;
}

/** Variables and secrets of the project in one list. */
import Button from 'antd/es/button';
import { useState } from 'react';

import { paths } from '../../app/paths.ts';
import { changedColumn, verbsColumn } from '../../components/common-columns.tsx';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Copyable } from '../../components/values.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useValues, type ValueKind, type ValueRow } from './api.ts';
import { DeleteValueDialog } from './delete-value-dialog.tsx';
import { useText } from './texts.ts';
import { ValueDialog } from './value-dialog.tsx';

type Open = { dialog: 'put'; kind: ValueKind; row?: ValueRow } | { dialog: 'delete'; row: ValueRow };

function referenceOf(row: ValueRow): string {
  return row.kind === 'secret' ? `\${secret.${row.name}}` : `\${${row.name}}`;
}

export function VariablesPage() {
  const t = useText();
  const projectId = useProjectId();
  const canWrite = useCan(projectId, 'developer');
  const values = useValues(projectId);
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  usePage({ title: t('title'), parents: [{ title: t('development'), to: paths.editor(projectId) }] });

  const columns: readonly ResourceColumn<ValueRow>[] = [
    {
      key: 'name',
      title: t('name'),
      presence: 'always',
      sortValue: (row) => row.name,
      render: (row) => <b>{row.name}</b>,
    },
    { key: 'kind', title: t('kind'), width: 88, sortValue: (row) => row.kind, render: (row) => t(`kind.${row.kind}`) },
    {
      key: 'value',
      title: t('value'),
      render: (row) =>
        row.value === null ? (
          <span className="ls-muted">{t('value.hidden')}</span>
        ) : (
          <span className="ls-mono">{row.value}</span>
        ),
    },
    { key: 'reference', title: t('reference'), render: (row) => <Copyable value={referenceOf(row)} mono /> },
    { key: 'description', title: t('description'), render: (row) => row.description },
    changedColumn(t('changed')),
    ...(canWrite
      ? [
          verbsColumn<ValueRow>((row) => (
            <>
              <Button size="small" type="text" onClick={() => setOpen({ dialog: 'put', kind: row.kind, row })}>
                {t('edit')}
              </Button>
              <Button size="small" type="text" danger onClick={() => setOpen({ dialog: 'delete', row })}>
                {t('delete')}
              </Button>
            </>
          )),
        ]
      : []),
  ];

  const actions = canWrite ? (
    <>
      <Button onClick={() => setOpen({ dialog: 'put', kind: 'secret' })}>{t('add.secret')}</Button>
      <Button type="primary" onClick={() => setOpen({ dialog: 'put', kind: 'variable' })}>
        {t('add.variable')}
      </Button>
    </>
  ) : (
    <span className="ls-muted">{t('readonly')}</span>
  );
  return (
    <div className="ls-page">
      <div className="ls-page-head">
        <h1>{t('title')}</h1>
        <p className="ls-muted">{t('intro')}</p>
      </div>
      <ResourceTable
        id="variables"
        label={t('title')}
        query={values}
        rowKey={(row) => `${row.kind}:${row.name}`}
        columns={columns}
        filters={[
          {
            key: 'kind',
            title: t('kind'),
            form: 'chips',
            order: ['variable', 'secret'],
            values: (row) => [row.kind],
            render: (kind) => t(`kind.${kind as ValueKind}`),
          },
        ]}
        searchText={(row) => `${row.name} ${row.description}`}
        actions={actions}
        empty={{ title: t('empty'), text: t('empty.text'), actions }}
      />
      {open?.dialog === 'put' ? (
        <ValueDialog projectId={projectId} kind={open.kind} row={open.row} onClose={close} />
      ) : null}
      {open?.dialog === 'delete' ? <DeleteValueDialog projectId={projectId} row={open.row} onClose={close} /> : null}
    </div>
  );
}

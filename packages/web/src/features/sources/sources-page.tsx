/** The data sources of the project. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import type { Source, SourceKind } from '@liusu/contract/source';

import { paths } from '../../app/paths.ts';
import { changedColumn, verbsColumn } from '../../components/common-columns.tsx';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useSources } from './api.ts';
import { DeleteSourceDialog } from './delete-source-dialog.tsx';
import { LastTest } from './last-test.tsx';
import { SourceDrawer } from './source-drawer.tsx';
import { kinds } from './source-form.ts';
import './sources.css';
import { TestDrawer } from './test-drawer.tsx';
import { useText } from './texts.ts';

type Open = { what: 'add' } | { what: 'edit' | 'test' | 'delete'; source: Source };

export function SourcesPage() {
  const t = useText();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const canWrite = useCan(projectId, 'developer');
  const sources = useSources(projectId);
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  usePage({ title: t('title'), parents: [{ title: t('development'), to: paths.editor(projectId) }] });

  const columns: readonly ResourceColumn<Source>[] = [
    {
      key: 'name',
      title: t('col.name'),
      presence: 'always',
      sortValue: (source) => source.name,
      render: (source) => <Link to={paths.source(projectId, source.name)}>{source.name}</Link>,
    },
    {
      key: 'kind',
      title: t('col.kind'),
      sortValue: (source) => source.kind,
      render: (source) => t(`kind.${source.kind}`),
    },
    {
      key: 'address',
      title: t('col.address'),
      render: (source) => <span className="ls-mono ls-src-address">{source.address}</span>,
    },
    {
      key: 'test',
      title: t('col.test'),
      sortValue: (source) => source.lastTest?.at ?? null,
      render: (source) => <LastTest source={source} />,
    },
    { key: 'description', title: t('col.description'), render: (source) => source.description },
    { ...changedColumn(t('col.changed')), presence: 'offered' },
    ...(canWrite
      ? [
          verbsColumn<Source>((source) => (
            <>
              <Button size="small" type="text" onClick={() => setOpen({ what: 'test', source })}>
                {t('test')}
              </Button>
              <Button size="small" type="text" onClick={() => setOpen({ what: 'edit', source })}>
                {t('edit')}
              </Button>
              <Button size="small" type="text" danger onClick={() => setOpen({ what: 'delete', source })}>
                {t('delete')}
              </Button>
            </>
          )),
        ]
      : []),
  ];

  const actions = canWrite ? (
    <Button type="primary" onClick={() => setOpen({ what: 'add' })}>
      {t('add')}
    </Button>
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
        id="sources"
        label={t('title')}
        query={sources}
        rowKey={(source) => source.name}
        columns={columns}
        filters={[
          {
            key: 'kind',
            title: t('col.kind'),
            form: 'chips',
            order: kinds,
            values: (source) => [source.kind],
            render: (kind) => t(`kind.${kind as SourceKind}`),
          },
        ]}
        searchText={(source) => `${source.name} ${source.address} ${source.description}`}
        onOpen={(source) => void navigate(paths.source(projectId, source.name))}
        actions={actions}
        empty={{ title: t('empty'), text: t('empty.text'), actions }}
      />
      {open?.what === 'add' ? <SourceDrawer projectId={projectId} onClose={close} /> : null}
      {open?.what === 'edit' ? <SourceDrawer projectId={projectId} source={open.source} onClose={close} /> : null}
      {open?.what === 'test' ? <TestDrawer projectId={projectId} source={open.source} onClose={close} /> : null}
      {open?.what === 'delete' ? (
        <DeleteSourceDialog projectId={projectId} name={open.source.name} onClose={close} />
      ) : null}
    </div>
  );
}
